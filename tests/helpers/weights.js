// Networks that are of no images, whose weights tests hand around; and the command line, which trains with them and runs records again.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../wasm/cli.js', import.meta.url));

/** One black image: weights hang on none. @param {import('../../wasm/index.js').Engine} engine */
export const noImages = (engine) =>
  engine.createDataset({
    images: new Uint8Array(784),
    labels: new Uint8Array(1),
    rows: 28,
    columns: 28,
    classes: 10,
  });

/** Runs the command line. @param {...string} args @returns {{ status: number | null, said: string }} */
export function descenso(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });
  return { status, said: stdout + stderr };
}
