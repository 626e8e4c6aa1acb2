/** What the link of this lab can say, and what it is called. */

import { valueAt } from '../../state/paths.js';
import { byKey, kindOf } from '../../state/settings.js';

/** @import { Field, Setting, Values } from '../../state/settings.js' */
/** @import { App } from '../../context.js' */
/** @import { Catalog } from '../../../wasm/spec.d.ts' */

export const QUANTITIES = ['value', 'distance', 'step', 'rate'];

/** A start's coordinates are at most so far from 0. */
export const FAR = 1000;

const SIX = ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam'];

/**
 * The hyper-parameters of all surfaces as settings. One whose name is another surface's too carries its surface's.
 * @param {Catalog} catalog
 * @returns {{ surface: string, field: Field, setting: Setting }[]}
 */
export function shapesOf(catalog) {
  const all = catalog.surfaces.flatMap(({ key: surface, hyperparameters }) =>
    hyperparameters.map((field) => ({ surface, field })),
  );
  return all.map(({ surface, field }) => {
    const shared = all.some((other) => other.field.key === field.key && other.surface !== surface);
    const { kind, min, max, scale } = field;
    const key = shared ? `${surface}.${field.key}` : field.key;
    return { surface, field, setting: { key, kind, min, max, scale, default: field.default } };
  });
}

/** @param {Catalog} catalog @returns {Setting[]} */
export function settingsFor(catalog) {
  return [
    { key: 'surface', kind: 'choice', options: keys(catalog.surfaces), default: 'beale' },
    ...shapesOf(catalog).map(({ setting }) => setting),
    // "x,y"; nothing for the surface's own.
    { key: 'start', kind: 'text', fits: (text) => text === '' || !!readPoint(text), min: -FAR, max: FAR, default: '' },
    { key: 'optimizers', kind: 'list', options: keys(catalog.optimizers), default: SIX },
    { key: 'steps', kind: 'integer', min: 1, max: 5000, scale: 'log', default: 200 },
    { key: 'speed', kind: 'real', min: 1, max: 2000, scale: 'log', default: 40 },
    { key: 'tolerance', kind: 'real', min: 1e-12, max: 100, scale: 'log', default: 0.001 },
    { key: 'quantity', kind: 'choice', options: QUANTITIES, default: 'value' },
    { key: 'fit', kind: 'flag', default: false },
    { key: 'arrows', kind: 'flag', default: true },
    // Whose step is taken apart; nothing for the first one.
    { key: 'selected', kind: 'entrant', options: keys(catalog.optimizers), default: '' },
  ];
}

/** @param {{ key: string }[]} table */
const keys = (table) => table.map(({ key }) => key);

/** @param {string} text "x,y" @returns {[number, number] | null} */
export function readPoint(text) {
  const [x, y, ...more] = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  const good = more.length === 0 && [x, y].every((one) => Number.isFinite(one) && Math.abs(one) <= FAR);
  return good ? [x, y] : null;
}

/** Rounded to what a pixel is worth, and no farther than a start may be. @param {[number, number]} point @param {number} grain */
export function writePoint([x, y], grain) {
  const digits = Math.max(0, Math.min(8, Math.ceil(-Math.log10(grain))));
  return [x, y].map((one) => String(Math.max(-FAR, Math.min(FAR, Number(one.toFixed(digits)))))).join(',');
}

/** The surface as the engine wants it. @param {Catalog} catalog @param {Values} values */
export function surfaceOf(catalog, values) {
  const shapes = shapesOf(catalog).filter(({ surface }) => surface === values.surface);
  const chosen = shapes.map(({ field, setting }) => [field.key, values[setting.key]]);
  return { id: values.surface, ...Object.fromEntries(chosen) };
}

/** The catalog's row. @param {Catalog} catalog @param {string} key */
export const rowOf = (catalog, key) => byKey(catalog.surfaces, key);

/** @param {Catalog} catalog @param {Values} values @returns {[number, number]} */
export function startOf(catalog, values) {
  const [x, y] = readPoint(values.start) ?? rowOf(catalog, values.surface).start;
  return [x, y];
}

/** @param {App} app @param {string} id @param {object} [optimizer] @returns {string} "Adam", "Adam 2", "Nesterov 2 (rewritten)" */
export function entrantName(app, id, optimizer) {
  const key = kindOf(id);
  const name = app.has(`surfaces.names.${key}`) ? app.t(`surfaces.names.${key}`) : key;
  const form = valueAt(optimizer, 'form') === 'rewritten' ? ` (${app.t('surfaces.rewritten')})` : '';
  return (id === key ? name : `${name} ${id.slice(key.length + 1)}`) + form;
}

/** @param {App} app @param {string} key @returns {string} */
export const surfaceName = (app, key) => app.t(`catalog.surfaces.${key}`).split(':')[0];
