/** Conditional requests: If-Match and its relatives, also in their copy-source spelling. */
import { OssError } from '../oss_error.mjs';

const preconditionFailed = (condition) =>
  new OssError(
    412,
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold.',
    {
      elements: [['Condition', condition]],
    },
  );

const listed = (value, etag) =>
  value
    .split(',')
    .map((part) => part.trim().replace(/^W\//, '').replace(/"/g, ''))
    .some((part) => part === '*' || part === etag);

/**
 * @param {(name: string) => string | null} header looks up 'if-match', 'if-none-match', ...
 * @param {import('../store.mjs').StoredObject} object
 * @throws {OssError} 304 or 412
 */
export function checkConditions(header, object) {
  const seconds = Math.floor(object.lastModified / 1000) * 1000;
  const dateOf = (name) => {
    const value = header(name);
    return value === null ? NaN : Date.parse(value);
  };
  const match = header('if-match');
  if (match !== null && !listed(match, object.etag)) throw preconditionFailed('If-Match');
  if (dateOf('if-unmodified-since') < seconds) throw preconditionFailed('If-Unmodified-Since');
  const noneMatch = header('if-none-match');
  const isUnchanged =
    noneMatch !== null ? listed(noneMatch, object.etag) : dateOf('if-modified-since') >= seconds;
  if (isUnchanged) {
    throw new OssError(304, 'NotModified', '', {
      headers: [
        ['ETag', `"${object.etag}"`],
        ['Last-Modified', new Date(object.lastModified).toUTCString()],
      ],
    });
  }
}
