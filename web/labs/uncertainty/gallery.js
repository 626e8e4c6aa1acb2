/** Test images to choose from: the first and, when all have been passed, the surest, the least sure, the mistakes. */
import { NONE } from '../../views/format.js';
import { greyImage } from '../../views/images.js';
import { html, repeat } from '../../views/template.js';
import { classNames } from '../shared/classes.js';
import { topOf } from './passes.js';
import { extremes, isOfSet } from './testrun.js';
import { SIDE } from '../../engine/transform.js';

/** @import { App } from '../../context.js' */

const COUNT = 24;

/** @param {App} app @param {number} x */
const short = (app, x) => app.format.number(x, { digits: 2 });

/** The settings under which a test image is looked at as it is. @param {number} index */
export const untouched = (index) => ({ source: 'test', image: index, angle: 0, right: 0, down: 0, noise: 0 });

/** Where an image will be. */
const PLACE = html`<li><span class="thumb-place"></span><span class="thumb-note">${NONE}</span></li>`;

/** Which images there are, by name. */
const ROWS = /** @type {const} */ (['first', 'most', 'least', 'wrong']);

/** @typedef {(typeof ROWS)[number]} RowName @typedef {import('./testrun.js').Outcome} Outcome */

/**
 * @param {App} app
 * @param {{ later: () => void, onChoose: (index: number) => void }} options later: shows it anew in the next frame
 */
export function gallery(app, { later, onChoose }) {
  /** @type {RowName} */
  let row = 'first';
  let asked = '';
  /** @type {ReturnType<typeof thumbsOf>} */
  let thumbs = [];

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

  /** @param {string} set @param {Outcome | null} outcome */
  async function ask(set, outcome) {
    const key = JSON.stringify([row, set, outcome?.network, outcome?.passes, outcome?.source]);
    if (key === asked) return;
    asked = key;
    try {
      const source = outcome && row !== 'first' ? outcome.source : set;
      const found = await app.pool.testImages(source, indicesOf(outcome));
      if (asked !== key) return;
      thumbs = thumbsOf(found, outcome);
      later();
    } catch {
      asked = '';
    }
  }

  /** @param {import('../../engine/message-types.js').TestImages} found @param {Outcome | null} outcome */
  function thumbsOf({ images, labels, indices }, outcome) {
    const names = classNames(app);
    const K = names.length;
    return Array.from(indices, (index, n) => {
      const own = names[labels[n]];
      const entropy = outcome && row !== 'first' ? short(app, outcome.entropies[1][index]) : null;
      const predicted = outcome ? names[topOf(outcome.test.mean.subarray(index * K, (index + 1) * K))] : '';
      const label =
        entropy === null
          ? app.t('uncertainty.gallery.image', { index, true: own })
          : app.t('uncertainty.gallery.imageWith', { index, true: own, predicted, entropy });
      const note = row === 'wrong' ? predicted : (entropy ?? own);
      return { index, label, note, image: decorative(greyImage(app, images, { first: n * SIDE * SIDE })) };
    });
  }

  return {
    /**
     * @param {string} set
     * @param {import('./testrun.js').TestRun} run
     * @param {number} chosen the image that is looked at, or −1
     */
    show(set, run, chosen) {
      // What was said of images of another set is not of those that are opened here.
      const outcome = run.outcome && isOfSet(run.outcome, set) ? run.outcome : null;
      if (!outcome) row = 'first';
      void ask(set, outcome);
      const choose = (/** @type {RowName} */ name) => {
        row = name;
        later();
      };
      const choice = (/** @type {RowName} */ name) =>
        html`<button
          type="button"
          class="button quiet"
          aria-pressed=${String(name === row)}
          ?hidden=${!outcome && name !== 'first'}
          @click=${() => choose(name)}
        >
          ${app.t(`uncertainty.gallery.${name}`)}
        </button>`;
      const thumb = (/** @type {(typeof thumbs)[number]} */ { index, label, note, image }) =>
        html`<li title=${label}>
          <button
            type="button"
            class="thumb"
            aria-label=${label}
            aria-pressed=${String(index === chosen)}
            data-index=${index}
            @click=${() => onChoose(index)}
          >
            ${image}
          </button>
          <span class="thumb-note">${note}</span>
        </li>`;
      return html`<section class="uncertainty-gallery" aria-label=${app.t('uncertainty.gallery.label')}>
        <div class="uncertainty-gallery-head">
          <h2>${app.t('uncertainty.gallery.label')}</h2>
          <div class="uncertainty-choices" role="toolbar" aria-label=${app.t('uncertainty.gallery.which')}>
            ${ROWS.map(choice)}
          </div>
        </div>
        <ul class="images thumbs" data-roving>
          ${thumbs.length > 0 ? repeat(thumbs, ({ index }) => index, thumb) : Array(COUNT).fill(PLACE)}
        </ul>
        <p class="uncertainty-note">${outcome ? '' : app.t('uncertainty.gallery.more')}</p>
      </section>`;
    },
  };
}

/** What its button says in words. @param {HTMLCanvasElement} canvas */
function decorative(canvas) {
  canvas.removeAttribute('role');
  canvas.removeAttribute('aria-label');
  canvas.setAttribute('aria-hidden', 'true');
  return canvas;
}
