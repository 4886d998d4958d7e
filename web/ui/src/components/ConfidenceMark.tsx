import type { Confidence } from '../api/types';
import { useText } from '../i18n';

const filled: Record<Confidence, number> = { proven: 3, likely: 2, possible: 1 };

// How sure a finding is, as a word and as filled dots.
export function ConfidenceMark({ confidence }: { confidence: Confidence }) {
  const t = useText();
  return (
    <span class={`confidence ${confidence}`} title={t(`confidence.${confidence}.hint`)}>
      <svg viewBox="0 0 22 6" aria-hidden="true" focusable="false">
        {[0, 1, 2].map((dot) => (
          <circle
            key={dot}
            cx={3 + dot * 8}
            cy={3}
            r={2.4}
            class={dot < filled[confidence] ? 'filled' : 'hollow'}
          />
        ))}
      </svg>
      {t(`confidence.${confidence}`)}
    </span>
  );
}
