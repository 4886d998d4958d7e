import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ExchangeDetail } from '../api/types';
import { useText, wordText, type MessageKey, type Translate } from '../i18n';
import { useAppState } from '../state/app';
import { filterWord, type FilterKey } from '../text/filter';
import { formatBytes, formatDuration, formatTime, formatUtc } from '../text/format';
import { isCheck } from '../text/outcome';
import { CopyButton } from './CopyButton';
import { FilterValue } from './FilterValue';
import { VisibleText } from './VisibleText';
import { useHighlight } from './use-highlight';

const maxFactText = 2000;

interface Fact {
  name: string; // as the API and evidence name it
  label: MessageKey;
  value: string | null; // what is copied and filtered by
  filter?: FilterKey;
  copy?: boolean;
  shown?: ComponentChildren; // when it is not the value
  minor?: boolean; // folded away at first
}

function factsOf(t: Translate, exchange: ExchangeDetail, time: string): Fact[] {
  const { job } = exchange;
  const jobKind = job === null ? null : wordText(t, 'job', job.kind);
  return [
    { name: 'url', label: 'fact.url', value: exchange.url, copy: true },
    { name: 'oss_message', label: 'fact.message', value: exchange.oss_message },
    { name: 'bucket', label: 'fact.bucket', value: exchange.bucket, filter: 'bucket' },
    { name: 'object', label: 'fact.object', value: exchange.object, copy: true },
    { name: 'host', label: 'fact.host', value: exchange.host, filter: 'host' },
    { name: 'region', label: 'fact.region', value: exchange.region, filter: 'region' },
    { name: 'operation', label: 'fact.operation', value: exchange.operation, filter: 'op' },
    { name: 'oss_code', label: 'fact.code', value: exchange.oss_code, filter: 'code' },
    { name: 'ec', label: 'fact.ec', value: exchange.ec, filter: 'ec' },
    { name: 'request_id', label: 'fact.requestId', value: exchange.request_id, copy: true },
    { name: 'access_key_id', label: 'fact.key', value: exchange.access_key_id, filter: 'key' },
    {
      name: 'started_at',
      label: 'fact.time',
      value: exchange.started_at,
      shown: <span title={formatUtc(exchange.started_at)}>{time}</span>,
    },
    {
      name: 'duration_ms',
      label: 'fact.duration',
      value: formatDuration(exchange.duration_ms),
    },
    {
      name: 'status',
      label: 'fact.status',
      value: exchange.status?.toString() ?? null,
      filter: 'status',
      minor: true,
    },
    {
      name: 'kind',
      label: 'fact.kind',
      value: exchange.kind,
      filter: 'kind',
      shown: wordText(t, 'kind', exchange.kind),
      minor: true,
    },
    {
      name: 'bytes',
      label: 'fact.size',
      value: t('fact.sizeValue', {
        request: formatBytes(exchange.request_bytes),
        response: formatBytes(exchange.response_bytes),
      }),
      minor: true,
    },
    { name: 'client', label: 'fact.client', value: exchange.client, minor: true },
    { name: 'upstream', label: 'fact.upstream', value: exchange.upstream, minor: true },
    {
      name: 'connection',
      label: 'fact.connection',
      value: exchange.retried ? t('fact.retried') : exchange.reused ? t('fact.reused') : null,
      minor: true,
    },
    {
      name: 'job',
      label: 'fact.job',
      value:
        job !== null && job.healed && !isCheck(exchange)
          ? t('fact.jobHealed', { kind: jobKind ?? '' })
          : jobKind,
    },
  ];
}

export function Facts({ exchange }: { exchange: ExchangeDetail }) {
  const t = useText();
  const lang = useAppState((state) => state.lang);
  const [open, setOpen] = useState(false);
  const { name: wanted, ref } = useHighlight('exchange');
  const facts = factsOf(t, exchange, formatTime(exchange.started_at, lang)).filter(
    ({ value }) => value !== null && value !== '',
  );
  const shown = facts.filter(({ minor, name }) => open || minor !== true || name === wanted);
  return (
    <div class="facts" ref={ref}>
      <dl>
        {shown.map((fact) => (
          <div
            key={fact.name}
            class={fact.name === wanted ? 'fact hit' : 'fact'}
            data-hit={fact.name === wanted ? '' : undefined}
          >
            <dt>{t(fact.label)}</dt>
            <dd>
              <FactValue fact={fact} />
            </dd>
          </div>
        ))}
      </dl>
      <button type="button" class="quiet small" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t(open ? 'fact.less' : 'fact.more')}
      </button>
    </div>
  );
}

function FactValue({ fact }: { fact: Fact }) {
  const t = useText();
  const value = fact.value ?? '';
  const text = value.length > maxFactText ? `${value.slice(0, maxFactText)}…` : value;
  const shown = fact.shown ?? <VisibleText text={text} />;
  return (
    <>
      {fact.filter === undefined ? (
        shown
      ) : (
        <FilterValue key={filterWord(fact.filter, value)} filterKey={fact.filter} value={value}>
          {shown}
        </FilterValue>
      )}
      {fact.copy === true && (
        <CopyButton text={value} label={t('copy.value', { name: t(fact.label) })} />
      )}
    </>
  );
}
