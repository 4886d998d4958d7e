import { useEffect, useLayoutEffect } from 'preact/hooks';
import { useText } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { createKeyHandler } from '../state/keyboard';
import { isRefusedHandshake } from '../text/outcome';
import { Announcer } from './Announcer';
import { Banners } from './Banners';
import { BenchDialog } from './BenchDialog';
import { ClearDialog } from './ClearDialog';
import { GroupStrip } from './GroupStrip';
import { HelpDialog } from './HelpDialog';
import { PolicyDialog } from './PolicyDialog';
import { ReplayDialog } from './ReplayDialog';
import { SetupPage } from './SetupPage';
import { TimelinePanel } from './TimelinePanel';
import { TopBar } from './TopBar';
import { Workspace } from './Workspace';
import { useMediaQuery } from './use-media-query';

export function App() {
  const app = useApp();
  const t = useText();
  const lang = useAppState((state) => state.lang);
  const theme = useAppState((state) => state.theme);
  const dialog = useAppState((state) => state.dialog);
  const hasTimeline = useAppState((state) => state.hasTimeline);
  const systemIsDark = useMediaQuery('(prefers-color-scheme: dark)');
  const isEmpty = useAppState(
    ({ list, filter, selectedId }) =>
      list.loaded &&
      list.next === null &&
      list.rows.every(isRefusedHandshake) &&
      filter.trim() === '' &&
      selectedId === null,
  );

  useLayoutEffect(() => {
    const root = document.documentElement;
    root.lang = lang === 'zh' ? 'zh-CN' : 'en';
    const isDark = theme === 'dark' || (theme === 'system' && systemIsDark);
    root.dataset.theme = isDark ? 'dark' : 'light';
  }, [lang, theme, systemIsDark]);

  useEffect(() => {
    const onKeyDown = createKeyHandler(app, document);
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [app]);

  return (
    <>
      <a class="skip" href="#exchanges">
        {t('app.skip')}
      </a>
      <TopBar />
      <Banners />
      {isEmpty ? (
        <SetupPage />
      ) : (
        <>
          <GroupStrip />
          {hasTimeline && <TimelinePanel />}
          <Workspace />
        </>
      )}
      {dialog === 'help' && <HelpDialog />}
      {dialog === 'bench' && <BenchDialog />}
      {dialog === 'clear' && <ClearDialog />}
      {dialog === 'policy' && <PolicyDialog />}
      {dialog === 'replay' && <ReplayDialog />}
      <Announcer />
    </>
  );
}
