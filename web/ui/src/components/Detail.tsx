import type { ExchangeDetail } from '../api/types';
import { useText } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { tabsOf } from '../text/tabs';
import { CallbackTab } from './CallbackTab';
import { CompareView } from './CompareView';
import { Facts } from './Facts';
import { Findings } from './Findings';
import { FormTab } from './FormTab';
import { ForwardedView } from './ForwardedView';
import { Icon } from './Icon';
import { LegBanner } from './LegBanner';
import { MessageView } from './MessageView';
import { NoteEditor } from './NoteEditor';
import { OutcomeBadge } from './OutcomeBadge';
import { RawView } from './RawView';
import { ReplayLinks } from './ReplayLinks';
import { ShareMenu } from './ShareMenu';
import { SignatureView } from './SignatureView';
import { StarButton } from './StarButton';
import { TabBar, tabId, tabPanelId } from './TabBar';
import { TimingsView } from './TimingsView';
import { VisibleText } from './VisibleText';

export function Detail() {
  const app = useApp();
  const t = useText();
  const detail = useAppState((state) => state.detail);
  if (detail.kind === 'none') return null;
  const { id } = detail;
  return (
    <section class="detail" aria-label={t('detail.label')} id="detail" tabIndex={-1}>
      <div class="detail-actions">
        {detail.kind === 'ready' && (
          <>
            <button
              type="button"
              class="quiet"
              title={t('replay.open')}
              aria-label={t('replay.open')}
              onClick={() => app.showDialog('replay')}
            >
              <Icon name="replay" />
            </button>
            <ShareMenu key={id} exchange={detail.exchange} />
          </>
        )}
        <button
          type="button"
          class="quiet"
          title={t('detail.previous')}
          aria-label={t('detail.previous')}
          onClick={() => void app.selectFailure('newer')}
        >
          <Icon name="up" />
        </button>
        <button
          type="button"
          class="quiet"
          title={t('detail.next')}
          aria-label={t('detail.next')}
          onClick={() => void app.selectFailure('older')}
        >
          <Icon name="down" />
        </button>
        <button
          type="button"
          class="quiet"
          title={t('detail.close')}
          aria-label={t('detail.close')}
          onClick={() => app.select(null)}
        >
          <Icon name="close" />
        </button>
      </div>
      {detail.kind === 'loading' && <p class="notice">{t('detail.loading', { id })}</p>}
      {detail.kind === 'gone' && <p class="notice">{t('detail.gone', { id })}</p>}
      {detail.kind === 'error' && (
        <p class="notice" role="alert">
          {t('detail.error', { id, message: detail.message })}{' '}
          <button type="button" onClick={() => app.reloadDetail()}>
            {t('detail.retry')}
          </button>
        </p>
      )}
      {detail.kind === 'ready' && <DetailBody key={id} exchange={detail.exchange} />}
    </section>
  );
}

function DetailBody({ exchange }: { exchange: ExchangeDetail }) {
  const chosen = useAppState((state) => state.tab);
  const tabs = tabsOf(exchange);
  const tab = tabs.includes(chosen) ? chosen : 'request';
  return (
    <>
      <header class="detail-head">
        <h2>
          <OutcomeBadge exchange={exchange} />
          <span class="detail-operation">
            <VisibleText text={exchange.operation ?? exchange.method} />
          </span>
          {exchange.status !== null && <span class="status-number">{exchange.status}</span>}
          {exchange.oss_code !== null && (
            <span class="detail-code">
              <VisibleText text={exchange.oss_code} />
            </span>
          )}
          <StarButton exchange={exchange} />
        </h2>
        <NoteEditor exchange={exchange} />
      </header>
      {exchange.failed && <LegBanner exchange={exchange} />}
      <ReplayLinks exchange={exchange} />
      <Findings exchange={exchange} />
      <Facts exchange={exchange} />
      <TabBar tabs={tabs} shown={tab} />
      <div
        role="tabpanel"
        id={tabPanelId}
        aria-labelledby={tabId(tab)}
        class="tab-panel"
        tabIndex={0}
      >
        {tab === 'request' && (
          <MessageView exchange={exchange} side="request" message={exchange.request} />
        )}
        {tab === 'forwarded' && <ForwardedView exchange={exchange} />}
        {tab === 'response' && (
          <MessageView exchange={exchange} side="response" message={exchange.response} />
        )}
        {tab === 'signature' && <SignatureView exchange={exchange} />}
        {tab === 'form' && <FormTab exchange={exchange} />}
        {tab === 'callback' && <CallbackTab exchange={exchange} />}
        {tab === 'timings' && <TimingsView exchange={exchange} />}
        {tab === 'compare' && <CompareView exchange={exchange} />}
        {tab === 'raw' && <RawView exchange={exchange} />}
      </div>
    </>
  );
}
