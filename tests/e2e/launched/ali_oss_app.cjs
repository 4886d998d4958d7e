/** An app without any setting of a proxy: ali_oss_app.cjs SCHEME BUCKET v1|v4 puts, gets and deletes an object with ali-oss. */
const assert = require('node:assert/strict');
const { createRequire } = require('node:module');
const { join } = require('node:path');

const OSS = createRequire(join(process.cwd(), 'package.json'))('ali-oss');
const [scheme, bucket, version] = process.argv.slice(2);

async function main() {
  const client = new OSS({
    region: 'oss-cn-hangzhou',
    bucket,
    accessKeyId: process.env.APP_KEY_ID,
    accessKeySecret: process.env.APP_KEY_SECRET,
    authorizationV4: version === 'v4',
    secure: scheme === 'https',
  });
  const content = Buffer.from('what an app stores');
  await client.put('a b/app.txt', content);
  assert.deepEqual((await client.get('a b/app.txt')).content, content);
  await client.delete('a b/app.txt');
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
