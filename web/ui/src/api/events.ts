// The server's event stream, with a connection that is opened again when the browser gives it up.
import { apiUrl } from './client';
import { decodeExchange, decodeMark } from './decode';
import type { Exchange, Language, Mark } from './types';

export interface EventHandlers {
  onExchange(exchange: Exchange): void;
  onGap(): void; // events were lost: what is shown may be incomplete
  onJob(): void; // what is known of earlier exchanges has changed: a failure may be healed
  onMark(mark: Mark): void; // someone changed a star or a note, perhaps in another page
  onStatus(): void;
  onOpen(): void;
  onLost(): void;
}

const reopenAfterMs = 2000;

// Returns a function that closes the stream for good.
export function openEvents(lang: Language, handlers: EventHandlers): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const open = (): void => {
    const stream = new EventSource(apiUrl('events', { lang }));
    source = stream;
    stream.onopen = () => handlers.onOpen();
    stream.onerror = () => {
      handlers.onLost();
      // The browser retries a broken connection, but not one that was answered with an error.
      if (stream.readyState === EventSource.CLOSED) timer = setTimeout(open, reopenAfterMs);
    };
    stream.addEventListener('exchange', (event) => {
      const exchange = parse(decodeExchange, (event as MessageEvent<string>).data);
      if (exchange === null) handlers.onGap();
      else handlers.onExchange(exchange);
    });
    stream.addEventListener('gap', () => handlers.onGap());
    stream.addEventListener('job', () => handlers.onJob());
    stream.addEventListener('mark', (event) => {
      const mark = parse(decodeMark, (event as MessageEvent<string>).data);
      if (mark !== null) handlers.onMark(mark);
    });
    stream.addEventListener('status', () => handlers.onStatus());
  };

  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

function parse<T extends { id: number }>(decode: (json: unknown) => T, data: string): T | null {
  try {
    const decoded = decode(JSON.parse(data));
    return decoded.id > 0 ? decoded : null;
  } catch {
    return null;
  }
}
