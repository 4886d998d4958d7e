import { useText } from '../i18n';
import { useAppState } from '../state/app';
import { mainFinding } from '../text/outcome';
import { visibleText } from '../text/visible';

// Tells screen readers of failures as they arrive, without moving anything.
export function Announcer() {
  const t = useText();
  const failure = useAppState((state) => state.newFailure);
  return (
    <div class="offscreen" role="log" aria-live="polite">
      {failure !== null &&
        visibleText(
          t('announce.failure', {
            operation: failure.operation ?? failure.method,
            status: failure.oss_code ?? failure.status ?? '',
            finding: mainFinding(failure)?.title ?? '',
          }),
        )}
    </div>
  );
}
