import type { Language } from '../api/types';
import { languageNames, useText, type MessageKey } from '../i18n';
import { useApp, useAppState } from '../state/app';
import type { Theme } from '../state/preferences';
import { ExportMenu } from './ExportMenu';
import { FilterBox } from './FilterBox';
import { Icon, type IconName } from './Icon';

const themeIcons: Record<Theme, IconName> = { system: 'system', light: 'sun', dark: 'moon' };
const nextTheme: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const otherLanguage: Record<Language, Language> = { en: 'zh', zh: 'en' };

export function TopBar() {
  const app = useApp();
  const t = useText();
  const lang = useAppState((state) => state.lang);
  const theme = useAppState((state) => state.theme);
  const hasTimeline = useAppState((state) => state.hasTimeline);
  const other = otherLanguage[lang];
  const themeLabel = `${t('theme.label')}: ${t(`theme.${theme}`)}`;
  return (
    <header class="top-bar">
      <h1 class="brand" title={t('app.tagline')}>
        <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
          <rect width="32" height="32" rx="7" />
          <circle cx="14" cy="14" r="7" />
          <path d="M19.5 19.5 26 26" />
        </svg>
        osslens
      </h1>
      <LiveMark />
      <HoldButton />
      <FilterBox />
      <div class="top-tools">
        <button
          type="button"
          class="quiet"
          title={t('bench.open')}
          aria-label={t('bench.open')}
          onClick={() => app.showDialog('bench')}
        >
          <Icon name="key" />
        </button>
        <button
          type="button"
          class="quiet"
          title={t('timeline.toggle')}
          aria-label={t('timeline.toggle')}
          aria-pressed={hasTimeline}
          onClick={() => app.setTimeline(!hasTimeline)}
        >
          <Icon name="chart" />
        </button>
        <ExportMenu />
        <button
          type="button"
          class="quiet"
          title={t('clear.open')}
          aria-label={t('clear.open')}
          onClick={() => app.showDialog('clear')}
        >
          <Icon name="trash" />
        </button>
        <button
          type="button"
          class="quiet"
          lang={other}
          title={t('language.label')}
          onClick={() => app.setLanguage(other)}
        >
          <Icon name="language" />
          {languageNames[other]}
        </button>
        <button
          type="button"
          class="quiet"
          title={themeLabel}
          aria-label={themeLabel}
          onClick={() => app.setTheme(nextTheme[theme])}
        >
          <Icon name={themeIcons[theme]} />
        </button>
        <button
          type="button"
          class="quiet help-button"
          title={t('help.open')}
          aria-label={t('help.open')}
          onClick={() => app.showDialog('help')}
        >
          ?
        </button>
      </div>
    </header>
  );
}

function HoldButton() {
  const app = useApp();
  const t = useText();
  const isOnHold = useAppState((state) => state.isOnHold);
  return (
    <button
      type="button"
      class="quiet"
      title={t(isOnHold ? 'hold.end' : 'hold.begin')}
      aria-label={t('hold.label')}
      aria-pressed={isOnHold}
      onClick={() => app.setHold(!isOnHold)}
    >
      <Icon name={isOnHold ? 'play' : 'pause'} />
    </button>
  );
}

function LiveMark() {
  const t = useText();
  const connection = useAppState((state) => state.connection);
  const isOnHold = useAppState((state) => state.isOnHold);
  const key: MessageKey =
    connection === 'lost'
      ? 'status.offline'
      : connection === 'connecting'
        ? 'status.connecting'
        : isOnHold
          ? 'hold.live'
          : 'status.live';
  return (
    <span class={`live ${connection}`}>
      <span class="live-dot" aria-hidden="true" />
      {t(key)}
    </span>
  );
}
