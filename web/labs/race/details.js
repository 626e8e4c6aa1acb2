/** A finished run from inside: its confusion matrix, the images of a cell, the first layer's weights. */
import { confusionMatrix } from '../../views/confusion.js';
import { h } from '../../views/dom.js';
import { imageGrid, weightImages } from '../../views/images.js';
import { html, nothing, render } from '../../views/template.js';
import { wordFailure } from '../../views/word-error.js';
import { classNames } from '../shared/classes.js';
import { entrantName } from '../shared/stage.js';

/** @import { App } from '../../context.js' */

const IMAGES = 24;
const UNITS = 32;

/**
 * @param {App} app
 * @param {import('../../runs/group.js').RunGroup} race
 */
export function raceDetails(app, race) {
  const element = h('section', { class: 'race-details', hidden: true, 'aria-label': app.t('race.detailsLabel') });
  const names = classNames(app);
  /** @type {string | null} */
  let selected = null;
  /** What listens to the theme. @type {{ destroy: () => void }[]} */
  let parts = [];

  /** What is shown instead of what was. @param {unknown} content @param {typeof parts} [own] */
  function show(content, own = parts) {
    if (own !== parts) for (const part of parts) part.destroy();
    parts = own;
    render(content, element);
  }

  /** @param {unknown} error */
  const failure = (error) =>
    html`<p role="alert">${app.t('race.detailsFailed', { message: wordFailure(app, error) })}</p>`;

  /** @param {string} entrant @param {boolean} told to screen readers, when it is there */
  async function select(entrant, told) {
    const [run, ...others] = race.runsOf(entrant);
    selected = entrant;
    element.hidden = false;
    const named = { name: entrantName(app, entrant), seed: run.seed };
    const heading = app.t(others.length > 0 ? 'race.detailsOfSeed' : 'race.detailsOf', named);
    const title = html`<h2>${heading}</h2>`;
    show(
      html`${title}
        <p class="muted">${app.t('race.detailsLoading')}</p>`,
      [],
    );
    try {
      const [confusion, layer] = await Promise.all([run.handle.confusion(), run.handle.firstLayer(UNITS)]);
      if (selected !== entrant) return;
      const failed = (/** @type {unknown} */ error) => parts.includes(weights) && show(view(failure(error)));
      const matrix = confusionMatrix(app, {
        classes: names,
        onSelect: (from, to) => void showCell(from, to).catch(failed),
      });
      matrix.setCounts(confusion.counts);
      const weights = weightImages(app, { limit: UNITS });
      weights.setWeights({ ...layer, values: transposed(layer) });
      /** @param {unknown} images */
      const view = (images) =>
        html`${title}
          <p class="muted">${app.t('race.confusionAbout')}</p>
          <div class="confusion-row">
            ${matrix.element}
            <div class="cell-images" aria-live="polite">${images}</div>
          </div>
          <h3>${app.t('race.weights')}</h3>
          <p class="muted">${app.t('race.weightsAbout')}</p>
          ${weights.element}`;
      const showCell = async (/** @type {number} */ trueClass, /** @type {number} */ predictedClass) => {
        const found = await run.handle.misclassified(trueClass, predictedClass, IMAGES);
        if (!parts.includes(weights)) return;
        const what = { true: names[trueClass], predicted: names[predictedClass], count: found.total };
        const labels = Array.from(found.indices, (index) => app.t('race.testImage', { index }));
        const grid = imageGrid(app, { images: found.images, labels });
        show(
          view(
            html`<p>${app.t('race.cellImages', what)}</p>
              ${grid}`,
          ),
        );
      };
      show(view(html`<p class="muted">${app.t('race.clickCell')}</p>`), [weights]);
      if (told) app.announce(`${heading}.`); // far from what was pressed
    } catch (error) {
      if (selected !== entrant) return;
      show(failure(error), []);
    }
  }

  return {
    element,
    select,
    /** After a new start there is nothing to look into. */
    reset() {
      selected = null;
      element.hidden = true;
      show(nothing, []);
    },
  };
}

/** [outputs, inputs] as [inputs, outputs]. @param {{ inputs: number, outputs: number, values: Float32Array }} layer */
function transposed({ inputs, outputs, values }) {
  return Float32Array.from(values, (_, n) => values[(n % outputs) * inputs + Math.floor(n / outputs)]);
}
