/** Runs a client's command line. */
import { spawn } from 'node:child_process';

/** What would lead a client past osslens, or give it keys and settings of this machine. */
const MISLEADING = /^(?:.*_proxy|AWS_.*|RCLONE_.*|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|OSS_.*)$/i;

const cleanEnvironment = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !MISLEADING.test(name)));

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{env?: Record<string, string>, input?: string | Buffer, cwd?: string}} [options]
 * @returns {Promise<{code: number | null, stdout: Buffer, stderr: string}>}
 */
export async function run(command, args, { env = {}, input = '', cwd } = {}) {
  const child = spawn(command, args, { env: { ...cleanEnvironment(), ...env }, cwd });
  const stdout = [];
  let stderr = '';
  child.stdout.on('data', (piece) => stdout.push(piece));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  // A client that refuses its input early closes the pipe; its exit code tells the story.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { code, stdout: Buffer.concat(stdout), stderr };
}

/** The same, for a command that must succeed. @returns {Promise<Buffer>} its standard output */
export async function runWell(command, args, options) {
  const { code, stdout, stderr } = await run(command, args, options);
  if (code !== 0) {
    throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${stdout}\n${stderr}`);
  }
  return stdout;
}
