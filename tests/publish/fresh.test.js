// What a fresh clone, which has no package yet, answers to whoever wants something of it to hand out.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { withClone } from '../helpers/copy.js';

test('a fresh clone names the presets before it brings any package, and brings them when they are wanted', () =>
  withClone((clone) => {
    // In npm's place stands what only tells that it was called.
    const tools = path.join(clone, 'build/tools');
    mkdirSync(tools, { recursive: true });
    writeFileSync(path.join(tools, 'npm'), '#!/bin/sh\necho "npm $1"\nexit 3\n', { mode: 0o755 });
    const build = (/** @type {string[]} */ ...args) =>
      spawnSync('./build.sh', args, {
        cwd: clone,
        encoding: 'utf8',
        env: { ...process.env, PATH: `${tools}${path.delimiter}${process.env.PATH}` },
      });
    for (const args of [
      ['single', '--preset', 'momentun'],
      ['single', '--preset=momentun', 'out.html'],
      ['scorm', '--lang', 'en', 'momentun', 'out.zip'],
      ['scorm', 'momentum', 'momentun'],
    ]) {
      const { status, stdout, stderr } = build(...args);
      assert.equal(status, 1, stderr);
      assert.match(stderr, /there is no preset "momentun"; there are .*\bmomentum\b/);
      assert.equal(stdout, '');
    }
    for (const args of [
      ['single', '--preset', 'momentum'],
      ['scorm', 'momentum', '--lang', 'en', 'out.zip'],
      ['site', 'out'],
    ]) {
      const { status, stdout } = build(...args);
      assert.match(stdout, /npm ci$/m, args.join(' '));
      assert.equal(status, 3, 'what npm comes to');
    }
  }));
