import { useText, type MessageKey } from '../i18n';
import { useApp, useAppState } from '../state/app';
import { Dialog } from './Dialog';

const keys: readonly [keys: string[], text: MessageKey][] = [
  [['j', 'k', '↓', '↑'], 'help.key.move'],
  [['Enter'], 'help.key.enter'],
  [['n', 'p'], 'help.key.failure'],
  [['/'], 'help.key.filter'],
  [['b'], 'help.key.bench'],
  [['t'], 'help.key.timeline'],
  [['d'], 'help.key.compare'],
  [['r'], 'help.key.replay'],
  [['s'], 'help.key.star'],
  [['h'], 'help.key.hold'],
  [['Esc'], 'help.key.escape'],
  [['?'], 'help.key.help'],
];

const words: readonly [word: string, text: MessageKey][] = [
  ['is:failed', 'help.word.failed'],
  ['is:error', 'help.word.error'],
  ['is:starred', 'help.word.starred'],
  ['is:noted', 'help.word.noted'],
  ['note:later', 'help.word.note'],
  ['status:>=400', 'help.word.status'],
  ['code:SignatureDoesNotMatch', 'help.word.code'],
  ['rule:wrong-endpoint', 'help.word.rule'],
  ['confidence:proven', 'help.word.confidence'],
  ['bucket:logs*', 'help.word.bucket'],
  ['host:*.aliyuncs.com', 'help.word.host'],
  ['op:PutObject', 'help.word.op'],
  ['method:PUT', 'help.word.method'],
  ['since:10m', 'help.word.since'],
  ['at:2024-05-15T08:30:00Z..', 'help.word.at'],
  ['dur:>2s', 'help.word.dur'],
  ['size:>1M', 'help.word.size'],
  ['-op:HeadObject', 'help.word.not'],
  ['"two words"', 'help.word.text'],
];

export function HelpDialog() {
  const app = useApp();
  const t = useText();
  const version = useAppState((state) => state.status?.version ?? null);
  return (
    <Dialog title={t('help.title')} hint={version === null ? '' : `osslens ${version}`}>
      <h3>{t('help.keys')}</h3>
      <dl>
        {keys.map(([names, text]) => (
          <div key={text}>
            <dt>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
      <h3>{t('help.filter')}</h3>
      <p class="muted">{t('help.filterIntro')}</p>
      <dl>
        {words.map(([word, text]) => (
          <div key={word}>
            <dt>
              <button
                type="button"
                class="filter-value mono"
                onClick={() => {
                  app.addFilterWord(word);
                  app.showDialog(null);
                }}
              >
                {word}
              </button>
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
