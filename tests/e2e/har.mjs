/** Checks a HAR document against the fields of version 1.2 (http://www.softwareishard.com/blog/har-12-spec/). */
import assert from 'node:assert/strict';

const text = (value) => typeof value === 'string';
const number = (value) => typeof value === 'number' && Number.isFinite(value);
const size = (value) => Number.isInteger(value) && value >= -1;
const duration = (value) => number(value) && value >= -1;
const time = (value) => text(value) && !Number.isNaN(Date.parse(value)) && value.includes('T');
const optional = (check) => Object.assign((value, at) => check(value, at), { isOptional: true });

/** A check of an object: every field that is there is known, or is an extension (`_...`). */
const record = (fields) =>
  function check(value, at) {
    assert.ok(value !== null && typeof value === 'object' && !Array.isArray(value), at);
    for (const name of Object.keys(value)) {
      assert.ok(name in fields || name.startsWith('_'), `${at}.${name} is no field of HAR 1.2`);
    }
    for (const [name, test] of Object.entries(fields)) {
      if (value[name] === undefined && test.isOptional) continue;
      assert.ok(
        test(value[name], `${at}.${name}`),
        `${at}.${name}: ${JSON.stringify(value[name])}`,
      );
    }
    return true;
  };

const list = (test) => (value, at) => {
  assert.ok(Array.isArray(value), `${at} is no list`);
  value.forEach((one, index) => assert.ok(test(one, `${at}[${index}]`), `${at}[${index}]`));
  return true;
};

const comment = optional(text);
const pair = record({ name: text, value: text, comment });
const cookie = record({
  name: text,
  value: text,
  path: optional(text),
  domain: optional(text),
  expires: optional(time),
  httpOnly: optional((value) => typeof value === 'boolean'),
  secure: optional((value) => typeof value === 'boolean'),
  comment,
});
const parameter = record({
  name: text,
  value: optional(text),
  fileName: optional(text),
  contentType: optional(text),
  comment,
});
const message = {
  httpVersion: text,
  cookies: list(cookie),
  headers: list(pair),
  headersSize: size,
  bodySize: size,
  comment,
};
const request = record({
  ...message,
  method: text,
  url: (value) => text(value) && new URL(value) !== null,
  queryString: list(pair),
  postData: optional(
    record({
      mimeType: text,
      params: list(parameter),
      text: text,
      // Not in the specification for requests, but written by browsers for bodies that are no text.
      encoding: optional(text),
      comment,
    }),
  ),
});
const response = record({
  ...message,
  status: (value) => Number.isInteger(value) && value >= 0,
  statusText: text,
  content: record({
    size,
    mimeType: text,
    text: optional(text),
    encoding: optional(text),
    compression: optional(number),
    comment,
  }),
  redirectURL: text,
});
const timings = record({
  blocked: optional(duration),
  dns: optional(duration),
  connect: optional(duration),
  ssl: optional(duration),
  send: duration,
  wait: duration,
  receive: duration,
  comment,
});
const entry = record({
  pageref: optional(text),
  startedDateTime: time,
  time: (value) => number(value) && value >= 0,
  request,
  response,
  cache: record({ comment }),
  timings,
  serverIPAddress: optional(text),
  connection: optional(text),
  comment,
});
const archive = record({
  log: record({
    version: (value) => value === '1.2',
    creator: record({ name: text, version: text, comment }),
    browser: optional(record({ name: text, version: text, comment })),
    pages: optional(list(record({}))),
    entries: list(entry),
    comment,
  }),
});

/** @param {string} json @returns {any[]} its entries */
export function entriesOfHar(json) {
  const har = JSON.parse(json);
  archive(har, 'har');
  return har.log.entries;
}
