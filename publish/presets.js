// presets.js: the presets that `single`, `pictures` and `scorm` are asked for. It needs no package, so that a wrong name is told before
// any is brought: `node publish/presets.js NAME…` says which there are.

import { fileURLToPath } from 'node:url';
import { presets } from '../web/lessons/index.js';

/** @param {string} id @throws {Error} that names those that there are */
export function presetNamed(id) {
  const found = presets.find((one) => one.id === id);
  if (found) return found;
  throw new Error(`there is no preset ${JSON.stringify(id)}; there are ${presets.map((one) => one.id).join(', ')}`);
}

/**
 * The presets among the arguments of a command.
 * @param {string} command 'single', 'pictures' or 'scorm'
 * @param {string[]} args
 */
function namesIn(command, args) {
  const isValue = (/** @type {number} */ n) => /^--(preset|lang)$/.test(args[n - 1] ?? '');
  if (command === 'single' || command === 'pictures')
    return args.flatMap((one, n) =>
      args[n - 1] === '--preset' ? [one] : (/^--preset=(.*)/s.exec(one)?.slice(1) ?? []),
    );
  if (command !== 'scorm') return [];
  return args.filter((one, n) => !one.startsWith('-') && !one.endsWith('.zip') && !isValue(n));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [command, ...args] = process.argv.slice(2);
  try {
    namesIn(command, args).forEach(presetNamed);
  } catch (error) {
    process.stderr.write(`build.sh: ${command}: ${/** @type {Error} */ (error).message}\n`);
    process.exitCode = 1;
  }
}
