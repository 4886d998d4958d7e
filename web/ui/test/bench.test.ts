import { describe, expect, it } from 'vitest';
import { alignLines, splitSigned } from '../src/text/bench';
import { diffText } from '../src/text/diff';
import { readPasted, shellWords } from '../src/text/pasted';
import { checkSecret, findMistake, sentSignature, sign, withToken } from '../src/text/sign';

describe('the difference of two texts', () => {
  const marked = (left: string, right: string): string[] => {
    const diff = diffText(left, right);
    return [diff.left, diff.right].map((side) =>
      side.map(({ text, differs }) => (differs ? `[${text}]` : text)).join(''),
    );
  };

  it('is told by characters', () => {
    expect(marked('a/one.txt', 'a/two.txt')).toEqual(['a/o[ne].txt', 'a/[tw]o.txt']);
    expect(marked('same', 'same')).toEqual(['same', 'same']);
    expect(marked('', 'x')).toEqual(['', '[x]']);
    expect(marked('a b', 'a  b')).toEqual(['a b', 'a [ ]b']);
  });

  it('cuts no character in two', () => {
    expect(marked('😀', '😁')).toEqual(['[😀]', '[😁]']);
  });

  it('calls long texts different as a whole instead of taking long', () => {
    expect(marked(`${'a'.repeat(600)}x`, `${'b'.repeat(600)}x`)[0]).toBe(`[${'a'.repeat(600)}]x`);
  });
});

describe('the lines of signed texts', () => {
  const labels = (part: 'string_to_sign' | 'canonical_request', text: string): string[] =>
    splitSigned(part, text).map(({ label, name }) => (name === '' ? label : `${label} ${name}`));

  it('are named for V1', () => {
    const text = 'PUT\n\ntext/plain\nFri, 20 Nov 2026 08:09:10 GMT\nx-oss-date:now\n/bucket/key';
    expect(labels('string_to_sign', text)).toEqual([
      'method',
      'md5',
      'type',
      'date',
      'header x-oss-date',
      'resource',
    ]);
    expect(labels('string_to_sign', 'GET\n\n\n1715765412\n/b/k')).toEqual([
      'method',
      'md5',
      'type',
      'date',
      'resource',
    ]);
  });

  it('are named for V4', () => {
    const request = 'PUT\n/b/k\n\nhost:h\nx-oss-date:d\n\nhost\nUNSIGNED-PAYLOAD';
    expect(labels('canonical_request', request)).toEqual([
      'method',
      'path',
      'query',
      'header host',
      'header x-oss-date',
      'end',
      'additional',
      'payload',
    ]);
    expect(labels('string_to_sign', 'OSS4-HMAC-SHA256\nd\ns\nh')).toEqual([
      'algorithm',
      'date',
      'scope',
      'hash',
    ]);
  });

  it('stand beside the same header of the other side', () => {
    const head = 'PUT\n\n\nd';
    const rows = alignLines(
      splitSigned('string_to_sign', `${head}\nx-oss-a:1\nx-oss-c:3\n/b/k`),
      splitSigned('string_to_sign', `${head}\nx-oss-a:1\nx-oss-b:2\nx-oss-c:4\n/b/k`),
    );
    expect(rows.slice(4).map(({ left, right }) => [left, right])).toEqual([
      ['x-oss-a:1', 'x-oss-a:1'],
      [null, 'x-oss-b:2'],
      ['x-oss-c:3', 'x-oss-c:4'],
      ['/b/k', '/b/k'],
    ]);
  });
});

// Signed by an SDK with made-up keys.
const secret = 'fake-secret-not-real';
const v1 = {
  text: 'GET\n\n\n1715765412\n/examplebucket/dir/hello.txt',
  head: {
    line: 'GET /dir/hello.txt?OSSAccessKeyId=exampleAccessKeyId&Expires=1715765412&Signature=auu2AK81uTJEUcoHJ8bkpph7zy4%3D HTTP/1.1',
    headers: [],
    raw_base64: null,
  },
};

describe('trying a secret', () => {
  it('gives the signatures that SDKs make', async () => {
    expect(await sign('v1', secret, v1.text)).toBe('auu2AK81uTJEUcoHJ8bkpph7zy4=');
    const v4 =
      'OSS4-HMAC-SHA256\n20240515T083012Z\n20240515/cn-hangzhou/oss/aliyun_v4_request\nhash';
    expect(await sign('v4', secret, v4)).toMatch(/^[0-9a-f]{64}$/);
    expect(await sign('v4', secret, v4)).not.toBe(await sign('s3v4', secret, v4));
  });

  it('says whether it matches, and why not', async () => {
    const sent = sentSignature(v1.head);
    if (sent === null) throw new Error('no signature found');
    expect(sent.accessKeyId).toBe('exampleAccessKeyId');
    const other = v1.text.replace('hello', 'other');
    const check = (key: string, rebuilt: string, echoed: string | null) =>
      checkSecret(key, { family: 'v1', rebuilt, echoed, sent });
    expect(await check(secret, v1.text, null)).toBe('matches');
    expect(await check(secret, other, v1.text)).toBe('echoMatches');
    expect(await check(` ${secret}\n`, v1.text, null)).toBe('blanks');
    expect(await check('exampleAccessKeyId', v1.text, null)).toBe('keyId');
    expect(await check('another', v1.text, v1.text)).toBe('wrong');
  });

  it.each([`${secret}\n`, `${secret}\r\n`, `${secret} `, ` ${secret}`, `"${secret}"`, `'${secret}'`])(
    'notices that the app signs with %j',
    async (used) => {
      const sent = { signature: await sign('v1', used, v1.text), accessKeyId: 'id', token: null };
      const signed = { family: 'v1' as const, rebuilt: v1.text, echoed: null, sent };
      expect(await checkSecret(secret, signed)).toBe('more');
    },
  );

  it('finds the text that was signed instead', async () => {
    const texts = ['a', 'x-oss-security-token:***', 'b'].map((stringToSign) => ({ stringToSign }));
    for (const [signed, token, found] of [
      ['x-oss-security-token:t', 't', texts[1]],
      ['b', null, texts[2]],
      ['c', null, null],
    ] as const) {
      const sent = { signature: await sign('v1', secret, signed), accessKeyId: 'id', token };
      expect(await findMistake(secret, 'v1', sent, texts)).toBe(found);
    }
  });

  it('puts the security token back where the server masks it', () => {
    expect(withToken('x-oss-security-token:***\n/b/k?security-token=***', 'tok$&')).toBe(
      'x-oss-security-token:tok$&\n/b/k?security-token=tok$&',
    );
    expect(withToken('x-oss-meta-a:***', 'token')).toBe('x-oss-meta-a:***');
  });

  it.each([
    ['Authorization', 'OSS id:c2ln', 'id', 'c2ln'],
    ['authorization', 'OSS4-HMAC-SHA256 Credential=id/20240515/r/oss/q,Signature=0aF1', 'id', '0aF1'],
  ])('finds the signature in %s', (name, value, accessKeyId, signature) => {
    const head = { line: 'GET / HTTP/1.1', headers: [[name, value]] as [string, string][] };
    expect(sentSignature({ ...head, raw_base64: null })).toEqual({
      accessKeyId,
      signature,
      token: null,
    });
  });
});

describe('a pasted request', () => {
  it('is read as HTTP, up to the end of its head', () => {
    const pasted = readPasted('\nPUT /a HTTP/1.1\nHost: b.example\nDate: d\n\nbody: no header\n');
    expect(pasted?.head).toBe('PUT /a HTTP/1.1\r\nHost: b.example\r\nDate: d\r\n\r\n');
    expect(pasted?.parsed.headers).toEqual([
      ['Host', 'b.example'],
      ['Date', 'd'],
    ]);
    expect(readPasted('GET /a')?.parsed.line).toBe('GET /a HTTP/1.1');
  });

  it('is read as a curl command', () => {
    const command = `curl -sS -XPUT \\
      -H 'Content-Type: text/plain' --header "x-oss-meta-a: it\\"s" \\
      -A agent 'https://b.example:443/a%20b?acl#top' --data-binary @file`;
    expect(readPasted(command)?.head).toBe(
      'PUT /a%20b?acl HTTP/1.1\r\nHost: b.example:443\r\nContent-Type: text/plain\r\n' +
        'x-oss-meta-a: it"s\r\n\r\n',
    );
  });

  it('has what curl adds by itself', () => {
    expect(readPasted('curl http://b.example?acl -d x=1')?.head).toBe(
      'POST /?acl HTTP/1.1\r\nHost: b.example\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n',
    );
    expect(readPasted('curl -I b.example')?.parsed.line).toBe('HEAD / HTTP/1.1');
    expect(readPasted('curl -T file http://b.example/x')?.parsed.line).toBe('PUT /x HTTP/1.1');
  });

  it('is refused when it is neither', () => {
    for (const text of ['', 'nonsense', 'curl', 'curl -X PUT', '<Error/>']) {
      expect(readPasted(text)).toBeNull();
    }
  });

  it('is cut into words as by a shell', () => {
    expect(shellWords(`a 'b c' "d \\" e"f\\ g \\\n h ''`)).toEqual(['a', 'b c', 'd " ef g', 'h', '']);
  });
});
