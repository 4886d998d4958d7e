import { useText } from '../i18n';
import { addLine, changeLine, isBadName, type ReplayDraft, type ReplayLine } from '../text/replay';
import { visibleText } from '../text/visible';

interface Props {
  draft: ReplayDraft;
  onChange: (draft: ReplayDraft) => void;
}

// The first line and the headers, to be changed. Each line keeps its place.
export function ReplayHead({ draft, onChange }: Props) {
  const t = useText();
  return (
    <>
      <div class="replay-line">
        <label>
          <span>{t('replay.method')}</span>
          <input
            class="mono"
            size={8}
            value={draft.method}
            spellcheck={false}
            onInput={(event) => onChange({ ...draft, method: event.currentTarget.value })}
          />
        </label>
        <label class="grow">
          <span>{t('replay.target')}</span>
          <input
            class="mono"
            value={draft.target}
            spellcheck={false}
            dir="ltr"
            onInput={(event) => onChange({ ...draft, target: event.currentTarget.value })}
          />
        </label>
      </div>
      <fieldset class="replay-headers">
        <legend>{t('replay.headers')}</legend>
        {draft.lines.map((line, i) => (
          <HeaderFields
            key={line.key}
            line={line}
            place={i + 1}
            onChange={(change) => onChange(changeLine(draft, line.key, change))}
          />
        ))}
        <button type="button" class="small" onClick={() => onChange(addLine(draft, '', ''))}>
          {t('replay.add')}
        </button>
      </fieldset>
    </>
  );
}

interface LineProps {
  line: ReplayLine;
  place: number;
  onChange: (change: Partial<ReplayLine>) => void;
}

function HeaderFields({ line, place, onChange }: LineProps) {
  const t = useText();
  const name = visibleText(line.name);
  const isBad = line.isOn && line.name !== '' && isBadName(line.name);
  return (
    <div class={line.isOn ? 'replay-header' : 'replay-header off'}>
      <input
        type="checkbox"
        checked={line.isOn}
        aria-label={t('replay.send.line', { name })}
        onChange={(event) => onChange({ isOn: event.currentTarget.checked })}
      />
      <input
        class="mono"
        value={line.name}
        disabled={!line.isOn}
        spellcheck={false}
        dir="ltr"
        aria-label={t('replay.name', { place })}
        aria-invalid={isBad}
        onInput={(event) => onChange({ name: event.currentTarget.value })}
      />
      <input
        class="mono"
        value={line.value}
        disabled={!line.isOn}
        spellcheck={false}
        dir="ltr"
        aria-label={t('replay.value', { name })}
        onInput={(event) => onChange({ value: event.currentTarget.value })}
      />
      {isBad && (
        <p class="notice" role="alert">
          {t('replay.badName', { name })}
        </p>
      )}
    </div>
  );
}
