// The calls the page makes. Every function rejects with an ApiError that has a sentence to show,
// or with an AbortError when its signal fired.
import {
  decodeDetail,
  decodeErrorMessage,
  decodeGroups,
  decodeMark,
  decodeOperations,
  decodePage,
  decodeSignature,
  decodeStatus,
  decodeTimeline,
  decodeToken,
  decodeValues,
} from './decode';
import {
  decodeCallback,
  decodeForm,
  decodeMistakenTexts,
  decodePolicy,
  decodeReplayed,
  decodeReplaySource,
} from './decode-reports';
import type {
  CallbackReport,
  ExchangeDetail,
  ExchangePage,
  FailureGroup,
  PolicyReport,
  FormReport,
  Language,
  Mark,
  MarkChange,
  MistakenText,
  OperationReport,
  ReplaySource,
  SignatureReport,
  Status,
  Timeline,
  ValueCount,
} from './types';
import type { ReplayOrder } from '../text/replay';

export class ApiError extends Error {
  // status is 0 when there was no answer at all; then the message is empty.
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

type Query = Record<string, string | number | null | undefined>;

export function apiUrl(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') params.set(key, String(value));
  }
  const text = params.toString();
  return `/api/v1/${path}${text === '' ? '' : `?${text}`}`;
}

function get(url: string, signal?: AbortSignal): Promise<Response> {
  return send(url, { signal: signal ?? null, cache: 'no-store' });
}

async function send(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, '');
  }
  if (response.ok) return response;
  const message = await response
    .json()
    .then(decodeErrorMessage)
    .catch(() => null);
  throw new ApiError(response.status, message ?? '');
}

async function getJson(url: string, signal?: AbortSignal): Promise<unknown> {
  const response = await get(url, signal);
  try {
    return (await response.json()) as unknown;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(response.status, '');
  }
}

export interface PageQuery {
  filter: string;
  lang: Language;
  limit: number;
  before?: number | null;
  sort?: string;
}

export async function fetchPage(query: PageQuery, signal?: AbortSignal): Promise<ExchangePage> {
  return decodePage(await getJson(apiUrl('exchanges', { ...query }), signal));
}

export async function fetchDetail(
  id: number,
  lang: Language,
  signal?: AbortSignal,
): Promise<ExchangeDetail> {
  return decodeDetail(await getJson(apiUrl(`exchanges/${id}`, { lang }), signal));
}

export async function fetchSignature(
  id: number,
  lang: Language,
  signal?: AbortSignal,
): Promise<SignatureReport> {
  return decodeSignature(await getJson(apiUrl(`exchanges/${id}/signature`, { lang }), signal));
}

export async function fetchMistakenTexts(id: number, lang: Language): Promise<MistakenText[]> {
  return decodeMistakenTexts(await getJson(apiUrl(`exchanges/${id}/signature/texts`, { lang })));
}

export async function fetchCallback(
  id: number,
  lang: Language,
  signal?: AbortSignal,
): Promise<CallbackReport> {
  return decodeCallback(await getJson(apiUrl(`exchanges/${id}/callback`, { lang }), signal));
}

export async function fetchForm(
  id: number,
  lang: Language,
  signal?: AbortSignal,
): Promise<FormReport> {
  return decodeForm(await getJson(apiUrl(`exchanges/${id}/form`, { lang }), signal));
}

// The signature of a request that was pasted.
export async function fetchPastedSignature(
  head: string,
  answer: string,
  lang: Language,
  signal?: AbortSignal,
): Promise<SignatureReport> {
  return decodeSignature(await getJson(apiUrl('signature', { head, answer, lang }), signal));
}

// What of an exchange can be sent again.
export async function fetchReplaySource(
  id: number,
  lang: Language,
  signal?: AbortSignal,
): Promise<ReplaySource> {
  return decodeReplaySource(await getJson(apiUrl(`exchanges/${id}/replay`, { lang }), signal));
}

// Sends it, and gives the id of the exchange that came of it once that is stored.
export async function sendReplay(id: number, order: ReplayOrder, lang: Language): Promise<number> {
  const response = await send(apiUrl(`exchanges/${id}/replay`, { lang }), {
    method: 'POST',
    headers: { 'X-Osslens-Token': await fetchToken(), 'Content-Type': 'application/json' },
    body: JSON.stringify(order),
  });
  return decodeReplayed(await response.json());
}

async function fetchToken(): Promise<string> {
  return decodeToken(await getJson(apiUrl('session')));
}

export type BodySide = 'request' | 'response';

export function bodyUrl(id: number, side: BodySide): string {
  return apiUrl(`exchanges/${id}/${side}-body`);
}

export async function fetchBody(
  id: number,
  side: BodySide,
  signal?: AbortSignal,
  decoded = false, // without its Content-Encoding
): Promise<Uint8Array> {
  const url = apiUrl(`exchanges/${id}/${side}-body`, { decoded: decoded ? 1 : null });
  const response = await get(url, signal);
  return new Uint8Array(await response.arrayBuffer());
}

export async function fetchGroups(
  filter: string,
  lang: Language,
  signal?: AbortSignal,
): Promise<FailureGroup[]> {
  return decodeGroups(await getJson(apiUrl('groups', { filter, lang }), signal));
}

// The smallest RAM policy that allows the calls, or only those that were refused.
export async function fetchPolicy(
  filter: string,
  denied: boolean,
  signal?: AbortSignal,
): Promise<PolicyReport> {
  return decodePolicy(await getJson(apiUrl('policy', { filter, denied: denied ? 1 : 0 }), signal));
}

// The most frequent values of a filter key that contain `text`, among what `filter` holds for.
export async function fetchValues(
  key: string,
  text: string,
  filter: string,
  signal?: AbortSignal,
): Promise<ValueCount[]> {
  return decodeValues(await getJson(apiUrl('suggest', { key, text, filter }), signal));
}

export async function fetchStatus(signal?: AbortSignal): Promise<Status> {
  return decodeStatus(await getJson(apiUrl('status'), signal));
}

export async function fetchTimeline(
  filter: string,
  bins: number,
  signal?: AbortSignal,
): Promise<Timeline> {
  return decodeTimeline(await getJson(apiUrl('timeline', { filter, bins }), signal));
}

export async function fetchOperations(
  filter: string,
  signal?: AbortSignal,
): Promise<OperationReport> {
  return decodeOperations(await getJson(apiUrl('operations', { filter }), signal));
}

// Removes what the filter holds for. An empty filter, which stands for everything, is sent too.
export async function deleteExchanges(filter: string): Promise<void> {
  const token = await fetchToken();
  const url = `${apiUrl('exchanges')}?${new URLSearchParams({ filter }).toString()}`;
  await send(url, { method: 'DELETE', headers: { 'X-Osslens-Token': token } });
}

export async function changeMark(id: number, change: MarkChange): Promise<Mark> {
  const token = decodeToken(await getJson(apiUrl('session')));
  const response = await send(apiUrl(`exchanges/${id}/mark`), {
    method: 'PATCH',
    headers: { 'X-Osslens-Token': token, 'Content-Type': 'application/json' },
    body: JSON.stringify(change),
  });
  return decodeMark(await response.json());
}

export type ExportFormat = 'har' | 'ndjson' | 'markdown' | 'sqlite';

export function exportUrl(
  format: ExportFormat,
  filter: string,
  unmasked: boolean,
  lang: Language,
): string {
  return apiUrl('export', { format, filter, secrets: unmasked ? 1 : null, lang });
}
