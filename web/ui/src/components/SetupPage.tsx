import { useState } from 'preact/hooks';
import { useText } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { reverseLine, setupWays, type SetupWay } from '../text/setup';
import { CopyButton } from './CopyButton';
import { VisibleText } from './VisibleText';

// What an empty capture shows: how to get the first request here.
export function SetupPage() {
  const t = useText();
  const address = useAppState((state) => state.status?.proxy ?? null);
  return (
    <main class="setup" id="exchanges" tabIndex={-1}>
      <div class="setup-card">
        <h2>{t('setup.title')}</h2>
        <p>
          {address === null ? (
            t('setup.noAddress')
          ) : (
            <Intro text={t('setup.intro')} address={address} />
          )}
        </p>
        <Waiting />
        <RefusedHandshakes />
        {address !== null && <Ways address={address} />}
      </div>
    </main>
  );
}

// The address stands out in the sentence, wherever the language puts it.
function Intro({ text, address }: { text: string; address: string }) {
  const [before, after] = text.split('{address}');
  return (
    <>
      {before}
      <code>{address}</code>
      {after}
    </>
  );
}

function Waiting() {
  const t = useText();
  return (
    <p class="waiting" role="status">
      <span class="pulse" aria-hidden="true" />
      {t('setup.waiting')}
    </p>
  );
}

// The app speaks to the proxy already, but does not trust its certificate.
function RefusedHandshakes() {
  const app = useApp();
  const t = useText();
  const rows = useAppState((state) => state.list.rows);
  if (rows.length === 0) return null;
  const hosts = [...new Set(rows.map(({ host }) => host ?? ''))].filter((host) => host !== '');
  return (
    <div class="notice warning" role="alert">
      <p>
        <strong>{t('setup.refused', { count: rows.length })}</strong>{' '}
        {hosts.slice(0, 3).map((host) => (
          <code key={host}>
            <VisibleText text={host} />{' '}
          </code>
        ))}
      </p>
      <p>{t('setup.refusedWhy')}</p>
      <button type="button" onClick={() => app.setFilter('is:error')}>
        {t('setup.refusedShow')}
      </button>
    </div>
  );
}

function Ways({ address }: { address: string }) {
  const t = useText();
  const ways = setupWays(address);
  return (
    <>
      <p>{t('setup.easiest')}</p>
      <CodeLines name="osslens run" code={`osslens run -- ${t('setup.command')}`} />
      <h3>{t('setup.shells')}</h3>
      <WayPicker ways={ways.filter(({ kind }) => kind === 'shell')} />
      <p class="muted">{t('setup.curlNote')}</p>
      <h3>{t('setup.sdks')}</h3>
      <WayPicker ways={ways.filter(({ kind }) => kind === 'sdk')} />
      <p>{t('setup.https')}</p>
      <CodeLines name="osslens env" code={'eval "$(osslens env)"'} />
      <h3>{t('setup.reverse')}</h3>
      <p>{t('setup.reverseHow')}</p>
      <CodeLines name="--reverse" code={reverseLine} />
    </>
  );
}

function WayPicker({ ways }: { ways: SetupWay[] }) {
  const [picked, setPicked] = useState(ways[0]?.id);
  const way = ways.find(({ id }) => id === picked);
  return (
    <div class="ways">
      <div class="way-names" role="group">
        {ways.map(({ id, name }) => (
          <button
            key={id}
            type="button"
            class="chip"
            aria-pressed={id === picked}
            onClick={() => setPicked(id)}
          >
            {name}
          </button>
        ))}
      </div>
      {way !== undefined && <CodeLines name={way.name} code={way.code} />}
    </div>
  );
}

function CodeLines({ name, code }: { name: string; code: string }) {
  const t = useText();
  return (
    <div class="code-lines">
      <pre tabIndex={0}>{code}</pre>
      <CopyButton text={code} label={t('setup.copy', { name })} />
    </div>
  );
}
