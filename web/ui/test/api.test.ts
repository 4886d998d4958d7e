import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError, apiUrl, exportUrl, fetchPage } from '../src/api/client';
import {
  decodeDetail,
  decodeExchange,
  decodeGroups,
  decodePage,
  decodeStatus,
} from '../src/api/decode';
import { detailOf, firstOf } from './fixtures.mjs';

afterEach(() => vi.unstubAllGlobals());

function answer(status: number, body: string): void {
  vi.stubGlobal('fetch', async () => new Response(body, { status }));
}

describe('decoding', () => {
  it('keeps every field of the contract', () => {
    const detail = decodeDetail(detailOf(firstOf.signature, 'en'));
    expect(detail).toMatchObject({
      status: 403,
      oss_code: 'SignatureDoesNotMatch',
      ec: '0002-00000040',
      client: '127.0.0.1:51712',
      timings: { dns: 2.1, tls: null, wait: 21.4 },
      edits: [{ name: '' }, { name: 'Proxy-Connection', reason: 'hop-by-hop' }],
    });
    expect(detail.request?.headers[3]).toEqual(['authorization', 'OSS LTAI-EXAMPLE:***']);
    expect(detail.findings[0]).toMatchObject({ confidence: 'proven', side: 'app' });
    expect(detail.findings[0]?.evidence[0]?.where).toBe('request.header');
  });

  it('makes defaults of whatever is missing or of another type', () => {
    for (const json of [
      undefined,
      null,
      7,
      'x',
      [],
      {},
      { findings: 3, error: 'x', timings: [] },
    ]) {
      const detail = decodeDetail(json);
      expect(detail.findings).toEqual([]);
      expect(detail.request).toBeNull();
      expect(decodePage(json)).toEqual({ exchanges: [], next: null });
      expect(decodeGroups(json)).toEqual([]);
      expect(decodeStatus(json).capturePaused).toBe(false);
    }
  });

  it('shows a claim of unknown strength as the weakest', () => {
    const { findings } = decodeExchange({ findings: [{ rule: 'r', confidence: 'certain' }] });
    expect(findings[0]).toMatchObject({ confidence: 'possible', severity: 'info', title: 'r' });
  });

  it('takes a status of 0 for none', () => {
    expect(decodeExchange({ status: 0 }).status).toBeNull();
  });
});

describe('calls', () => {
  it('encode their parameters and leave empty ones out', () => {
    expect(apiUrl('exchanges', { filter: 'a&b "c"', before: null, limit: 5 })).toBe(
      '/api/v1/exchanges?filter=a%26b+%22c%22&limit=5',
    );
  });

  it('ask for secrets only when told to', () => {
    expect(exportUrl('har', 'is:failed', false, 'en')).toBe(
      '/api/v1/export?format=har&filter=is%3Afailed&lang=en',
    );
    expect(exportUrl('har', '', true, 'zh')).toBe('/api/v1/export?format=har&secrets=1&lang=zh');
  });

  it('give the sentence of the server', async () => {
    answer(400, '{"error":{"message":"no such key"}}');
    const error = await fetchPage({ filter: 'x:y', lang: 'en', limit: 1 }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 400, message: 'no such key' });
  });

  it('bear answers that are not JSON', async () => {
    answer(502, '<html>');
    await expect(fetchPage({ filter: '', lang: 'en', limit: 1 })).rejects.toMatchObject({
      status: 502,
      message: '',
    });
    answer(200, '<html>');
    await expect(fetchPage({ filter: '', lang: 'en', limit: 1 })).rejects.toBeInstanceOf(ApiError);
  });
});
