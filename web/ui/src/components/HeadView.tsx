import { Fragment } from 'preact';
import type { BodySide } from '../api/client';
import type { Evidence, Head, Header } from '../api/types';
import { useText } from '../i18n';
import { decodeText } from '../text/body';
import { bytesOfBase64 } from '../text/hex';
import { splitRequestLine } from '../text/query';
import { CopyButton } from './CopyButton';
import { HeaderLine } from './HeaderLine';
import { HexView } from './HexView';
import { VisibleText } from './VisibleText';
import { useHighlight } from './use-highlight';

interface Props {
  head: Head;
  side: BodySide;
  quiet?: boolean; // without the line of tools above
}

export function headText(head: Head): string {
  return [head.line, ...head.headers.map(([name, value]) => `${name}: ${value}`)].join('\n');
}

// Which header an evidence names: case does not matter, and of several with that name the one with
// the captured value. A name that is no header's is one of the parameters that a header carries in
// base64, as x-oss-callback does.
export function findHeader(head: Head, evidence: Evidence | null): number {
  if (evidence === null) return -1;
  const name = evidence.name.toLowerCase();
  const isNamed = ([other]: Header): boolean => other.toLowerCase() === name;
  const exact = head.headers.findIndex((header) => isNamed(header) && header[1] === evidence.value);
  if (exact >= 0) return exact;
  const named = head.headers.findIndex(isNamed);
  if (named >= 0) return named;
  const key = JSON.stringify(evidence.name);
  return head.headers.findIndex(([, value]) => base64Text(value).includes(key));
}

function base64Text(text: string): string {
  return decodeText(bytesOfBase64(text), false) ?? '';
}

// A message head as it was received: order, case and spelling are the wire's.
export function HeadView({ head, side, quiet = false }: Props) {
  const t = useText();
  const { evidence, ref } = useHighlight(`${side}.header`);
  const hit = findHeader(head, evidence);
  return (
    <div class="head-view" ref={ref}>
      {!quiet && (
        <div class="tools">
          <span class="muted">{t('message.fields', { count: head.headers.length })}</span>
          <CopyButton text={headText(head)} label={t('message.copyHead')} />
        </div>
      )}
      <div class="wire">
        {head.line !== '' && (
          <div class="start-line">
            {side === 'request' ? (
              <RequestLine line={head.line} />
            ) : (
              <VisibleText text={head.line} />
            )}
          </div>
        )}
        {head.headers.map((header, i) => (
          <HeaderLine key={i} header={header} hit={i === hit} />
        ))}
      </div>
      <ExactHead head={head} />
    </div>
  );
}

// The bytes of a head whose blanks, line ends or letters the lines above cannot show.
export function ExactHead({ head }: { head: Head }) {
  const t = useText();
  if (head.raw_base64 === null) return null;
  return (
    <details class="exact-head">
      <summary>{t('message.exact')}</summary>
      <HexView bytes={bytesOfBase64(head.raw_base64)} />
    </details>
  );
}

function RequestLine({ line }: { line: string }) {
  const { name, evidence, ref } = useHighlight('request.query');
  const { beforeQuery, query, afterTarget } = splitRequestLine(line);
  const named = (query ?? []).filter((part) => part.name === name);
  const hit = named.find((part) => part.value === evidence?.value) ?? named[0];
  return (
    <div ref={ref}>
      <VisibleText text={beforeQuery} />
      {query?.map((part, i) => (
        <Fragment key={i}>
          <span class="query-mark">{i === 0 ? '?' : '&'}</span>
          <wbr />
          <span
            class={part === hit ? 'query-part hit' : 'query-part'}
            data-hit={part === hit ? '' : undefined}
          >
            <VisibleText text={part.raw} />
          </span>
        </Fragment>
      ))}
      <VisibleText text={afterTarget} />
    </div>
  );
}
