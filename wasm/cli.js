#!/usr/bin/env node
// cli.js: the command `descenso`: finds the subcommand and turns its outcome into an exit status.

import { SpecError } from './index.js';
import { UsageError } from './cli/args.js';
import * as bench from './cli/bench.js';
import * as catalog from './cli/catalog.js';
import * as evaluate from './cli/evaluate.js';
import * as exporting from './cli/export.js';
import { leaveWithReaders } from './cli/interruption.js';
import * as landscape from './cli/landscape.js';
import * as merge from './cli/merge.js';
import * as race from './cli/race.js';
import * as serve from './cli/serve.js';
import * as train from './cli/train.js';
import * as verify from './cli/verify.js';
import { VERSION } from './version.js';

/** @type {Record<string, { summary: string, help: string, run(args: string[]): Promise<number> }>} */
const COMMANDS = { serve, train, evaluate, race, merge, landscape, verify, export: exporting, catalog, bench };

const FAILED = 1;
const USAGE = 2;

const summaries = Object.entries({
  ...Object.fromEntries(Object.entries(COMMANDS).map(([name, command]) => [name, command.summary])),
  help: 'explains a command: descenso help train',
});

const HELP = `descenso: trains dense networks on Fashion-MNIST and compares how

${summaries.map(([name, summary]) => `  descenso ${name.padEnd(9)} ${summary}`).join('\n')}

  descenso --version`;

/** @param {string} name */
function findCommand(name) {
  if (Object.hasOwn(COMMANDS, name)) return COMMANDS[name];
  const names = summaries.map(([known]) => known).join(', ');
  throw new UsageError(`unknown command ${JSON.stringify(name)}; there are: ${names}`);
}

/** @param {string[]} args @returns {Promise<number>} exit status */
async function main([name, ...args]) {
  const print = (/** @type {string} */ text) => process.stdout.write(`${text}\n`);
  switch (name) {
    case undefined:
      process.stderr.write(`${HELP}\n`);
      return USAGE;
    case '--version':
      print(VERSION);
      return 0;
    case 'help':
    case '--help':
    case '-h':
      print(args.length ? findCommand(args[0]).help : HELP);
      return 0;
    default: {
      const command = findCommand(name);
      if (args.includes('--help') || args.includes('-h')) {
        print(command.help);
        return 0;
      }
      return command.run(args);
    }
  }
}

leaveWithReaders();

const [name, ...rest] = process.argv.slice(2);
try {
  process.exitCode = await main([name, ...rest]);
} catch (error) {
  const { message } = /** @type {Error} */ (error);
  if (error instanceof UsageError || error instanceof SpecError) {
    const hint = name && Object.hasOwn(COMMANDS, name) ? ` ${name}` : '';
    process.stderr.write(`descenso: ${message}\nSee descenso help${hint}.\n`);
    process.exitCode = USAGE;
  } else {
    process.stderr.write(`descenso: ${message}\n`);
    process.exitCode = FAILED;
  }
}
