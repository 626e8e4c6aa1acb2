// Every key of the catalog has a string in every language, every string that the page asks for is there in both, and no
// string is left that nobody asks for.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { CODES, WHY_CODES } from '../../../wasm/weights/error.js';
import { NOTES } from '../../../wasm/export/notes.js';
import { REFUSALS, WHAT } from '../../../wasm/record/record.js';
import { loadEngine } from '../../../wasm/index.js';
import { isForms } from '../../../web/i18n/index.js';
import { labs } from '../../../web/labs/index.js';
import { stringsOf, wordsOf } from '../../helpers/words.js';

const { catalog } = await loadEngine();

const rows = (table) => catalog[table].map(({ key }) => key);
const sections = [...Object.values(catalog.spec), ...Object.values(catalog.surfaceSpec)];
const tables = ['optimizers', 'schedules', 'activations', 'initializers', 'regularizers', 'surfaces'];
const fields = [...sections, ...tables.flatMap((table) => catalog[table].map((row) => row.hyperparameters))].flat();

/** Options that are not the keys of a table, which have names of their own. */
const named = new Set([...tables.flatMap(rows), ...rows('sets'), ...catalog.conventions]);
const options = fields.flatMap((field) => field.options ?? []);

const expected = {
  ...Object.fromEntries([...tables, 'sets'].map((table) => [table, rows(table)])),
  conventions: catalog.conventions,
  options: options.filter((option) => !named.has(option) || ['linear', 'cosine'].includes(option)),
  fields: fields.map(({ key }) => key),
};

const [es, en] = await Promise.all([stringsOf('es'), stringsOf('en')]);
const languages = { es, en };

/** A string that depends on a number, with all its forms. @param {unknown} value */
const formsOf = (value) => (typeof value === 'object' && value ? Object.values(value).join('\n') : value);

/** Strings by their whole keys. @param {import('../../helpers/words.js').Words} group @param {string} [prefix] @returns {Map<string, unknown>} */
function flatten(group, prefix = '') {
  return new Map(
    Object.entries(group).flatMap(([key, value]) =>
      typeof value === 'object' && value !== null && !isForms(value)
        ? [...flatten(value, `${prefix}${key}.`)]
        : [[prefix + key, formsOf(value)]],
    ),
  );
}

const strings = { es: flatten(es), en: flatten(en) };
const keys = [...strings.es.keys()];
const placeholders = (/** @type {unknown} */ string) =>
  [...new Set([...String(string).matchAll(/\{((?:figure:)?[\w.-]+)\}/g)].map(([, name]) => name))].sort();

for (const [language, { race }] of Object.entries(languages))
  test(`${language}: all that a schedule has is explained where any lab looks`, () => {
    const values = [...catalog.spec.schedule, ...catalog.schedules.flatMap(({ hyperparameters }) => hyperparameters)];
    const asked = values.map(({ key }) => key).filter((key) => key !== 'id');
    assert.deepEqual(
      asked.filter((key) => !Object.hasOwn(race.explain, key)),
      [],
    );
  });

for (const [language, groups] of Object.entries(languages)) {
  for (const [group, wanted] of Object.entries(expected)) {
    test(`${language}: catalog.${group} has a string for each key and for nothing else`, () => {
      assert.deepEqual(Object.keys(groups.catalog[group]).sort(), [...new Set(wanted)].sort());
    });
  }

  test(`${language}: no string is empty`, () => {
    const empty = [...strings[language]].filter(([, string]) => typeof string !== 'string' || string.trim() === '');
    assert.deepEqual(empty, []);
  });
}

test('both languages have the same keys', () => {
  assert.deepEqual([...strings.en.keys()].sort(), [...keys].sort());
});

test('both languages have the same placeholders', () => {
  const differing = keys.filter(
    (key) => String(placeholders(strings.es.get(key))) !== String(placeholders(strings.en.get(key))),
  );
  assert.deepEqual(differing, []);
});

// What the page asks for. A key is written as a literal, or as a template such as `presets.${id}.title`. What fills its
// holes is some word of the page's code, a word of the catalog, or a number.

/**
 * @typedef {object} Use a text in the page's code
 * @property {string} file
 * @property {number} line
 * @property {string} text
 * @property {RegExp} pattern of the keys that it can be
 * @property {boolean} literal
 * @property {string[] | null} given the names of the values that go with it, where they can be read off
 */

const web = fileURLToPath(new URL('../../../web', import.meta.url));
/** Who asks for a string that its caller names, after the app. */
const ASKS = new Set(['explain']);
const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.js') && !/^(i18n|vendor)\b/.test(name))
  .map((name) => [name, readFileSync(join(web, name), 'utf8')]);

const escape = (/** @type {string} */ text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The pattern of the keys that an expression can be, or null where it is no text. @param {ts.Node} node */
function patternOf(node) {
  const literal = ts.isStringLiteralLike(node);
  if (!literal && !ts.isTemplateExpression(node)) return null;
  const pieces = literal ? [node.text] : [node.head.text, ...node.templateSpans.map((span) => span.literal.text)];
  return { text: pieces.join('${…}'), pattern: new RegExp(`^${pieces.map(escape).join('([\\w.-]+)')}$`), literal };
}

/** The key that a call asks for, and the values it gives. @param {ts.Node} node @returns {[ts.Expression, string[] | null] | null} */
function askOf(node) {
  if (!ts.isCallExpression(node)) return null;
  const { expression, arguments: given } = node;
  if (ts.isIdentifier(expression) && ASKS.has(expression.text)) return [given[1], null];
  const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
  return name === 't' ? [given[0], namesIn(given[1])] : null;
}

/** What an argument can be: itself, or the two of a choice. @param {ts.Expression} node @returns {ts.Expression[]} */
function branches(node) {
  if (ts.isParenthesizedExpression(node)) return branches(node.expression);
  return ts.isConditionalExpression(node) ? [...branches(node.whenTrue), ...branches(node.whenFalse)] : [node];
}

/** The names in an object literal; null where they cannot be read off. @param {ts.Expression | undefined} node */
function namesIn(node) {
  if (!node) return [];
  if (!ts.isObjectLiteralExpression(node)) return null;
  const names = node.properties.map(({ name }) => (name && !ts.isComputedPropertyName(name) ? name.text : null));
  return names.includes(null) ? null : names;
}

/** The group of what several labs share: the lab's own. */
const OWN = '${…}';

const texts = /** @type {Use[]} */ ([]);
const asked = /** @type {Use[]} */ ([]);
const words = new Set([
  ...(JSON.stringify(catalog).match(/[\w-]+/g) ?? []),
  ...Object.keys(NOTES),
  ...CODES,
  ...WHY_CODES,
  ...REFUSALS,
  ...Object.keys(WHAT),
]);
// Words inside formulas are looked up with "_" for each space.
for (const [, text] of JSON.stringify(catalog).matchAll(/\\text\{([^}]*)\}/g)) words.add(text.replaceAll(' ', '_'));
for (const [file, source] of sources) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const use = (/** @type {ts.Node} */ node, given = null) => {
    const found = patternOf(node);
    return found && { file, line: tree.getLineAndCharacterOfPosition(node.getStart()).line + 1, ...found, given };
  };
  const visit = (/** @type {ts.Node} */ node) => {
    texts.push(...[use(node)].filter((found) => found !== null));
    if (ts.isStringLiteralLike(node)) words.add(node.text);
    if (ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node) || ts.isShorthandPropertyAssignment(node))
      words.add(node.name.getText());
    const ask = askOf(node);
    if (ask) {
      const [key, given] = ask;
      asked.push(
        ...branches(key)
          .map((branch) => use(branch, given))
          .filter((found) => found !== null),
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
}
/** Whether this is how that key is asked for. @param {Use} use @param {string} key */
const fits = ({ pattern }, key) =>
  pattern
    .exec(key)
    ?.slice(1)
    .every((hole) => words.has(hole) || /^\d+$/.test(hole)) ?? false;
const told = ({ file, line, text }) => `${file}:${line} ${text}`;

for (const [language, { weights }] of Object.entries(languages))
  test(`${language}: every reason why weights are not taken has a string, and nothing else`, () => {
    assert.deepEqual(Object.keys(weights.reasons).sort(), [...CODES].sort());
    assert.deepEqual(Object.keys(weights.why).sort(), [...WHY_CODES].sort());
  });

for (const [language, { record }] of Object.entries(languages))
  test(`${language}: every reason why a file is no record has a string, and nothing else`, () => {
    assert.deepEqual(Object.keys(record.refused).sort(), [...REFUSALS].sort());
    assert.deepEqual(Object.keys(record.what).sort(), Object.keys(WHAT).sort());
  });

for (const [language, { script }] of Object.entries(languages))
  test(`${language}: every note of an exported script has a string, and nothing else`, () => {
    assert.deepEqual(Object.keys(script.notes).sort(), Object.keys(NOTES).sort());
  });

test('the page asks for strings', () => {
  assert.ok(asked.length > 100, `${asked.length} found`);
});

test('every string that the page asks for exists', () => {
  const missing = asked.filter((use) => !keys.some((key) => fits(use, key)));
  assert.deepEqual(missing.map(told), []);
});

test('every string gets the values that it wants', () => {
  const wanting = asked.filter(
    ({ literal, text, given }) =>
      literal && given && placeholders(strings.es.get(text)).some((name) => !given.includes(name)),
  );
  assert.deepEqual(wanting.map(told), []);
});

/** What a file of web/ imports at once, and what those import. @param {string} file @param {Set<string>} seen */
function reach(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  const source = sources.find(([name]) => name === file)?.[1] ?? '';
  for (const [, from] of source.matchAll(/^\s*(?:import|export)\b[^'"();]*?['"](\.[^'"]+)['"]/gm))
    reach(posix.join(posix.dirname(file), from), seen);
  return seen;
}

for (const lab of Object.keys(labs))
  test(`${lab} names the groups of strings that it uses`, () => {
    const [, named] =
      /^export const strings = \[([^\]]*)\]/m.exec(readFileSync(join(web, `labs/${lab}/index.js`), 'utf8')) ?? [];
    const own = [...named.matchAll(/'(\w+)(?:\/\w+)?'/g)].map(([, group]) => group);
    // A lesson's texts come with the lesson.
    const known = [...own, 'page', 'presets', OWN];
    const files = reach(`labs/${lab}/index.js`);
    const used = asked.filter(({ file }) => files.has(file)).map((use) => ({ ...use, group: use.text.split('.')[0] }));
    assert.ok(used.length > 3, `${used.length} found`);
    assert.deepEqual(used.filter(({ group }) => !known.includes(group)).map(told), []);
    const said = new Set(texts.filter(({ file }) => files.has(file)).map(({ text }) => text.split('.')[0]));
    assert.deepEqual(
      own.filter((group) => !said.has(group)),
      [],
      'and no others',
    );
  });

test('the page uses every string', () => {
  const keyed = texts.filter(({ text }) => [...Object.keys(es), OWN].some((group) => text.startsWith(`${group}.`)));
  const unused = keys.filter((key) => !keyed.some((use) => fits(use, key)));
  assert.deepEqual(unused, []);
});

test('what is counted is said in the singular where there is one, and with the language’s figures', async () => {
  const [spanish, english] = await Promise.all(['es', 'en'].map(wordsOf));
  assert.deepEqual(
    [1, 2, 0].map((n) => spanish.count('epochs', n)),
    ['1 época', '2 épocas', '0 épocas'],
  );
  assert.deepEqual(
    [1, 2].map((n) => english.count('optimizers', n)),
    ['1 optimizer', '2 optimizers'],
  );
  assert.deepEqual(
    [spanish.count('images', 55_000), english.count('images', 55_000)],
    ['55.000 imágenes', '55,000 images'],
  );
  assert.throws(() => english.count('epochs', '1'), /wants a number/);
});

/** What has a number before it that may be 1, and is not among what the page counts. */
const NUMBERED = ['veces', 'times', 'capas', 'layers', 'arreglos', 'arrays', 'números', 'numbers'];

test('no string has a plural of its own behind a number that may be 1', () => {
  const nouns = ['es', 'en'].flatMap((one) => Object.values(languages[one].page.counts));
  const plurals = new Set([...nouns.map(({ other }) => other.split(' ')[1]), ...NUMBERED]);
  // What is said of more than one alone: times, and the most layers that there may be.
  const several = ['surfaces.arrows', 'errors.layers'];
  for (const [language, all] of Object.entries(strings)) {
    // What has forms has one for 1.
    const hasForms = (/** @type {string} */ key) =>
      isForms(
        key
          .split('.')
          .reduce(
            (/** @type {unknown} */ group, part) => /** @type {Record<string, unknown>} */ (group)[part],
            languages[language],
          ),
      );
    const texts = [...all].filter(([key]) => !hasForms(key) && !several.includes(key));
    const found = texts.filter(([, text]) =>
      [...String(text).matchAll(/\{\w+\} (\p{L}+)/gu)].some(([, word]) => plurals.has(word)),
    );
    assert.deepEqual(
      found.map(([key]) => key),
      [],
      language,
    );
  }
});
