// One word for one thing, in either language: the glossary, what else it might be called, and that no string calls it so.

import assert from 'node:assert/strict';
import test from 'node:test';
import { isForms } from '../../../web/i18n/index.js';
import { FAMILIAR, stringsOf } from '../../helpers/words.js';

/** @typedef {{ es: string, en: string, not: { es?: RegExp, en?: RegExp } }} Term */

/** @type {Term[]} */
const GLOSSARY = [
  {
    es: 'minibatch',
    en: 'minibatch',
    not: { es: /\bmini-?\s?lotes?\b|\bmini[- ]batch|\blotes? (de )?…/i, en: /\bmini[- ]batch|\bbatch(es)? of …/i },
  },
  // Smith's range test, and the verb, are something else.
  { es: 'test', en: 'test', not: { es: /\bpruebas?\b(?! de rango)/i } },
  { es: '1cycle', en: '1cycle', not: { es: /\b(1|un|one)[- ]c[iy]cl[eo]\b/i, en: /\b(1|one)[- ]cycle\b/i } },
  { es: 'errata', en: 'slip', not: { es: /\bdesliz(es)?\b|\bdeslices\b/i, en: /\berrat(a|um)\b|\btypos?\b/i } },
  { es: 'look-ahead', en: 'look-ahead', not: { es: /\blook ?ahead\b|\banticipad[oa]\b/i, en: /\blookahead\b/i } },
  { es: 'pérdida', en: 'loss', not: { es: /\bcostos?\b|\bcostes?\b/i, en: /\bcost function\b/i } },
  { es: 'exactitud', en: 'accuracy', not: { es: /\bprecisión\b/i } },
  {
    es: 'tasa de aprendizaje',
    en: 'learning rate',
    not: { es: /\britmo de aprendizaje\b|\btasa de entrenamiento\b/i },
  },
  { es: 'sobreajuste', en: 'overfitting', not: { es: /\bsobre-ajust|\boverfitting\b/i, en: /\bover-fit/i } },
  { es: 'semilla', en: 'seed', not: { es: /\bseeds?\b(?!=)/i } },
  { es: 'época', en: 'epoch', not: { es: /\bépocas? de entrenamiento\b|\bepochs\b/i } },
  { es: 'capa oculta', en: 'hidden layer', not: { es: /\bcapas? escondidas?\b/i } },
  { es: 'sobreconfiada', en: 'overconfident', not: { es: /\bpresumid[ao]s?\b/i, en: /\bcocky\b/i } },
  {
    es: 'normalización por lotes',
    en: 'batch normalization',
    not: { es: /\bbatch[- ]?norm/i, en: /\bbatch[- ]?norm\b/i },
  },
  {
    es: 'valor propio',
    en: 'eigenvalue',
    not: { es: /\b(auto|eigen)valor(es)?\b/i, en: /\b(proper|characteristic) values?\b/i },
  },
  { es: 'bit a bit', en: 'bit for bit', not: { es: /\bbit por bit\b/i, en: /\bbit by bit\b/i } },
  { es: 'momentum', en: 'momentum', not: { es: /\bdel momento\b|\bel momento de\b/i } },
  { es: 'desvío', en: 'deviation', not: { es: /\bdesviaci(ón|ones)\b/i } },
  {
    es: 'compatible con el azar',
    en: 'compatible with chance',
    not: { es: /explica el azar/i, en: /chance explains/i },
  },
];

/** Texts by their whole keys. @param {unknown} value @param {string} key @returns {[string, string][]} */
function flat(value, key) {
  // The names in places are the code's.
  if (typeof value === 'string') return [[key, value.replace(/\{[\w.:-]+\}/g, '…')]];
  const own = /** @type {Record<string, unknown>} */ (value);
  return Object.entries(own).flatMap(([name, one]) =>
    flat(one, isForms(/** @type {import('../../../web/i18n/index.js').Texts} */ (value)) ? key : `${key}.${name}`),
  );
}

test('es: the reader is usted everywhere', async () => {
  const texts = Object.entries(await stringsOf('es')).flatMap(([group, value]) => flat(value, group));
  assert.deepEqual(
    texts.filter(([, text]) => FAMILIAR.test(text)).map(([key, text]) => `${key}: "${FAMILIAR.exec(text)?.[0]}"`),
    [],
  );
});

for (const language of /** @type {const} */ (['es', 'en'])) {
  const texts = Object.entries(await stringsOf(language)).flatMap(([group, value]) => flat(value, group));

  test(`${language}: each thing of the glossary has its one name`, () => {
    const found = GLOSSARY.flatMap(({ not, [language]: name }) =>
      texts
        .filter(([, text]) => not[language]?.test(text))
        .map(([key, text]) => `${key}: "${not[language]?.exec(text)?.[0]}" for "${name}"`),
    );
    assert.deepEqual(found, []);
  });

  test(`${language}: the glossary has no word that nobody uses`, () => {
    const all = texts
      .map(([, text]) => text)
      .join('\n')
      .replace(/\s+/g, ' ')
      .toLowerCase();
    assert.deepEqual(
      GLOSSARY.filter(({ [language]: name }) => !all.includes(name)).map((one) => one[language]),
      [],
    );
  });
}
