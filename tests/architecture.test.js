// The rules that ARCHITECTURE.md states, held against the code. The floors are read from its table, so that
// the document stays true.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const MAX_FILE_LINES = 400;
const MAX_COLUMNS = 120;
const MAX_FUNCTION_LINES = 60;
/** Types that are left open: it only goes down. */
const MOST_ANY = 36;
const STANDARD_HEADERS = ['stdbool.h', 'stddef.h', 'stdint.h', 'stdlib.h', 'string.h'];
/** All that the trainer may ask of its surroundings: memory. */
const ALLOWED_SYMBOLS = [
  'malloc',
  'calloc',
  'realloc',
  'aligned_alloc',
  'free',
  'memcpy',
  'memmove',
  'memset',
  'memcmp',
  'strlen', // what gcc makes of a loop that looks for the end of a string
  '_GLOBAL_OFFSET_TABLE_',
  '__stack_chk_fail',
];

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file) => readFileSync(path.join(root, file), 'utf8');

/** Every file under a directory of the project, as "web/main.js"; [] where it is not there. */
function filesUnder(directory) {
  if (!existsSync(path.join(root, directory))) return [];
  return readdirSync(path.join(root, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .filter((file) => !/(^|\/)node_modules\//.test(file))
    .sort();
}

const sources = filesUnder('src').filter((file) => /\.[ch]$/.test(file));

/** Code without comments and the contents of strings. */
const codeOf = (file) =>
  read(file)
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/"(?:\\.|[^"\\\n])*"/g, (string) => (/\.h"$/.test(string) ? string : '""'));

/** The folders of src/ from the lowest floor up, from the table of ARCHITECTURE.md. */
const floors = [...read('ARCHITECTURE.md').matchAll(/^\| `src\/(\w+)\/` \|/gm)].map(([, folder]) => folder);
const floorOf = (file) => floors.indexOf(file.split('/').at(-2));
const includesOf = (file) => [...codeOf(file).matchAll(/^\s*#\s*include\s*(["<])([^">]+)/gm)];

/** The symbols of one object: name, class and section. */
const symbolsOf = (object) =>
  execFileSync('nm', ['--format=sysv', object], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.split('|').length === 7)
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([name, , kind, , , , section]) => ({ name, kind, section }));

/** Every source with the symbols of its object. */
function objects() {
  return sources
    .filter((file) => file.endsWith('.c'))
    .map((file) => {
      const object = `build/native/gcc/obj/${file.slice('src/'.length, -'.c'.length)}.o`;
      assert.ok(existsSync(path.join(root, object)), `${object} is missing: run ./build.sh native`);
      return { file, symbols: symbolsOf(path.join(root, object)) };
    });
}

describe('floors', () => {
  test('the table lists every folder of src/, and no other; no file lies outside of them', () => {
    assert.deepEqual(
      [...floors].sort(),
      [...new Set(sources.map((file) => file.split('/').slice(1, -1).join('/')))].sort(),
    );
  });

  for (const file of sources)
    test(file, () => {
      for (const [, bracket, header] of includesOf(file)) {
        if (bracket === '<') {
          assert.ok(STANDARD_HEADERS.includes(header), `<${header}> is none of ${STANDARD_HEADERS}`);
          continue;
        }
        assert.ok(existsSync(path.join(root, 'src', header)), `${header} is named from src/ on`);
        assert.ok(floorOf(header) <= floorOf(file), `${file} includes ${header} of a higher floor`);
      }
    });

  test('no folder calls a higher one', () => {
    const all = objects();
    const home = new Map();
    for (const { file, symbols } of all)
      for (const { name, kind } of symbols) if (/^[A-TV-Z]$/.test(kind)) home.set(name, file);
    let calls = 0;
    for (const { file, symbols } of all)
      for (const { name, kind } of symbols) {
        if (kind !== 'U' || !home.has(name)) continue;
        calls++;
        assert.ok(floorOf(home.get(name)) <= floorOf(file), `${file} calls ${name} of ${home.get(name)}`);
      }
    assert.ok(calls > 100, `${calls} calls between files found`);
  });

  test('no circle of headers', () => {
    const edges = new Map();
    for (const file of sources.filter((name) => name.endsWith('.h')))
      edges.set(
        file.slice('src/'.length),
        includesOf(file)
          .filter(([, bracket]) => bracket === '"')
          .map(([, , header]) => header),
      );
    const visit = (name, way) => {
      assert.ok(!way.includes(name), `${[...way, name].join(' → ')}`);
      for (const next of edges.get(name) ?? []) visit(next, [...way, name]);
    };
    for (const name of edges.keys()) visit(name, []);
  });
});

describe('src/', () => {
  /** No file but the allowed has code that matches. */
  function onlyIn(allowed, pattern) {
    for (const file of sources) {
      const match = codeOf(file).match(pattern);
      if (!allowed.includes(file)) assert.equal(match, null, `${file}: ${match?.[0]}`);
    }
    assert.ok(
      allowed.some((file) => pattern.test(codeOf(file))),
      `${pattern} is nowhere: the test is blind`,
    );
  }

  test('only kernels.c and rng.c know SIMD', () => {
    onlyIn(
      ['src/math/kernels.c', 'src/math/rng.c'],
      /vector_size|ext_vector_type|_mm\w*_|wasm_[fiuv]\d+x?\d*_|mmintrin|simd128|__m128|__builtin_shuffle/,
    );
  });

  test('only api exports', () => {
    onlyIn(['src/api/api.c', 'src/api/api.h'], /export_name|\bEXPORT\b|EMSCRIPTEN_KEEPALIVE|visibility/);
  });

  test('nothing prints, exits, asserts, tells the time or rolls dice', () => {
    const banned =
      /\b(f?printf|sn?printf|puts|putchar|perror|_?exit|abort|assert|time|clock|s?rand|random|getenv)\s*\(/;
    const pattern = new RegExp(`${banned.source}|<(math|stdio|time|assert|setjmp|signal|errno)\\.h>`);
    for (const file of sources) assert.equal(codeOf(file).match(pattern), null, file);
  });

  test('only base.c has memory of its own', () => {
    const writable = (section) => /^\.(data|bss|tdata|tbss)/.test(section) && !section.startsWith('.data.rel.ro');
    for (const { file, symbols } of objects()) {
      const found = symbols.filter(({ kind, section }) => writable(section) || kind === 'C').map(({ name }) => name);
      if (file === 'src/base/base.c') assert.notDeepEqual(found, [], 'the last error: the test sees it');
      else assert.deepEqual(found, [], file);
    }
  });

  test('the trainer asks for memory and nothing else', () => {
    const all = objects();
    const own = new Set(
      all.flatMap(({ symbols }) => symbols.filter(({ kind }) => kind !== 'U').map(({ name }) => name)),
    );
    for (const { file, symbols } of all) {
      const foreign = symbols.filter(({ name, kind }) => kind === 'U' && !own.has(name)).map(({ name }) => name);
      assert.deepEqual(
        foreign.filter((name) => !ALLOWED_SYMBOLS.includes(name)),
        [],
        file,
      );
    }
  });

  // clang-format leaves comments as they are.
  test(`no line is longer than ${MAX_COLUMNS} characters`, () => {
    const linesOf = (file) =>
      read(file)
        .split('\n')
        .map((line, n) => ({ length: [...line].length, at: `${file}:${n + 1}` }));
    const long = sources.flatMap(linesOf).filter(({ length }) => length > MAX_COLUMNS);
    assert.deepEqual(long, []);
  });

  test(`no function is longer than ${MAX_FUNCTION_LINES} lines`, () => {
    let functions = 0;
    for (const file of sources) {
      let opened = 0;
      codeOf(file)
        .split('\n')
        .forEach((line, n) => {
          // A function opens at the end of a line that is none of a statement.
          if (opened === 0 && /\)\s*\{$/.test(line) && !/^\s+(if|for|while|switch)\b/.test(line)) opened = n + 1;
          if (line !== '}' || opened === 0) return;
          functions++;
          const length = n + 2 - opened;
          assert.ok(length <= MAX_FUNCTION_LINES, `${file}:${opened}: ${length} lines`);
          opened = 0;
        });
    }
    assert.ok(functions > 50, `${functions} functions found`);
  });
});

/** Whether it is a container without contents, which are to come: a weak one holds only what others keep. @param {ts.Expression} node */
function beginsEmpty(node) {
  if (ts.isNewExpression(node)) return /^(Map|Set)$/.test(node.expression.text) && !node.arguments?.length;
  if (ts.isArrayLiteralExpression(node)) return node.elements.length === 0;
  return ts.isObjectLiteralExpression(node) && node.properties.length === 0;
}

/** How many types of a tree say "any", those of comments too. @param {ts.Node & { jsDoc?: ts.Node[] }} node @returns {number} */
function anyIn(node) {
  let count = node.kind === ts.SyntaxKind.AnyKeyword ? 1 : 0;
  for (const comment of node.jsDoc ?? []) count += anyIn(comment);
  ts.forEachChild(node, (child) => void (count += anyIn(child)));
  return count;
}

describe('JavaScript', () => {
  const scripts = [...filesUnder('wasm'), ...filesUnder('web')].filter((file) => /\.m?js$/.test(file));

  test('only wasm/planner.js starts modules, and its helpers that of the engine that called them', () => {
    const pattern = /WebAssembly\s*\.\s*(compile|instantiate)|new\s+WebAssembly\s*\.\s*(Module|Instance)\b/;
    const found = scripts.filter((file) => pattern.test(codeOf(file)));
    assert.deepEqual(found, ['wasm/engine/thread.js', 'wasm/planner.js']);
  });

  test("no module of the page keeps state: what changes is an app's", () => {
    // A worker is a program of its own, and a library that was loaded serves every app.
    const own = ['web/engine/worker.js', 'web/views/chart.js', 'web/views/formula.js'];
    const seen = new Set();
    for (const file of scripts.filter((name) => /^web\/(?!vendor|data)/.test(name))) {
      const tree = ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2022);
      for (const statement of tree.statements.filter(ts.isVariableStatement))
        for (const { name, initializer } of statement.declarationList.declarations) {
          const constant = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
          if (constant && !(initializer && beginsEmpty(initializer))) continue;
          seen.add(file);
          assert.ok(own.includes(file), `${file}: ${name.getText(tree)}`);
        }
    }
    assert.deepEqual([...seen].sort(), own, 'the test sees it');
  });

  test(`not more than ${MOST_ANY} types say "any"`, () => {
    const files = [...scripts, ...filesUnder('tests'), ...filesUnder('wasm')];
    /** @type {Record<string, number>} */
    const found = {};
    for (const file of new Set(
      files.filter((name) => /\.(js|d\.ts)$/.test(name) && !/^web\/(vendor|data)\//.test(name)),
    )) {
      const count = anyIn(ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2022, true));
      if (count) found[file] = count;
    }
    const sum = Object.values(found).reduce((a, b) => a + b, 0);
    assert.ok(sum > 0 && sum <= MOST_ANY, `${sum}: ${JSON.stringify(found, null, 1)}`);
  });

  test('a lab imports no other lab, and what labs share imports none', () => {
    const labOf = (/** @type {string} */ file) => /^web\/labs\/(\w+)\//.exec(file)?.[1] ?? null;
    const labs = scripts.filter((file) => labOf(file) !== null);
    assert.ok(new Set(labs.map(labOf)).size > 5);
    for (const file of labs)
      for (const [, from] of read(file).matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
        const to = labOf(path.posix.join(path.posix.dirname(file), from));
        assert.ok([null, 'shared', labOf(file)].includes(to), `${file} imports ${from}`);
      }
  });

  test('only asset.js says where a file is that is named at run time', () => {
    const pattern = /import\.meta\.url|new Worker\(\s*['"`]|fetch\(\s*['"`]/;
    const found = scripts.filter((file) => /^web\/(?!vendor|data)/.test(file) && pattern.test(read(file)));
    // The element is no part of an app: it finds Descenso from somebody else's page.
    assert.deepEqual(found, ['web/asset.js', 'web/embed/element.js']);
  });

  test('an app touches nothing of the document around it: that is the page, which is one app', () => {
    const pattern = /document\.(documentElement|body|title)|\blocation\.|\bhistory\.(push|replace)State|getElementById/;
    const found = scripts.filter((file) => /^web\/(?!vendor|data)/.test(file) && pattern.test(codeOf(file)));
    assert.deepEqual(found, ['web/embed/element.js', 'web/embed/main.js', 'web/main.js', 'web/offline.js']);
  });

  test('runs and the engine know no lab, no view but the buffers of curves, and no language', () => {
    for (const file of scripts.filter((one) => /^web\/(runs|engine)\//.test(one)))
      for (const [, from] of read(file).matchAll(/(?:from|import\()\s*'(\.[^']+)'/g))
        assert.doesNotMatch(from, /labs|i18n|state|views\/(?!decimate\.js)/, file);
  });

  test('what browsers load imports no Node module', () => {
    const forBrowsers = scripts.filter((file) => /^(wasm\/(index|planner|data)\.js|wasm\/engine\/|web\/)/.test(file));
    assert.ok(forBrowsers.includes('wasm/index.js') && forBrowsers.includes('wasm/data.js'));
    for (const file of forBrowsers) {
      const imports = [...read(file).matchAll(/^\s*(?:import|export)\b[^'"()]*?(?:from\s*)?['"]([^'"]+)['"]/gm)];
      for (const [, from] of imports) assert.doesNotMatch(from, /^node:|^(fs|path|url|os|crypto|zlib)$/, file);
    }
  });
});

describe('all files', () => {
  const isText = (file) => !/\.(wasm|gz|png|jpe?g|webp|ico|woff2?)$/.test(file);
  const all = ['src', 'wasm', 'web', 'tests'].flatMap(filesUnder).filter(isText);
  const top = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

  test(`no file of src/, wasm/ and web/ has more than ${MAX_FILE_LINES} lines`, () => {
    const long = all
      .filter((file) => /^(src|wasm|web)\//.test(file) && !/^web\/(data|vendor)\//.test(file))
      .map((file) => `${file}: ${read(file).trimEnd().split('\n').length}`)
      .filter((line) => Number(line.split(': ')[1]) > MAX_FILE_LINES);
    assert.deepEqual(long, []);
  });

  test('what is exported, some other file imports', () => {
    const code = ['wasm', 'web', 'publish', 'examples', 'tests']
      .flatMap(filesUnder)
      .filter((file) => file.endsWith('.js') && !file.startsWith('web/data/'))
      .map((file) => ({ file, text: read(file) }));
    /** Names by file; '*' of one that is imported as a whole, like a lab, or stands for another in package.json; the site's `asset` is in a module that it writes. */
    const imported = new Set(['wasm/read-browser.js *', 'wasm/threads-browser.js *', 'publish/site.js asset']);
    for (const { file, text } of code) {
      const at = (from) => path.posix.join(path.posix.dirname(file), from);
      for (const [, names, from] of text.matchAll(/(?:import|export)\s*\{([^}]*)\}\s*from\s*'(\.[^']+)'/g))
        for (const name of names.split(',')) imported.add(`${at(from)} ${name.trim().split(' ')[0]}`);
      for (const [, from, name] of text.matchAll(/import\(\s*'(\.[^']+)'\s*\)(?:\.(\w+))?/g))
        imported.add(`${at(from)} ${name ?? '*'}`);
      for (const [, from] of text.matchAll(/import\s*\*\s*as \w+\s*from\s*'(\.[^']+)'/g)) imported.add(`${at(from)} *`);
    }
    const exported = code.flatMap(({ file, text }) => {
      const found = text.matchAll(/^export (?:async )?(?:function\*?|const|let|class) (\w+)/gm);
      return imported.has(`${file} *`) ? [] : Array.from(found, ([, name]) => `${file} ${name}`);
    });
    assert.ok(exported.length > 800, `${exported.length}`);
    assert.deepEqual(
      exported.filter((name) => !imported.has(name)),
      [],
    );
  });

  test('every class and length that a style names is one that a template has, or another style', () => {
    const files = ['web', 'publish'].flatMap(filesUnder);
    const templates = files
      .filter((file) => /\.(js|html)$/.test(file))
      .map(read)
      .join('\n');
    const styles = files.filter((file) => file.endsWith('.css')).map((file) => codeOf(file));
    const has = (text, name) => new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(text);
    const selectors = styles.join('\n').replace(/\{[^{}]*\}/g, '{}');
    const classes = new Set([...selectors.matchAll(/\.([a-z][\w-]*)/g)].map(([, name]) => name));
    assert.ok(classes.size > 100);
    // Or one is made: `tint-${…}`.
    const made = (name) => /-/.test(name) && templates.includes(`${name.slice(0, name.indexOf('-') + 1)}\${`);
    assert.deepEqual(
      [...classes].filter((name) => !has(templates, name) && !made(name)),
      [],
    );
    const sizes = styles.join('\n').match(/--[ts]\d+(?=:)/g);
    assert.deepEqual(
      sizes.filter((name) => !styles.join('\n').includes(`var(${name})`)),
      [],
    );
  });

  test("nobody's home is named", () => {
    // Written apart, so that this file does not name any itself.
    const homes = [
      ['', 'home', ''],
      ['', 'Users', ''],
      ['', 'root', ''],
    ].map((parts) => parts.join('/'));
    const places = [...homes, ...(root.split('/').length > 3 ? [root] : [])];
    for (const file of [...all, ...top.filter(isText)])
      for (const place of places) assert.ok(!read(file).includes(place), `${file} names ${place}`);
    for (const name of ['descenso.wasm', 'descenso-shared.wasm']) {
      const module = readFileSync(path.join(root, 'wasm', name));
      for (const place of places) assert.equal(module.indexOf(place), -1, `${name} names ${place}`);
    }
  });

  test('package-lock.json names versions and hashes, and no registry', () => {
    assert.doesNotMatch(read('package-lock.json'), /"resolved"|registry|\.tgz/);
    const { packages } = JSON.parse(read('package-lock.json'));
    // What comes inside another package has that one's hash.
    for (const [name, { integrity, inBundle }] of Object.entries(packages))
      if (name && !inBundle) assert.match(integrity, /^sha512-/, name);
  });
});
