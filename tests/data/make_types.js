// Writes wasm/spec.d.ts, the types of specs and of the catalog, from the catalog: `./build.sh wasm` runs it.

import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { loadEngine } from '../../wasm/index.js';

/** Sections of an experiment's spec that are objects, with their types' names; the root has them as keys. */
const SECTIONS = ['data', 'model', 'optimizer', 'schedule', 'augmentation', 'earlyStopping', 'average', 'bagging'];

const capital = (/** @type {string} */ key) => key[0].toUpperCase() + key.slice(1);
const union = (/** @type {string[]} */ keys) => keys.map((key) => `'${key}'`).join(' | ');

/** The name of a row's type: "OptimizerAdam", "Schedule1cycle". @param {string} kind @param {string} key */
const rowName = (kind, key) => kind + capital(key.replace(/_(\w)/g, (_, letter) => letter.toUpperCase()));

/** @typedef {{ key: string, kind: string, options?: string[], min?: number, max?: number, symbol: string }} Field */

/** @param {Field} field */
function typeOf({ kind, options = [] }) {
  if (kind === 'flag') return 'boolean';
  if (kind === 'choice') return union(options);
  return kind === 'list' ? 'number[]' : 'number';
}

/** @param {Field} field */
function line(field) {
  const { key, kind, min, max } = field;
  const range = kind === 'real' || kind === 'integer' ? `/** ${kind}, ${min} to ${max} */ ` : '';
  return `  ${range}${key}: ${typeOf(field)};\n`;
}

/** @param {string} name @param {string[]} members */
const object = (name, members) => `export interface ${name} {\n${members.join('')}}\n`;

/**
 * A section whose first field chooses a row: one type for each row, and their union.
 * @param {string} kind "Optimizer"
 * @param {Field[]} fields the section's own
 * @param {{ key: string, hyperparameters: Field[] }[]} rows
 */
function variants(kind, fields, rows) {
  const names = rows.map(({ key }) => rowName(kind, key));
  return [
    ...rows.map(({ key, hyperparameters }, n) =>
      object(names[n], [
        `  id: '${key}';\n`,
        ...fields.filter((field) => field.key !== 'id').map(line),
        ...hyperparameters.map(line),
      ]),
    ),
    `export type ${kind}Spec =${names.map((name) => `\n  | ${name}`).join('')};\n`,
  ];
}

const FIXED = `
/** Some of the keys; one that is undefined is left out. */
type Some<T> = { [K in keyof T]?: T[K] | undefined };

/** Of a choice among rows, all keys but the id; of the default row the id too. */
type Chosen<T extends { id: string }, Default extends string> = T extends unknown
  ? ({ id: T['id'] } & Some<Omit<T, 'id'>>) | (T['id'] extends Default ? Some<T> : never)
  : never;

/** A field of a spec, as the catalog has it: what a form, a link's check and a help text are made of. */
export interface Field {
  key: string;
  /** TeX, or "" */
  symbol: string;
  kind: 'real' | 'integer' | 'flag' | 'choice' | 'list';
  /** of numbers and lists' items */
  min?: number;
  max?: number;
  scale?: 'linear' | 'log';
  default: FieldValue;
  defaults: Record<Convention, FieldValue>;
  /** of choices */
  options?: string[];
}
export type FieldValue = number | boolean | string | number[];

/** A row of one of the catalog's tables. */
export interface Choice {
  key: string;
  /** TeX */
  formula: string;
  paper: string;
  hyperparameters: Field[];
}

export interface Catalog {
  version: number;
  conventions: Convention[];
  optimizers: (Choice & { extra: boolean, slots: string[] })[];
  schedules: Choice[];
  activations: (Choice & { initializer: string; outputOnly: boolean })[];
  initializers: Choice[];
  regularizers: Choice[];
  sets: { key: string; images: number; trainSize: number; validationSize: number }[];
  surfaces: (Choice & {
    view: { x: [number, number]; y: [number, number] };
    start: [number, number];
    minima: [number, number][];
  })[];
  spec: Record<SpecSection, Field[]>;
  surfaceSpec: Record<SurfaceSection, Field[]>;
}
`;

/** @param {import('../../wasm/spec.d.ts').Catalog} catalog @returns {string} */
export function typesOf({ conventions, optimizers, schedules, surfaces, spec, surfaceSpec }) {
  const keyOf = (/** @type {string} */ section) => `  ${section}: ${capital(section)}Spec;\n`;
  const defaultOf = (/** @type {Field[]} */ fields) => `'${fields[0].default}'`;
  const chosen = [
    `  optimizer?: Chosen<OptimizerSpec, ${defaultOf(spec.optimizer)}> | undefined;\n`,
    `  schedule?: Chosen<ScheduleSpec, ${defaultOf(spec.schedule)}> | undefined;\n`,
  ];
  const plain = SECTIONS.filter((section) => !['model', 'optimizer', 'schedule'].includes(section));
  return [
    '// Made of the catalog by ./build.sh wasm: change src/, not this file.\n\n',
    `export type Convention = ${union(conventions)};\n`,
    `export type SpecSection = ${union(Object.keys(spec))};\n`,
    `export type SurfaceSection = ${union(Object.keys(surfaceSpec))};\n`,
    ...plain.map((section) => object(`${capital(section)}Spec`, spec[section].map(line))),
    object('LayerSpec', spec.layer.map(line)),
    object('ModelSpec', [...spec.model.map(line), '  layers: LayerSpec[];\n']),
    ...variants('Optimizer', spec.optimizer, optimizers),
    ...variants('Schedule', spec.schedule, schedules),
    ...variants('Surface', surfaceSpec.surface, surfaces),
    '\n/** A full spec of an experiment, as normalize() gives it. */\n',
    object('Spec', [...spec.root.map(line), ...SECTIONS.map(keyOf)]),
    '\n/** What normalize() and createExperiment() take: what is left out has its default. */\n',
    object('PartialSpec', [
      ...spec.root.map(line).map((/** @type {string} */ text) => text.replace(/(\w+): (\w+);/, '$1?: $2 | undefined;')),
      ...plain.map((section) => `  ${section}?: Some<${capital(section)}Spec> | undefined;\n`),
      "  model?: (Some<Omit<ModelSpec, 'layers'>> & { layers?: Some<LayerSpec>[] | undefined }) | undefined;\n",
      ...chosen,
    ]),
    '\n/** A full spec of a run on a surface. */\n',
    object('SurfaceRunSpec', [
      ...surfaceSpec.root.map(line),
      '  surface: SurfaceSpec;\n  optimizer: OptimizerSpec;\n  schedule: ScheduleSpec;\n',
    ]),
    '\n/** What createSurfaceRun() takes; a surface may be its id alone. */\n',
    object('PartialSurfaceRunSpec', [
      '  steps?: number | undefined;\n  start?: number[] | undefined;\n',
      `  surface?: SurfaceSpec['id'] | Chosen<SurfaceSpec, ${defaultOf(surfaceSpec.surface)}> | undefined;\n`,
      ...chosen,
    ]),
    FIXED,
  ].join('');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { catalog } = await loadEngine();
  await writeFile(new URL('../../wasm/spec.d.ts', import.meta.url), typesOf(catalog));
}
