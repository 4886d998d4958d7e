import { useText } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { barsOf, withoutSpan } from '../text/timeline';
import { OperationTable } from './OperationTable';
import { TimelineChart } from './TimelineChart';
import { useFigures } from './use-figures';

// What the filter holds for over time, and what its operations take.
export function TimelinePanel() {
  const app = useApp();
  const t = useText();
  const filter = useAppState((state) => state.filter);
  const figures = useFigures();
  const wider = withoutSpan(filter);
  return (
    <section class="timeline" aria-label={t('timeline.label')}>
      {figures.kind === 'loading' && <p class="muted">{t('timeline.loading')}</p>}
      {figures.kind === 'error' && (
        <p class="notice" role="alert">
          {t('timeline.error', { message: figures.message })}
        </p>
      )}
      {figures.kind === 'ready' && (
        <>
          <div class="timeline-course">
            <div class="tools">
              <h2 class="section-label">{t('timeline.course')}</h2>
              {wider !== filter.trim() && (
                <button type="button" class="small" onClick={() => app.setFilter(wider)}>
                  {t('timeline.whole')}
                </button>
              )}
            </div>
            <TimelineChart bars={barsOf(figures.timeline)} />
          </div>
          <OperationTable report={figures.report} />
        </>
      )}
    </section>
  );
}
