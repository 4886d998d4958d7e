/** CORS: preflight answers and the headers on ordinary ones. */
import { childrenOf, childText } from './xml.mjs';
import { OssError } from './oss_error.mjs';

const NOT_ALLOWED =
  'CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / ' +
  "Access-Control-Request-Method or Access-Control-Requet-Headers are not whitelisted by the resource's CORS spec.";

const fits = (pattern, value) =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 'i').test(
    value,
  );

/** @param {import('./store.mjs').CorsRule[]} rules */
function matchingRule(rules, origin, method, headers) {
  return rules.find(
    (rule) =>
      rule.origins.some((pattern) => fits(pattern, origin)) &&
      rule.methods.includes(method) &&
      headers.every((name) => (rule.headers ?? []).some((pattern) => fits(pattern, name))),
  );
}

function ruleHeaders(rule, origin) {
  const headers = [
    ['Access-Control-Allow-Origin', rule.origins.includes('*') ? '*' : origin],
    ['Access-Control-Allow-Methods', rule.methods.join(', ')],
  ];
  if (rule.expose?.length) headers.push(['Access-Control-Expose-Headers', rule.expose.join(', ')]);
  if (rule.maxAge !== undefined) headers.push(['Access-Control-Max-Age', String(rule.maxAge)]);
  headers.push(['Vary', 'Origin']);
  return headers;
}

/**
 * @param {import('../wire/lab_request.mjs').LabRequest} request
 * @param {import('./store.mjs').Bucket | undefined} bucket
 */
export function corsHeaders(request, bucket) {
  const origin = request.header('origin');
  if (origin === null || !bucket || request.method === 'OPTIONS') return [];
  const rule = matchingRule(bucket.cors, origin, request.method, []);
  return rule ? ruleHeaders(rule, origin) : [];
}

/**
 * @param {import('../wire/lab_request.mjs').LabRequest} request
 * @param {import('./store.mjs').Bucket} bucket
 */
export function preflight(request, bucket) {
  const origin = request.header('origin');
  const method = request.header('access-control-request-method');
  if (origin === null) {
    throw new OssError(
      400,
      'BadRequest',
      'Insufficient information. Origin request header needed.',
    );
  }
  if (method === null) {
    const text = 'Insufficient information. Request Access-Control-Request-Method header needed.';
    throw new OssError(400, 'BadRequest', text);
  }
  const asked = request.header('access-control-request-headers') ?? '';
  const names = asked
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const rule = matchingRule(bucket.cors, origin, method, names);
  if (!rule) throw new OssError(403, 'AccessForbidden', NOT_ALLOWED, { ec: '0003-00000602' });
  const headers = ruleHeaders(rule, origin);
  if (names.length > 0) headers.push(['Access-Control-Allow-Headers', names.join(', ')]);
  return { status: 200, headers, content: null };
}

/**
 * @param {import('./xml.mjs').XmlNode} document a CORSConfiguration
 * @returns {import('./store.mjs').CorsRule[]}
 */
export function corsRulesOf(document) {
  return childrenOf(document, 'CORSRule').map((rule) => {
    const texts = (name) => childrenOf(rule, name).map((node) => node.text.trim());
    const maxAge = childText(rule, 'MaxAgeSeconds');
    return {
      origins: texts('AllowedOrigin'),
      methods: texts('AllowedMethod'),
      headers: texts('AllowedHeader'),
      expose: texts('ExposeHeader'),
      maxAge: maxAge === null ? undefined : Number(maxAge),
    };
  });
}
