// A command that goes on running, as a server does, while a test looks at it.

import { spawn } from 'node:child_process';

/** @typedef {{ status: number | null, signal: string | null, stdout: string, stderr: string }} Ended */

/**
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { limit?: number }} [options] `limit`: milliseconds after which
 *   it is killed
 */
export function startCommand(command, args, { limit = 300_000, ...options } = {}) {
  // A group of its own, so that nothing it has started outlives it.
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const output = { stdout: '', stderr: '' };
  const timer = setTimeout(() => process.kill(-Number(child.pid), 'SIGKILL'), limit);
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk;
  });
  /** @type {Promise<Ended>} */
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      resolve({ status, signal, ...output });
    });
  });
  return {
    child,
    ended,
    /** What it has written to `stdout` when that matches; an error where it ends before. @param {RegExp} pattern */
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(output.stdout);
          if (match) resolve(match);
        };
        child.stdout.on('data', look);
        look();
        ended.then(({ status, stderr, stdout }) => {
          reject(new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}${stdout}`));
        }, reject);
      }),
    /** @param {NodeJS.Signals} [signal] @returns {Promise<Ended>} */
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
    /** As a terminal does: it and all that it has started. @returns {Promise<Ended>} */
    async interrupt() {
      process.kill(-Number(child.pid), 'SIGINT');
      return ended;
    },
  };
}
