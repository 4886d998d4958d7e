// What came of an exchange, in one word.
import type { Exchange, ExchangeDetail, Finding } from '../api/types';

export const outcomes = ['failed', 'healed', 'check', 'warned', 'tunnel', 'unknown', 'ok'] as const;
export type Outcome = (typeof outcomes)[number];

export function outcomeOf(exchange: Exchange): Outcome {
  if (exchange.failed) {
    if (exchange.job?.healed !== true) return 'failed';
    return isCheck(exchange) ? 'check' : 'healed';
  }
  if (exchange.findings.some((finding) => finding.severity !== 'info')) return 'warned';
  if (exchange.kind === 'tunnel') return 'tunnel';
  return exchange.status === null ? 'unknown' : 'ok';
}

// The app asked whether something is there, or unchanged, and it is not: an answer and no failure.
export function isCheck({ job }: Exchange): boolean {
  return job?.kind === 'check' || job?.kind === 'condition';
}

// An app that did not accept the proxy's certificate: there was no request to read.
export function isRefusedHandshake({ error, method, status }: Exchange): boolean {
  return error?.kind === 'tls' && status === null && (method === '' || method === 'CONNECT');
}

export function mainFinding(exchange: Exchange): Finding | null {
  return exchange.findings[0] ?? null;
}

// The legs that a request passes. The one that broke is named before anything else is said,
// because the three are confused more than any cause.
export type Leg = 'app' | 'upstream' | 'answer';

export function brokenLeg(exchange: ExchangeDetail): Leg | null {
  if (!exchange.failed || isCheck(exchange)) return null;
  if (exchange.error === null) return exchange.answered_by_proxy ? 'app' : 'answer';
  // Without a request head nothing went further than the connection of the app.
  if (exchange.error.kind === 'client-abort' || exchange.request === null) return 'app';
  if (exchange.answered_by_proxy) return 'upstream';
  return exchange.response === null ? 'upstream' : 'answer';
}
