// The lines that send an app's OSS traffic through the proxy. Which SDK obeys which setting was
// read in the SDKs' sources: Go and Java ignore the environment, curl ignores HTTP_PROXY in upper
// case for http:// URLs, and ali-oss wants its own option.

export interface SetupWay {
  id: 'sh' | 'fish' | 'powershell' | 'python' | 'node' | 'java' | 'go';
  kind: 'shell' | 'sdk';
  name: string; // a product's or language's name: the same in every language
  code: string;
}

export function proxyUrl(address: string): string {
  return `http://${address}`;
}

// ADDR:PORT, where ADDR may be a bracketed IPv6 address.
function splitAddress(address: string): { host: string; port: string } {
  const colon = address.lastIndexOf(':');
  return colon < 0
    ? { host: address, port: '8888' }
    : { host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: address.slice(colon + 1) };
}

const variables = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'];

export function setupWays(address: string): SetupWay[] {
  const url = proxyUrl(address);
  const { host, port } = splitAddress(address);
  return [
    {
      id: 'sh',
      kind: 'shell',
      name: 'sh / bash / zsh',
      code: lines((name) => `export ${name}=${url}`),
    },
    { id: 'fish', kind: 'shell', name: 'fish', code: lines((name) => `set -gx ${name} ${url}`) },
    {
      id: 'powershell',
      kind: 'shell',
      name: 'PowerShell',
      // Variables are case-insensitive on Windows.
      code: variables
        .slice(2)
        .map((name) => `$env:${name} = "${url}"`)
        .join('\n'),
    },
    {
      id: 'python',
      kind: 'sdk',
      name: 'Python oss2',
      code: [
        'bucket = oss2.Bucket(auth, endpoint, bucket_name,',
        `    proxies={"http": "${url}", "https": "${url}"})`,
      ].join('\n'),
    },
    {
      id: 'node',
      kind: 'sdk',
      name: 'Node.js ali-oss',
      code: [
        'const client = new OSS({',
        '  ...options,',
        '  enableProxy: true,',
        `  proxy: "${url}",`,
        '});',
      ].join('\n'),
    },
    {
      id: 'java',
      kind: 'sdk',
      name: 'Java',
      code: [
        'ClientBuilderConfiguration conf = new ClientBuilderConfiguration();',
        `conf.setProxyHost("${host}");`,
        `conf.setProxyPort(${port});`,
        'OSS client = new OSSClientBuilder()',
        '    .build(endpoint, accessKeyId, accessKeySecret, conf);',
      ].join('\n'),
    },
    {
      id: 'go',
      kind: 'sdk',
      name: 'Go',
      code: [
        '// SDK v1',
        `client, err := oss.New(endpoint, keyID, keySecret, oss.Proxy("${url}"))`,
        '// SDK v2',
        `cfg := oss.LoadDefaultConfig().WithProxyHost("${url}")`,
      ].join('\n'),
    },
  ];
}

function lines(line: (name: string) => string): string {
  return variables.map(line).join('\n');
}
