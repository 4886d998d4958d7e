/** curl, with what tests read of its answers. */
import { runWell } from './run_command.mjs';

const MARK = '\ncurl-facts ';

/**
 * @param {import('./scene.mjs').Scene} scene
 * @param {string[]} args
 * @param {{headers?: Record<string, string>, input?: string | Buffer, proxyUrl?: string}} [options]
 * @returns {Promise<{status: number, requestId: string, body: Buffer, text: string}>}
 */
export async function curl(scene, args, { headers = {}, input, proxyUrl } = {}) {
  const fields = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const facts = `${MARK}%{http_code} %header{x-oss-request-id}`;
  const proxy = proxyUrl ?? scene.proxyUrl;
  const output = await runWell('curl', ['-qsS', '-x', proxy, '-w', facts, ...fields, ...args], {
    input,
  });
  const at = output.lastIndexOf(MARK);
  const [status, requestId] = output.toString('utf8', at + MARK.length).split(' ');
  const body = output.subarray(0, at);
  return { status: Number(status), requestId, body, text: body.toString('utf8') };
}
