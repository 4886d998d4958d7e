import { useEffect, useState } from 'preact/hooks';
import type { ExchangeDetail } from '../api/types';
import { useText } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { isAbort, messageOf } from '../state/env';
import { compareExchanges, compareParts, type CompareRow } from '../text/compare';
import { diffText } from '../text/diff';
import { filterWord } from '../text/filter';
import { formatTime } from '../text/format';
import { CompareBodies } from './CompareBodies';
import { DiffedText } from './DiffedText';

type Other =
  | { kind: 'loading' }
  | { kind: 'none' } // no exchange of the operation went well
  | { kind: 'ready'; exchange: ExchangeDetail }
  | { kind: 'error'; message: string };

// The exchange beside another one: unless the reader names it, the newest of the same operation that
// went well.
export function CompareView({ exchange }: { exchange: ExchangeDetail }) {
  const app = useApp();
  const t = useText();
  const other = useOther(exchange);
  const named = other.kind === 'ready' ? String(other.exchange.id) : '';
  return (
    <div class="compare">
      <form
        class="compare-choice"
        onSubmit={(event) => {
          event.preventDefault();
          const field = event.currentTarget.elements.namedItem('other');
          const id = field instanceof HTMLInputElement ? Number(field.value) : 0;
          if (Number.isSafeInteger(id) && id > 0) app.compareWith(id);
        }}
      >
        <label>
          {t('compare.with')}{' '}
          <input key={named} name="other" inputMode="numeric" defaultValue={named} />
        </label>
        <button type="submit" class="small">
          {t('compare.show')}
        </button>
      </form>
      {other.kind === 'loading' && <p class="muted">{t('compare.loading')}</p>}
      {other.kind === 'none' && <p class="notice">{t('compare.none')}</p>}
      {other.kind === 'error' && (
        <p class="notice" role="alert">
          {t('compare.error', { message: other.message })}
        </p>
      )}
      {other.kind === 'ready' && <Differences left={exchange} right={other.exchange} />}
    </div>
  );
}

function useOther(exchange: ExchangeDetail): Other {
  const { api } = useApp();
  const lang = useAppState((state) => state.lang);
  const wanted = useAppState((state) => state.compareId);
  const [other, setOther] = useState<Other>({ kind: 'loading' });
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const find = async (): Promise<Other> => {
      const id = wanted ?? (await newestAlike());
      return id === null
        ? { kind: 'none' }
        : { kind: 'ready', exchange: await api.fetchDetail(id, lang, signal) };
    };
    const newestAlike = async (): Promise<number | null> => {
      const { operation, method, id } = exchange;
      const alike =
        operation === null ? filterWord('method', method) : filterWord('op', operation);
      const filter = `${alike} -is:failed -id:${id}`;
      const page = await api.fetchPage({ filter, lang, limit: 1 }, signal);
      return page.exchanges[0]?.id ?? null;
    };
    setOther({ kind: 'loading' });
    find().then(setOther, (error: unknown) => {
      if (!isAbort(error)) setOther({ kind: 'error', message: messageOf(error) });
    });
    return () => controller.abort();
  }, [api, exchange.id, lang, wanted]);
  return other;
}

function Differences({ left, right }: { left: ExchangeDetail; right: ExchangeDetail }) {
  const t = useText();
  const comparison = compareExchanges(left, right);
  const parts = compareParts.filter((part) => comparison[part].length > 0);
  const isSame = parts.every((part) => comparison[part].every(({ isUsual }) => isUsual));
  return (
    <>
      {isSame && <p class="notice">{t('compare.same')}</p>}
      {parts.map((part) => (
        <section key={part} aria-label={t(`compare.${part}`)}>
          <h4 class="section-label">{t(`compare.${part}`)}</h4>
          <table class="bench two">
            <Heads left={left} right={right} />
            <tbody>
              {comparison[part].map((row, i) => (
                <Row key={i} row={row} />
              ))}
            </tbody>
          </table>
        </section>
      ))}
      <CompareBodies left={left} right={right} side="request" />
      <CompareBodies left={left} right={right} side="response" />
    </>
  );
}

function Heads({ left, right }: { left: ExchangeDetail; right: ExchangeDetail }) {
  const t = useText();
  const lang = useAppState((state) => state.lang);
  return (
    <thead>
      <tr>
        <th scope="col">{t('signature.part')}</th>
        {[left, right].map((exchange, i) => (
          <th key={i} scope="col">
            {t('compare.one', {
              id: exchange.id,
              status: exchange.status ?? t('outcome.unknown'),
              time: formatTime(exchange.started_at, lang),
            })}
          </th>
        ))}
      </tr>
    </thead>
  );
}

// A header may fill 64 KiB and more; that much text in one cell stalls layout.
const shownCharacters = 1500;

function cut(text: string | null): string | null {
  return text !== null && text.length > shownCharacters
    ? `${text.slice(0, shownCharacters)}…`
    : text;
}

function Row({ row }: { row: CompareRow }) {
  const t = useText();
  const { isUsual } = row;
  const [name, left, right] = [cut(row.name) ?? '', cut(row.left), cut(row.right)];
  const diff = diffText(left ?? '', right ?? '');
  return (
    <tr class={isUsual ? 'usual' : ''} title={isUsual ? t('compare.usual') : undefined}>
      <th scope="row" class="mono">
        <DiffedText text={name} segments={[{ text: name, differs: false }]} />
      </th>
      <td>
        <DiffedText text={left} segments={diff.left} />
      </td>
      <td>
        <DiffedText text={right} segments={diff.right} />
      </td>
    </tr>
  );
}
