// The lines that send an app's OSS traffic through the proxy. Which SDK obeys which setting was
// read in the SDKs' sources: Go and Java ignore the environment, curl ignores HTTP_PROXY in upper
// case for http:// URLs, ali-oss wants its own option, and libcurl stands below the SDKs of C, C++
// and PHP.

export interface SetupWay {
  id: string;
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

// For apps that know no proxies: they call the address, osslens calls the endpoint.
export const reverseLine =
  'osslens serve --reverse 127.0.0.1:8890=https://oss-cn-hangzhou.aliyuncs.com';

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
    {
      id: 'php',
      kind: 'sdk',
      name: 'PHP',
      code: [
        '$client = new OssClient($accessKeyId, $accessKeySecret, $endpoint,',
        `    false, null, '${host}:${port}');`,
      ].join('\n'),
    },
    {
      id: 'cpp',
      kind: 'sdk',
      name: 'C++',
      code: [
        'ClientConfiguration conf;',
        `conf.proxyHost = "${host}";`,
        `conf.proxyPort = ${port};`,
        'OssClient client(endpoint, accessKeyId, accessKeySecret, conf);',
      ].join('\n'),
    },
    {
      id: 'dotnet',
      kind: 'sdk',
      name: '.NET',
      code: [
        `var conf = new ClientConfiguration { ProxyHost = "${host}", ProxyPort = ${port} };`,
        'var client = new OssClient(endpoint, accessKeyId, accessKeySecret, conf);',
      ].join('\n'),
    },
    {
      id: 'boto3',
      kind: 'sdk',
      name: 'boto3',
      code: [
        'config = botocore.config.Config(',
        `    proxies={"http": "${url}", "https": "${url}"})`,
        's3 = boto3.client("s3", endpoint_url=endpoint, config=config)',
      ].join('\n'),
    },
    {
      id: 'ossutil',
      kind: 'sdk',
      name: 'ossutil',
      code: ['# 1.x', `ossutil ls --proxy-host ${url}`, '# 2.x', `ossutil ls --proxy ${url}`].join('\n'),
    },
    { id: 'curl', kind: 'sdk', name: 'curl', code: `curl --proxy ${url} "$URL"` },
  ];
}

function lines(line: (name: string) => string): string {
  return variables.map(line).join('\n');
}
