/** The policy of a form: its grammar, its expiration, its conditions. */
import { isUtf8 } from 'node:buffer';
import { toText } from '../../wire/binary_text.mjs';
import { accessDenied, OssError } from '../oss_error.mjs';
import { parsePolicyJson, PolicyJsonError } from './policy_json.mjs';

const invalidPolicy = (detail, ec) =>
  new OssError(400, 'InvalidPolicyDocument', `Invalid Policy: ${detail}`, { ec });
const EXPIRATION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;

/**
 * @typedef {object} Policy
 * @property {number} expiresAt ms
 * @property {Condition[]} conditions
 * @typedef {{operator: string, field: string, operand: unknown, source: unknown}} Condition field
 *   in lower case without `$`
 */

/** @param {string} base64 as in the form @returns {Policy} */
export function parsePolicy(base64) {
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(base64))
    throw invalidPolicy('Invalid JSON: not base64 encoded.', '0006-00000202');
  const bytes = Buffer.from(base64, 'base64');
  if (!isUtf8(bytes)) throw invalidPolicy('Invalid JSON: not UTF-8 encoded.', '0006-00000203');
  let document;
  try {
    document = parsePolicyJson(bytes.toString('utf8'));
  } catch (error) {
    if (!(error instanceof PolicyJsonError)) throw error;
    throw invalidPolicy(`Invalid JSON: ${error.message}`, '0006-00000204');
  }
  const { expiration, conditions } = Object(document);
  if (expiration === undefined && conditions === undefined)
    throw invalidPolicy('expiration and conditions are missing.', '0006-00000209');
  if (conditions === undefined) throw invalidPolicy('conditions is missing.', '0006-00000207');
  if (expiration === undefined) throw invalidPolicy('expiration is missing.', '0006-00000208');
  if (typeof expiration !== 'string')
    throw invalidPolicy('expiration is not a string.', '0006-00000210');
  if (expiration === '') throw invalidPolicy('expiration is empty.', '0006-00000211');
  if (!EXPIRATION.test(expiration))
    throw invalidPolicy('expiration is not an ISO 8601 date.', '0006-00000212');
  if (!Array.isArray(conditions)) throw invalidPolicy('conditions is not a list.', '0006-00000201');
  return { expiresAt: Date.parse(expiration), conditions: conditions.map(parseCondition) };
}

function parseCondition(source) {
  if (Array.isArray(source)) return listCondition(source);
  if (source === null || typeof source !== 'object')
    throw invalidPolicy('Invalid condition.', '0006-00000222');
  const names = Object.keys(source);
  if (names.length !== 1) {
    throw invalidPolicy(
      'Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.',
    );
  }
  const [name] = names;
  if (typeof source[name] !== 'string') throw invalidPolicy('Invalid condition.', '0006-00000224');
  return {
    operator: 'eq',
    field: name.toLowerCase(),
    operand: source[name],
    source: ['eq', `$${name}`, source[name]],
  };
}

function listCondition(source) {
  const [operator, name, operand] = source;
  if (source.length !== 3) throw invalidPolicy('Invalid condition.', '0006-00000216');
  if (operator === 'content-length-range') return rangeCondition(source);
  if (!['eq', 'starts-with', 'in', 'not-in'].includes(operator))
    throw invalidPolicy('Invalid condition.', '0006-00000216');
  const wantsList = operator === 'in' || operator === 'not-in';
  const isFitting = wantsList ? Array.isArray(operand) : typeof operand === 'string';
  if (typeof name !== 'string' || !name.startsWith('$') || !isFitting)
    throw invalidPolicy('Invalid condition.', '0006-00000224');
  return { operator, field: name.slice(1).toLowerCase(), operand, source };
}

function rangeCondition(source) {
  const [operator, min, max] = source;
  if (typeof min === 'string' || typeof max === 'string')
    throw invalidPolicy('Invalid content-length-range.', '0006-00000221');
  if (!Number.isInteger(min) || !Number.isInteger(max))
    throw invalidPolicy('Invalid content-length-range.', '0006-00000223');
  if (max < min) throw invalidPolicy('Invalid content-length-range.', '0006-00000219');
  return { operator, field: '', operand: [min, max], source };
}

/**
 * Checks everything but the size of the file.
 * @param {Policy} policy
 * @param {Map<string, string>} values by lower-case name, binary text; with `bucket`
 * @param {number} now ms
 */
export function checkPolicy(policy, values, now) {
  if (policy.expiresAt <= now) {
    throw accessDenied('Invalid according to Policy: Policy expired.', { ec: '0006-00000213' });
  }
  for (const condition of policy.conditions) {
    const value = values.get(condition.field);
    if (condition.operator === 'content-length-range' || holds(condition, value)) continue;
    const shown = `[${condition.source.map((item) => JSON.stringify(item)).join(', ')}]`;
    throw accessDenied(`Invalid according to Policy: Policy Condition failed: ${shown}`);
  }
}

function holds({ operator, operand }, value) {
  if (value === undefined) return false;
  const text = toText(value);
  if (operator === 'eq') return text === operand;
  if (operator === 'starts-with') return text.startsWith(operand);
  return operand.includes(text) === (operator === 'in');
}

/** @param {Policy} policy @param {number} size of the file in bytes */
export function checkFileSize(policy, size) {
  for (const { operator, operand } of policy.conditions) {
    if (operator !== 'content-length-range') continue;
    if (size > operand[1]) {
      const text = 'Your proposed upload exceeds the maximum allowed size.';
      throw new OssError(400, 'EntityTooLarge', text, { ec: '0006-00000003' });
    }
    if (size < operand[0]) {
      const text = 'Your proposed upload smaller than the minimum allowed size.';
      throw new OssError(400, 'EntityTooSmall', text, { ec: '0006-00000004' });
    }
  }
}
