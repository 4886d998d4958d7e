/** The demo as a program; scripts/demo and scripts/screenshot start it. */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { makeFailures, makeSuccesses, openDemo } from './capture.mjs';
import { takeScreenshot } from './screenshot.mjs';
import { takeEmptyScreenshots, takeScreenshots } from './screenshots.mjs';

const USAGE = `usage: scripts/demo [--once] [--listen ADDR:PORT] [--web ADDR:PORT]
       scripts/screenshot FILE [--lang en|zh] [--scheme light|dark] [--select RULE]
       scripts/screenshots FOLDER

Lets real clients call a stand-in for OSS through osslens, well and wrongly, and says what osslens
makes of it. The page stays open until Ctrl-C; with --once it all ends after the failures.
`;

const OPTIONS = {
  once: { type: 'boolean', default: false },
  listen: { type: 'string', default: '127.0.0.1:0' },
  web: { type: 'string', default: '127.0.0.1:0' },
  screenshot: { type: 'string' },
  screenshots: { type: 'string' },
  lang: { type: 'string', default: 'en' },
  scheme: { type: 'string', default: 'light' },
  select: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
};

function readOptions() {
  const { values } = parseArgs({ options: OPTIONS });
  const isOneOf = (value, known) => {
    if (!known.includes(value)) throw new TypeError(`'${value}' is none of ${known.join(', ')}`);
  };
  isOneOf(values.lang, ['en', 'zh']);
  isOneOf(values.scheme, ['light', 'dark']);
  return values;
}

const say = (text) => process.stdout.write(`${text}\n`);

function report({ confidence, rule, title }, { status, oss_code: code, error }) {
  const outcome = [status, code ?? error?.kind].filter((fact) => fact).join(' ');
  say(`  ${confidence.padEnd(9)}${rule.padEnd(32)}${title}  (${outcome})`);
}

async function play(scene, options, ended) {
  if (options.screenshots) await takeEmptyScreenshots(scene.osslens, options.screenshots);
  await makeSuccesses(scene);
  say('osslens explains these failures:');
  await makeFailures(scene, report);
  if (options.screenshot) {
    const { screenshot: file, lang, scheme, select: rule } = options;
    await takeScreenshot(scene.osslens, { file, lang, scheme, rule });
    return;
  }
  if (options.screenshots) {
    await takeScreenshots(scene.osslens, options.screenshots);
    return;
  }
  say(`page:  ${scene.osslens.webUrl}/`);
  say(`proxy: ${scene.osslens.proxyUrl}`);
  if (options.once) return;
  say('Ctrl-C ends the demo and removes what it captured.');
  await ended;
}

async function main() {
  let options;
  try {
    options = readOptions();
  } catch (error) {
    process.stderr.write(`${error.message}\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const ended = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const scene = await openDemo(['--listen', options.listen, '--web', options.web]);
  try {
    await Promise.race([play(scene, options, ended), ended]);
  } finally {
    await scene.close();
  }
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`demo: ${error.message}\n`);
    process.exit(1);
  },
);
