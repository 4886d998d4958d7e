import { describe, expect, it } from 'vitest';
import { formatBytes, formatDuration, formatTime, formatUtc } from '../src/text/format';
import { addWord, filterWord, filterWords } from '../src/text/filter';
import { compareHeads } from '../src/text/forwarded';
import { hexRow } from '../src/text/hex';
import { brokenLeg, outcomeOf } from '../src/text/outcome';
import { splitRequestLine } from '../src/text/query';
import { setupWays } from '../src/text/setup';
import { visibleSegments, visibleText } from '../src/text/visible';
import type { Head } from '../src/api/types';
import { decodeDetail } from '../src/api/decode';
import { detailOf, firstOf } from './fixtures.mjs';
import { exchange } from './support';

describe('visible text', () => {
  it('leaves printable text of any script as it is', () => {
    expect(visibleText('a-b_c/三月 summary.csv שלום 😀')).toBe('a-b_c/三月 summary.csv שלום 😀');
  });

  it('names what reorders, hides or rings', () => {
    expect(visibleText('a\u202Egpj.exe\u200B\u0007')).toBe('a‹U+202E›gpj.exe‹U+200B›‹U+0007›');
  });

  it('keeps line feeds and tabs, which the layout shows', () => {
    expect(visibleSegments('a\n\tb')).toEqual([{ text: 'a\n\tb', hidden: false }]);
  });

  it('shows a carriage return and a lone surrogate', () => {
    expect(visibleText('a\r\ud800')).toBe('a‹U+000D›‹U+D800›');
  });
});

describe('formats', () => {
  it('writes sizes in powers of 1024', () => {
    expect([0, 1023, 1024, 20480, 1_048_575, 5_368_709_120].map(formatBytes)).toEqual([
      '0 B',
      '1023 B',
      '1.0 KB',
      '20 KB',
      '1.0 MB',
      '5.0 GB',
    ]);
    expect(formatBytes(null)).toBe('–');
  });

  it('writes durations with three figures at most', () => {
    expect([0.25, 4.2, 38.214, 999.6, 4212.9, 73_211].map(formatDuration)).toEqual([
      '250 µs',
      '4.2 ms',
      '38 ms',
      '1.00 s',
      '4.21 s',
      '1 min 13 s',
    ]);
  });

  it('adds the day to a time that is not of today', () => {
    const instant = '2026-03-04T12:00:01.250000Z';
    const local = new Date(instant);
    expect(formatTime(instant, 'en', local)).toMatch(/^\d\d:00:01\.250$/);
    expect(formatTime(instant, 'en', new Date(local.getTime() + 9e8))).toMatch(
      /^0\d\/0\d \d\d:00:01$/,
    );
  });

  it('keeps the microseconds of the record in UTC', () => {
    expect(formatUtc('2026-03-04T12:00:01.250042Z')).toBe('2026-03-04 12:00:01.250042 UTC');
    expect(formatUtc('')).toBe('–');
  });
});

describe('filter words', () => {
  it('splits at blanks outside of quotes', () => {
    expect(filterWords('a  bucket:"x y" -"c d" e"f')).toEqual([
      'a',
      'bucket:"x y"',
      '-"c d"',
      'e"f',
    ]);
  });

  it('takes an escaped quote as part of the value', () => {
    expect(filterWords('object:"a \\" b" c')).toEqual(['object:"a \\" b"', 'c']);
  });

  it('quotes values that would mean something else', () => {
    expect(filterWord('bucket', 'logs')).toBe('bucket:logs');
    expect(filterWord('object', 'a b')).toBe('object:"a b"');
    expect(filterWord('object', 'a"\\b')).toBe('object:"a\\"\\\\b"');
    expect(filterWord('code', 'No*')).toBe('code:"No*"');
    expect(filterWord('code', '>=1')).toBe('code:">=1"');
    expect(filterWord('code', '')).toBe('code:""');
  });

  it('adds a word once and takes its opposite away', () => {
    expect(addWord('a bucket:b', 'bucket:b')).toBe('a bucket:b');
    expect(addWord('-bucket:b a', 'bucket:b')).toBe('a bucket:b');
    expect(addWord('bucket:b a', 'bucket:b', true)).toBe('a -bucket:b');
  });
});

describe('request lines', () => {
  it('give back the line when joined, and decoded names to compare', () => {
    const line = 'PUT /a%20b?acl&tag=a%20b&x=1=2 HTTP/1.1';
    const { beforeQuery, query, afterTarget } = splitRequestLine(line);
    expect(`${beforeQuery}?${query?.map(({ raw }) => raw).join('&') ?? ''}${afterTarget}`).toBe(
      line,
    );
    expect(query?.map(({ name, value }) => [name, value])).toEqual([
      ['acl', ''],
      ['tag', 'a b'],
      ['x', '1=2'],
    ]);
  });

  it('bear blanks in the target, a missing version and broken percent signs', () => {
    expect(splitRequestLine('GET /a b?c=%ZZ HTTP/1.1').query?.[0]?.value).toBe('%ZZ');
    expect(splitRequestLine('GET /a?b').query?.[0]?.raw).toBe('b');
    expect(splitRequestLine('').query).toBeNull();
  });
});

describe('heads as forwarded', () => {
  it('show what was removed and added, in the place where it stood', () => {
    const { rows, line, unchanged } = compareHeads(
      {
        line: 'GET http://h/ HTTP/1.1',
        headers: [
          ['A', '1'],
          ['Proxy-Connection', 'close'],
          ['B', '2'],
        ],
        raw_base64: null,
      },
      {
        line: 'GET / HTTP/1.1',
        headers: [
          ['A', '1'],
          ['Via', 'x'],
          ['B', '2'],
        ],
        raw_base64: null,
      },
      [
        { kind: 'target', name: '', reason: 'origin form' },
        { kind: 'removed', name: 'proxy-connection', reason: 'hop-by-hop' },
      ],
    );
    expect(unchanged).toBe(false);
    expect(line.reason).toBe('origin form');
    expect(rows.map(({ change, header, reason }) => [change, header[0], reason])).toEqual([
      ['same', 'A', null],
      ['removed', 'Proxy-Connection', 'hop-by-hop'],
      ['added', 'Via', null],
      ['same', 'B', null],
    ]);
  });

  const head: Head = {
    line: 'GET / HTTP/1.1',
    headers: [
      ['A', '1'],
      ['A', '1'],
    ],
    raw_base64: null,
  };

  it('are unchanged when line and fields are the same, repeated fields included', () => {
    expect(compareHeads(head, head, []).unchanged).toBe(true);
  });

  it('are not called unchanged when only blanks or line ends differ', () => {
    expect(compareHeads(head, { ...head, raw_base64: 'R0VU' }, []).unchanged).toBe(false);
  });
});

describe('outcomes', () => {
  it('tell failures, healed failures, tunnels and successes apart', () => {
    const { signature, sts, callback, network, tunnel, binary, old } = firstOf;
    expect(
      [signature, sts, callback, network, tunnel, binary, old].map((id) => outcomeOf(exchange(id))),
    ).toEqual(['failed', 'healed', 'failed', 'failed', 'tunnel', 'ok', 'unknown']);
  });

  it('call a question that was answered with no neither failed nor healed', () => {
    const asked = { ...exchange(firstOf.signature), job: { kind: 'check', id: '1', healed: true } };
    expect(outcomeOf(asked)).toBe('check');
    expect(outcomeOf({ ...asked, job: { kind: 'condition', id: '1', healed: true } })).toBe('check');
    const detail = decodeDetail(detailOf(firstOf.signature, 'en'));
    expect(brokenLeg({ ...detail, job: asked.job })).toBeNull();
  });

  it('name the leg that broke', () => {
    const leg = (id: number) => brokenLeg(decodeDetail(detailOf(id, 'en')));
    expect(leg(firstOf.signature)).toBe('answer');
    expect(leg(firstOf.network)).toBe('upstream');
    expect(leg(firstOf.binary)).toBeNull();
    const network = decodeDetail(detailOf(firstOf.network, 'en'));
    expect(brokenLeg({ ...network, error: { kind: 'client-abort', message: '' } })).toBe('app');
    expect(brokenLeg({ ...network, request: null })).toBe('app');
  });
});

describe('hex rows', () => {
  it('hold sixteen bytes, and a shorter last row keeps its columns', () => {
    const bytes = Uint8Array.from({ length: 18 }, (_, i) => i + 0x3e);
    expect(hexRow(bytes, 0).ascii).toBe('>?@ABCDEFGHIJKLM');
    expect(hexRow(bytes, 1)).toEqual({ offset: '00000010', hex: '4e 4f'.padEnd(48), ascii: 'NO' });
  });
});

describe('set-up lines', () => {
  it('take an IPv6 address apart for those who want host and port', () => {
    const java = setupWays('[::1]:8888').find(({ id }) => id === 'java');
    expect(java?.code).toContain('setProxyHost("::1")');
    expect(java?.code).toContain('setProxyPort(8888)');
  });

  it('set both spellings, because libcurl reads http_proxy in lower case only', () => {
    const sh = setupWays('127.0.0.1:8888').find(({ id }) => id === 'sh');
    expect(sh?.code.split('\n')).toContain('export http_proxy=http://127.0.0.1:8888');
    expect(sh?.code.split('\n')).toContain('export HTTPS_PROXY=http://127.0.0.1:8888');
  });
});
