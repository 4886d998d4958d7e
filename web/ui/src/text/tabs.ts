// Which views of an exchange there is something for.
import type { ExchangeDetail } from '../api/types';
import { tabs, type Tab } from '../state/url';

// Uploads that can ask for a callback (OSS documentation, "Callback").
const withCallback = ['PutObject', 'PostObject', 'CompleteMultipartUpload'];

function asksForCallback({ operation, request, url }: ExchangeDetail): boolean {
  if (operation === null || !withCallback.includes(operation)) return false;
  const isInHead = request?.headers.some(([name]) => name.toLowerCase() === 'x-oss-callback');
  return operation === 'PostObject' || isInHead === true || /[?&]callback=/.test(url);
}

export function tabsOf(exchange: ExchangeDetail): readonly Tab[] {
  return tabs.filter((tab) => {
    if (tab === 'form') return exchange.operation === 'PostObject';
    if (tab === 'callback') return exchange.kind === 'callback' || asksForCallback(exchange);
    return true;
  });
}
