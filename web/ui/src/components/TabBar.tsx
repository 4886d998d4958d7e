import { useRef } from 'preact/hooks';
import { useText } from '../i18n';
import { useApp } from '../state/app';
import type { Tab } from '../state/url';

export const tabPanelId = 'detail-panel';

export function tabId(tab: Tab): string {
  return `tab-${tab}`;
}

// As the ARIA pattern says: one stop for Tab, arrows move within.
export function TabBar({ tabs, shown }: { tabs: readonly Tab[]; shown: Tab }) {
  const app = useApp();
  const t = useText();
  const bar = useRef<HTMLDivElement>(null);

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(shown) + step + tabs.length) % tabs.length];
    if (next === undefined) return;
    app.showTab(next);
    bar.current?.querySelector<HTMLElement>(`#${tabId(next)}`)?.focus();
  };

  return (
    <div class="tabs" role="tablist" aria-label={t('tab.label')} ref={bar} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab}
          type="button"
          role="tab"
          id={tabId(tab)}
          aria-selected={tab === shown}
          aria-controls={tabPanelId}
          tabIndex={tab === shown ? 0 : -1}
          onClick={() => app.showTab(tab)}
        >
          {t(`tab.${tab}`)}
        </button>
      ))}
    </div>
  );
}
