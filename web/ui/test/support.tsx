// An app over fixtures instead of a server, rendered into jsdom.
import { render } from 'preact';
import { act } from 'preact/test-utils';
import type { EventHandlers } from '../src/api/events';
import {
  decodeDetail,
  decodeExchange,
  decodeOperations,
  decodeSignature,
  decodeTimeline,
} from '../src/api/decode';
import { decodeCallback, decodeForm, decodeReplaySource } from '../src/api/decode-reports';
import type { Exchange, FailureGroup, Language, MarkChange } from '../src/api/types';
import { App } from '../src/components/App';
import { AppProvider, createApp, type App as AppApi } from '../src/state/app';
import type { Api } from '../src/state/env';
import type { ReplayOrder } from '../src/text/replay';
import { callbackOf, detailOf, firstOf, formOf, operationsOf, replayOf, signatureOf, summaryOf, timelineOf } from './fixtures.mjs';

export function exchange(id: number, lang: Language = 'en'): Exchange {
  return decodeExchange(summaryOf(id, lang));
}

export interface TestServer {
  api: Api;
  newest: number; // ids from here down to 1 exist
  asked: string[]; // filters of the pages that were asked for
  sorts: string[]; // the orders, likewise
  deleted: string[]; // filters of deletions
  replayed: { id: number; order: ReplayOrder }[];
  rebuiltOf: string[]; // heads whose signature was asked for
  marked: { id: number; change: MarkChange }[];
}

export function createServer(newest = 60): TestServer {
  const server: TestServer = {
    newest,
    asked: [],
    sorts: [],
    deleted: [],
    replayed: [],
    rebuiltOf: [],
    marked: [],
    api: {
      async fetchPage({ filter, sort = '', lang, limit, before }) {
        server.asked.push(filter);
        server.sorts.push(sort);
        const first = Math.min(server.newest, (before ?? Infinity) - 1);
        const last = Math.max(1, first - limit + 1);
        const exchanges: Exchange[] = [];
        for (let id = first; id >= last; id -= 1) exchanges.push(exchange(id, lang));
        return { exchanges, next: last > 1 ? last : null };
      },
      fetchDetail: async (id, lang) => decodeDetail(detailOf(id, lang)),
      fetchBody: async (id, side) =>
        (detailOf(id, 'en') as { bodies: Record<string, Uint8Array> }).bodies[side] ??
        new Uint8Array(),
      fetchSignature: async (id, lang) => decodeSignature(signatureOf(id, lang)),
      fetchMistakenTexts: async () => [],
      fetchCallback: async (id) => decodeCallback(callbackOf(id)),
      fetchForm: async (id) => decodeForm(formOf(id)),
      async fetchPastedSignature(head, answer, lang) {
        server.rebuiltOf.push(head);
        return decodeSignature(
          signatureOf(answer === '' ? firstOf.endpoint : firstOf.signature, lang),
        );
      },
      fetchReplaySource: async (id, lang) => decodeReplaySource(replayOf(id, lang)),
      async sendReplay(id, order) {
        server.replayed.push({ id, order });
        server.newest += 1;
        return server.newest;
      },
      fetchTimeline: async () => decodeTimeline(timelineOf()),
      fetchOperations: async () => decodeOperations(operationsOf()),
      async deleteExchanges(filter) {
        server.deleted.push(filter);
        server.newest = 0;
      },
      async changeMark(id, change) {
        server.marked.push({ id, change });
        return { id, starred: change.starred ?? false, note: change.note ?? null };
      },
      fetchGroups: async () => [],
      fetchPolicy: async (filter, denied) => ({
        policy: `{"Version":"1","Statement":["${filter}",${denied}]}`,
        calls: 1,
        complete: true,
        withoutAction: [],
        explicitlyDenied: 0,
        unknownBucket: false,
        widened: false,
        usesKms: false,
        tooLong: false,
      }),
      fetchValues: async (key, text) =>
        [
          { value: 'examplebucket', count: 12 },
          { value: 'two words', count: 3 },
        ].filter(({ value }) => key === 'bucket' && value.includes(text)),
      fetchStatus: async () => ({
        version: '0.1.0',
        proxy: '127.0.0.1:8888',
        capturePaused: false,
        pauseReason: null,
        droppedBodies: 0,
      }),
    },
  };
  return server;
}

export function failureGroup(change: Partial<FailureGroup>): FailureGroup {
  return {
    rule: 'wrong-secret',
    title: 'The secret is wrong',
    ruleTitle: 'Wrong secret',
    bucket: 'logs',
    host: 'logs.example',
    count: 1,
    first: null,
    last: '2026-03-01T10:00:00Z',
    overTime: [1, 0],
    fingerprint: 'v1:0123456789abcdef',
    operation: 'GetObject',
    side: 'app',
    hosts: ['logs.example'],
    clients: 1,
    clientNames: ['10.0.0.1 sdk'],
    ...change,
  };
}

export interface Page {
  app: AppApi;
  root: HTMLElement;
  events: EventHandlers; // what the server would send
  stop(): void;
}

interface Options {
  server?: TestServer;
  lang?: Language;
  search?: string; // of the address
}

export function startApp({ server = createServer(), lang = 'en', search = '' }: Options = {}): Omit<
  Page,
  'root'
> {
  window.history.replaceState(null, '', `/${search}`);
  let events: EventHandlers | null = null;
  const app = createApp({
    api: server.api,
    openEvents: (_, handlers) => {
      events = handlers;
      return () => undefined;
    },
    storage: null,
    languages: [lang],
    window,
  });
  app.start();
  if (events === null) throw new Error('the app did not open the events');
  return { app, events, stop: () => app.stop() };
}

// Lets promises and effects run to their end.
export async function settle(): Promise<void> {
  for (let i = 0; i < 5; i += 1) {
    await act(async () => {
      await new Promise((resolve) => setTimeout(resolve, 0));
    });
  }
}

export async function renderApp(options: Options = {}): Promise<Page> {
  const started = startApp(options);
  const root = document.createElement('div');
  document.body.append(root);
  act(() =>
    render(
      <AppProvider value={started.app}>
        <App />
      </AppProvider>,
      root,
    ),
  );
  await settle();
  return {
    ...started,
    root,
    stop() {
      started.stop();
      act(() => render(null, root));
      root.remove();
    },
  };
}

export function click(element: Element | null | undefined, init: MouseEventInit = {}): void {
  if (element == null) throw new Error('there is nothing to click');
  act(() => {
    element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...init }));
  });
}

export function press(key: string, target: Element = document.body): void {
  act(() => {
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  });
}
