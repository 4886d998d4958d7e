/** Runs the lab as a process: `node tests/lab/main.mjs --port 0 [options]`. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startLab } from './lab.mjs';

const USAGE = `usage: node tests/lab/main.mjs [options]
  --host ADDR            listen here (default 127.0.0.1)
  --port N               HTTP port (default 0: any)
  --https-port N         HTTPS port (default 0: any); --no-https for none
  --control-port N       control port (default 0: any)
  --bucket NAME[:REGION[:ACL]]   may be repeated (default examplebucket:cn-hangzhou:private)
  --credential ID:SECRET         may be repeated (default exampleAccessKeyId:fake-secret-not-real)
  --config FILE          JSON with the options of startLab(), such as buckets, credentials, callback
  --callback-timeout MS  how long a callback may take (default 5000)
  --refuse-private-callbacks     refuse callbacks to private addresses, as the service does
  --no-digests           no CRC, MD5 and Content-MD5 check, for benchmarks
  --memory-limit BYTES   largest body kept (default 67108864)
`;

const OPTIONS = {
  host: { type: 'string', default: '127.0.0.1' },
  port: { type: 'string', default: '0' },
  'https-port': { type: 'string', default: '0' },
  'no-https': { type: 'boolean', default: false },
  'control-port': { type: 'string', default: '0' },
  bucket: { type: 'string', multiple: true },
  credential: { type: 'string', multiple: true },
  config: { type: 'string' },
  'callback-timeout': { type: 'string', default: '5000' },
  'refuse-private-callbacks': { type: 'boolean', default: false },
  'no-digests': { type: 'boolean', default: false },
  'memory-limit': { type: 'string', default: String(64 * 1024 * 1024) },
  help: { type: 'boolean', default: false },
};

const parseBucket = (text) => {
  const [name, region = 'cn-hangzhou', acl = 'private'] = text.split(':');
  return { name, region, acl };
};

const parseCredential = (text) => {
  const colon = text.indexOf(':');
  return { id: text.slice(0, colon), secret: text.slice(colon + 1) };
};

function readOptions() {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) {
    process.stdout.write(USAGE);
    process.exit(0);
  }
  const config = values.config ? JSON.parse(readFileSync(values.config, 'utf8')) : {};
  const buckets = [...(config.buckets ?? []), ...(values.bucket ?? []).map(parseBucket)];
  const credentials = [
    ...(config.credentials ?? []),
    ...(values.credential ?? []).map(parseCredential),
  ];
  return {
    ...config,
    host: values.host,
    httpPort: Number(values.port),
    httpsPort: values['no-https'] ? null : Number(values['https-port']),
    controlPort: Number(values['control-port']),
    buckets: buckets.length > 0 ? buckets : [parseBucket('examplebucket')],
    credentials:
      credentials.length > 0
        ? credentials
        : [parseCredential('exampleAccessKeyId:fake-secret-not-real')],
    digests: !values['no-digests'],
    memoryLimit: Number(values['memory-limit']),
    callback: {
      ...config.callback,
      timeoutMs: Number(values['callback-timeout']),
      allowPrivate: !values['refuse-private-callbacks'],
    },
  };
}

let options;
try {
  options = readOptions();
} catch (error) {
  process.stderr.write(`lab: ${error.message}\n${USAGE}`);
  process.exit(2);
}
const lab = await startLab(options);
const at = (port) => `${options.host}:${port}`;
const words = [`http=${at(lab.httpPort)}`];
if (lab.httpsPort !== null) words.push(`https=${at(lab.httpsPort)}`);
words.push(`control=${at(lab.controlPort)}`);
if (lab.caFile !== null) words.push(`ca=${lab.caFile}`);
process.stdout.write(`lab ready ${words.join(' ')}\n`);

let isStopping = false;
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => {
    if (isStopping) return;
    isStopping = true;
    lab.close().then(() => process.exit(0));
  });
}
