/** The three date formats of OSS. Strict, because a client with another one must be refused. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const RFC_1123 =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/;
const ISO_BASIC = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

// Every answer asks for the same second many times over.
let lastSecond = NaN;
let lastText = '';

/** @param {number} ms @returns {string} as in the Date header */
export function httpDate(ms) {
  const second = Math.floor(ms / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastText = new Date(second * 1000).toUTCString();
  }
  return lastText;
}

/** @param {number} ms @returns {string} with milliseconds, as in error and list documents */
export const isoDate = (ms) => new Date(ms).toISOString();

/** @param {string} text @returns {number | null} milliseconds */
export function parseHttpDate(text) {
  const match = RFC_1123.exec(text);
  const month = match ? MONTHS.indexOf(match[2]) : -1;
  if (month < 0) return null;
  const [day, , year, hour, minute, second] = match.slice(1).map(Number);
  return Date.UTC(year, month, day, hour, minute, second);
}

/** @param {string} text YYYYMMDDTHHMMSSZ @returns {number | null} milliseconds */
export function parseIsoBasic(text) {
  const match = ISO_BASIC.exec(text);
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
