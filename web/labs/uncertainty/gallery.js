/** Test images to choose from: the first and, when all have been passed, the surest, the least sure, the mistakes. */
import { clear, h } from '../../views/dom.js';
import { greyImage } from '../../views/images.js';
import { classNames } from '../shared/classes.js';
import { topOf } from './passes.js';
import { extremes } from './testrun.js';
import { SIDE } from './transform.js';

/** @import { App } from '../../context.js' */

const COUNT = 24;

/** @param {App} app @param {number} x */
const short = (app, x) => app.format.number(x, { digits: 2 });

/** The settings under which a test image is looked at as it is. @param {number} index */
export const untouched = (index) => ({ source: 'test', image: index, angle: 0, right: 0, down: 0, noise: 0 });

/** Which images there are, by name. */
export const ROWS = /** @type {const} */ (['first', 'most', 'least', 'wrong']);

/**
 * @typedef {(typeof ROWS)[number]} RowName
 * @param {App} app
 * @param {{ pool: any, onChoose: (index: number) => void }} options
 */
export function gallery(app, { pool, onChoose }) {
  /** @type {RowName} */
  let row = 'first';
  let asked = '';
  let chosen = -1;
  /** @type {{ set: string, run: import('./testrun.js').TestRun } | null} */
  let present = null;
  const buttons = new Map(
    ROWS.map((name) => [
      name,
      h(
        'button',
        {
          type: 'button',
          class: 'button quiet',
          'aria-pressed': 'false',
          on: {
            click: () => {
              row = name;
              if (present) void show(present.set, present.run, chosen);
            },
          },
        },
        app.t(`uncertainty.gallery.${name}`),
      ),
    ]),
  );
  const list = h('ul', { class: 'images thumbs', 'data-roving': '' });
  const note = h('p', { class: 'uncertainty-note' });
  const element = h(
    'section',
    { class: 'uncertainty-gallery', 'aria-label': app.t('uncertainty.gallery.label') },
    h(
      'div',
      { class: 'uncertainty-gallery-head' },
      h('h2', null, app.t('uncertainty.gallery.label')),
      h(
        'div',
        { class: 'uncertainty-choices', role: 'toolbar', 'aria-label': app.t('uncertainty.gallery.which') },
        ...buttons.values(),
      ),
    ),
    list,
    note,
  );

  /** @param {import('./testrun.js').Outcome | null} outcome @returns {number[]} */
  function indicesOf(outcome) {
    if (row === 'first' || !outcome) return Array.from({ length: COUNT }, (_, n) => n);
    const entropies = outcome.entropies[1];
    if (row !== 'wrong') return extremes(entropies, COUNT, row);
    const correct = outcome.judgement.correct[1];
    // Mistakes that it was surest of: what a reader learns most from.
    return extremes(entropies, entropies.length, 'least')
      .filter((n) => !correct[n])
      .slice(0, COUNT);
  }

  function mark() {
    for (const button of list.querySelectorAll('button'))
      button.setAttribute('aria-pressed', String(Number(button.dataset.index) === chosen));
  }

  /**
   * @param {string} set
   * @param {import('./testrun.js').TestRun} run
   * @param {number} index the image that is looked at, or −1
   */
  async function show(set, run, index) {
    present = { set, run };
    chosen = index;
    const outcome = run.outcome;
    if (!outcome && row !== 'first') row = 'first';
    for (const [name, button] of buttons) {
      button.hidden = !outcome && name !== 'first';
      button.setAttribute('aria-pressed', String(name === row));
    }
    note.textContent = outcome ? '' : app.t('uncertainty.gallery.more');
    const key = JSON.stringify([row, set, outcome?.network, outcome?.passes, outcome?.source]);
    if (key === asked) return mark();
    asked = key;
    try {
      const found = await pool.testImages(outcome && row !== 'first' ? outcome.source : set, indicesOf(outcome));
      if (asked === key) fill(found, outcome);
    } catch {
      asked = '';
    }
  }

  /**
   * @param {import('../../engine/protocol.js').TestImages} found
   * @param {import('./testrun.js').Outcome | null} outcome
   */
  function fill({ images, labels, indices }, outcome) {
    const names = classNames(app);
    const K = names.length;
    clear(
      list,
      Array.from(indices, (index, n) => {
        const entropy = outcome && row !== 'first' ? outcome.entropies[1][index] : null;
        const predicted = outcome ? topOf(outcome.test.mean.subarray(index * K, (index + 1) * K)) : null;
        const what = { index, true: names[labels[n]] };
        const label =
          entropy === null || predicted === null
            ? app.t('uncertainty.gallery.image', what)
            : app.t('uncertainty.gallery.imageWith', {
                ...what,
                predicted: names[predicted],
                entropy: short(app, entropy),
              });
        const wrong = row === 'wrong' && predicted !== null ? names[predicted] : null;
        return h(
          'li',
          null,
          h(
            'button',
            {
              type: 'button',
              class: 'thumb',
              'aria-label': label,
              title: label,
              dataset: { index },
              on: { click: () => onChoose(index) },
            },
            decorative(greyImage(app, images, { first: n * SIDE * SIDE })),
          ),
          h('span', { class: 'thumb-note' }, wrong ?? (entropy === null ? names[labels[n]] : short(app, entropy))),
        );
      }),
    );
    mark();
  }

  return { element, show };
}

/** What its button says in words. @param {HTMLCanvasElement} canvas */
function decorative(canvas) {
  canvas.removeAttribute('role');
  canvas.removeAttribute('aria-label');
  canvas.setAttribute('aria-hidden', 'true');
  return canvas;
}
