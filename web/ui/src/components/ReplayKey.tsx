import { useText } from '../i18n';
import type { ResignScheme, SigningKey } from '../text/resign';
import { canSign } from '../text/sign';

interface Props {
  signingKey: SigningKey;
  scheme: ResignScheme | null;
  onChange: (key: SigningKey) => void;
}

const fields = ['id', 'secret', 'token'] as const;

// The key to sign again with. It lives as long as the dialog and goes nowhere.
export function ReplayKey({ signingKey, scheme, onChange }: Props) {
  const t = useText();
  return (
    <details class="replay-key">
      <summary>{t('replay.key')}</summary>
      <p class="muted" id="replay-key-intro">
        {t('replay.key.intro')}
      </p>
      {scheme === null && <p class="notice">{t('replay.key.foreign')}</p>}
      {scheme !== null && !canSign() && <p class="notice">{t('replay.key.notHere')}</p>}
      {scheme !== null &&
        canSign() &&
        fields.map((field) => (
          <label key={field}>
            <span>{t(`replay.key.${field}`)}</span>
            <input
              type={field === 'id' ? 'text' : 'password'}
              value={signingKey[field]}
              autocomplete="off"
              spellcheck={false}
              aria-describedby="replay-key-intro"
              onInput={(event) => onChange({ ...signingKey, [field]: event.currentTarget.value })}
            />
          </label>
        ))}
    </details>
  );
}
