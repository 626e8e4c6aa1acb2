/** A finished run from inside: its confusion matrix, the images of a cell, the first layer's weights. */
import { confusionMatrix } from '../../views/confusion.js';
import { clear, h } from '../../views/dom.js';
import { imageGrid, weightImages } from '../../views/images.js';
import { wordFailure } from '../../views/word-error.js';
import { classNames } from '../shared/classes.js';
import { entrantName } from './rail.js';

/** @import { App } from '../../context.js' */

const IMAGES = 24;
const UNITS = 32;

/** @param {App} app @param {import('../../runs/group.js').RunGroup} race */
export function raceDetails(app, race) {
  const body = h('div', { class: 'details-body' });
  const element = h('section', { class: 'race-details', hidden: true, 'aria-label': app.t('race.detailsLabel') }, body);
  /** @type {string | null} */
  let selected = null;
  /** What listens to the theme. @type {{ destroy: () => void }[]} */
  let parts = [];

  /** What is shown instead of what was. @param {...import('../../views/dom.js').Child} children */
  function show(...children) {
    for (const part of parts) part.destroy();
    parts = [];
    clear(body, children);
  }

  /** @param {string} entrant */
  async function select(entrant) {
    const run = race.runsOf(entrant)[0];
    selected = entrant;
    element.hidden = false;
    const images = h(
      'div',
      { class: 'cell-images', 'aria-live': 'polite' },
      h('p', { class: 'muted' }, app.t('race.clickCell')),
    );
    const title = h('h2', null, app.t('race.detailsOf', { name: entrantName(app, entrant) }));
    show(title, h('p', { class: 'muted' }, app.t('race.detailsLoading')));
    try {
      const [confusion, layer] = await Promise.all([run.handle.confusion(), run.handle.firstLayer(UNITS)]);
      if (selected !== entrant) return;
      const showCell = async (/** @type {number} */ trueClass, /** @type {number} */ predictedClass) => {
        const found = await run.handle.misclassified(trueClass, predictedClass, IMAGES);
        const names = classNames(app);
        const what = { true: names[trueClass], predicted: names[predictedClass], count: found.total };
        const labels = Array.from(found.indices, (index) => app.t('race.testImage', { index }));
        clear(images, h('p', null, app.t('race.cellImages', what)), imageGrid(app, { images: found.images, labels }));
      };
      const matrix = confusionMatrix(app, { classes: classNames(app), onSelect: showCell });
      matrix.setCounts(confusion.counts);
      const weights = weightImages(app, { limit: UNITS });
      weights.setWeights({ ...layer, values: transposed(layer) });
      show(
        title,
        h('p', { class: 'muted' }, app.t('race.confusionAbout')),
        h('div', { class: 'confusion-row' }, matrix.element, images),
        h('h3', null, app.t('race.weights')),
        h('p', { class: 'muted' }, app.t('race.weightsAbout')),
        weights.element,
      );
      parts = [matrix, weights];
    } catch (error) {
      if (selected !== entrant) return;
      show(h('p', { role: 'alert' }, app.t('race.detailsFailed', { message: wordFailure(app, error) })));
    }
  }

  return {
    element,
    select,
    /** After a new start there is nothing to look into. */
    reset() {
      selected = null;
      element.hidden = true;
      show();
    },
  };
}

/** [outputs, inputs] as [inputs, outputs]. @param {{ inputs: number, outputs: number, values: Float32Array }} layer */
function transposed({ inputs, outputs, values }) {
  return Float32Array.from(values, (_, n) => values[(n % outputs) * inputs + Math.floor(n / outputs)]);
}
