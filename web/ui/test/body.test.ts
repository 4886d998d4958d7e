import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findLine, maxFormattedBytes, showBody, type Line } from '../src/text/body';
import { decompress } from '../src/text/decompress';
import { formatJson } from '../src/text/json';
import { formatXml } from '../src/text/xml';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function written(lines: Line[] | null): string[] | null {
  return (
    lines?.map(
      ({ indent, tokens }) => ' '.repeat(indent) + tokens.map(({ text }) => text).join(''),
    ) ?? null
  );
}

describe('XML', () => {
  it('has an element with only text on one line, and children below', () => {
    expect(
      written(formatXml('<?xml version="1.0"?><E><Code>X</Code><D><a b="c"/></D><F></F></E>')),
    ).toEqual([
      '<?xml version="1.0"?>',
      '<E>',
      ' <Code>X</Code>',
      ' <D>',
      '  <a b="c"/>',
      ' </D>',
      ' <F></F>',
      '</E>',
    ]);
  });

  it('keeps entities, comments and CDATA as written', () => {
    expect(written(formatXml('<a><!-- <b> --><c>&lt;x&gt;</c><![CDATA[<d>]]></a>'))).toEqual([
      '<a>',
      ' <!-- <b> -->',
      ' <c>&lt;x&gt;</c>',
      ' <![CDATA[<d>]]>',
      '</a>',
    ]);
  });

  it('shows what there is of a document that was cut off or is not well-formed', () => {
    expect(written(formatXml('<a><b>text'))).toEqual(['<a>', ' <b>', '  text']);
    expect(written(formatXml('</x></x><a>1 < 2</a><'))).not.toBeNull();
    expect(formatXml('no markup')).toBeNull();
  });

  it('gets through hostile documents', () => {
    expect(formatXml('<'.repeat(200_000))).toBeNull();
    expect(formatXml('<a '.repeat(70_000))).toBeNull();
    expect(formatXml('<!--'.repeat(50_000))).toBeNull();
    expect(formatXml('<a>'.repeat(5000))).toHaveLength(5000);
  });
});

describe('JSON', () => {
  it('is laid out without changing a token', () => {
    expect(
      written(formatJson('{"a":12345678901234567890,"a":[],"b":{"c":["\\u0041",true]}}')),
    ).toEqual([
      '{',
      ' "a": 12345678901234567890,',
      ' "a": [],',
      ' "b": {',
      '  "c": [',
      '   "\\u0041",',
      '   true',
      '  ]',
      ' }',
      '}',
    ]);
  });

  it('shows the beginning of a document that was cut off', () => {
    expect(written(formatJson('{"a":{"b":"unfinis'))).toEqual(['{', ' "a": {', '  "b": "unfinis']);
  });

  it('is not claimed for other text', () => {
    expect(formatJson('{not json}')).toBeNull();
    expect(formatJson('')).toBeNull();
  });
});

describe('bodies', () => {
  it('are recognised by type or by their beginning', () => {
    expect(showBody(bytes('{"a":1}'), 'application/json', false)).toMatchObject({ format: 'json' });
    expect(showBody(bytes(' <E/>'), '', false)).toMatchObject({ format: 'xml' });
    expect(showBody(bytes('<p>hi'), 'text/html', false)).toMatchObject({ format: 'text' });
    expect(showBody(bytes('a,b\nc,d'), 'text/csv', false)).toMatchObject({ format: 'text' });
  });

  it('are binary when they are not UTF-8 or hold control characters', () => {
    expect(showBody(Uint8Array.of(0xff, 0xd8, 0xff), 'text/plain', false).kind).toBe('binary');
    expect(showBody(bytes('a\0b'), 'text/plain', false).kind).toBe('binary');
  });

  it('may end inside a character when they were cut off', () => {
    const cut = bytes('三月').subarray(0, 4);
    expect(showBody(cut, 'text/plain', true).kind).toBe('text');
    expect(showBody(cut, 'text/plain', false).kind).toBe('binary');
  });

  it('are not parsed above the limit', () => {
    expect(showBody(new Uint8Array(maxFormattedBytes + 1).fill(0x61), '', false).kind).toBe(
      'binary',
    );
  });
});

describe('evidence in bodies', () => {
  const lines = formatXml('<E><Code>A</Code><Sub><Endpoint>x</Endpoint></Sub></E>') ?? [];

  it('is found by element, whatever its path and case', () => {
    expect(findLine(lines, 'Error/Sub/endpoint', '')).toBe(3);
  });

  it('is found by its text when the name is not an element', () => {
    expect(findLine(lines, 'policy', 'x</E')).toBe(3);
    expect(findLine(lines, 'nothing', '')).toBe(-1);
  });
});

describe('content codings', () => {
  it('are taken off', async () => {
    const result = await decompress(gzipSync('hello'), 'gzip', 100);
    expect(new TextDecoder().decode(result?.bytes)).toBe('hello');
    expect(result?.truncated).toBe(false);
  });

  it('give nothing for damaged data', async () => {
    expect(await decompress(bytes('not gzip at all'), 'gzip', 100)).toBeNull();
  });

  it('stop at the limit, however much there is', async () => {
    const bomb = gzipSync(new Uint8Array(1_000_000));
    const result = await decompress(bomb, 'gzip', 1000);
    expect(result?.bytes.length).toBe(1000);
    expect(result?.truncated).toBe(true);
  });
});
