/** Training images as they are, and as the first epochs have them. */
import { byKey } from '../../state/settings.js';
import { fieldControl } from '../../views/controls.js';
import { clear, h } from '../../views/dom.js';
import { explain } from '../../views/explain.js';
import { greyImage } from '../../views/images.js';
import { html, render } from '../../views/template.js';
import { additions, entrantName } from './names.js';
import { Probe } from '../../runs/probe.js';
import { whenSeen } from '../../views/dom.js';
import { wordFailure } from '../../views/word-error.js';
import { settingsFor } from './settings.js';

/** @import { App } from '../../context.js' */

const EPOCHS = 8;
/** Of one contestant; of several each shows fewer. */
const IMAGES = 3;
/** Milliseconds that a slider must rest before images are asked for. */
const REST = 250;

/** @param {any} spec */
const augments = ({ augmentation }) => Object.values(augmentation).some((value) => value === true || value > 0);

/** @param {App} app */
export function augmentSection(app) {
  const { catalog, pool, store } = app;
  const probe = new Probe(pool);
  const title = app.t('regularization.augmented');
  const host = h('div', {
    class: 'augmented',
    tabIndex: 0,
    role: 'region',
    'aria-label': app.t('regularization.imagesByEpoch'),
  });
  const controls = h('div', { class: 'masks-controls' });
  const problem = h('p', { class: 'rate-note', role: 'status' });
  const element = h(
    'section',
    { class: 'augment-section', 'aria-label': title, hidden: true },
    h(
      'div',
      { class: 'section-head' },
      h('h2', null, title),
      explain(app, 'regularization.explain.augmented', { about: title }),
    ),
    controls,
    host,
    problem,
  );
  let seen = false;
  let asked = false;
  let timer = 0;
  let wanted = '';

  const augmenting = () =>
    store.state.values.entrants
      .map((/** @type {string} */ id) => ({ id, spec: store.entrantSpec(id) }))
      .filter((/** @type {any} */ { spec }) => augments(spec));

  /** @param {any} spec */
  function showControls({ data }) {
    const last = Math.max(1, data.trainSize - IMAGES + 1);
    const first = Math.min(store.state.values.image, last);
    const next = () => store.setValue('image', ((first + IMAGES - 1) % last) + 1);
    const field = fieldControl(
      app,
      { ...byKey(settingsFor(), 'image'), max: last },
      {
        value: first,
        onChange: (value) => store.setValue('image', value),
        label: app.t('regularization.settings.image'),
        slider: false,
      },
    );
    render(
      html`${field}<button type="button" class="button" @click=${next}>${app.t('regularization.nextImages')}</button>`,
      controls,
    );
  }

  async function ask() {
    const list = augmenting();
    if (list.length === 0) return;
    const { trainSize } = list[0].spec.data;
    const from = Math.min(store.state.values.image, Math.max(1, trainSize - IMAGES + 1)) - 1;
    const indices = Array.from(
      { length: Math.min(list.length > 1 ? IMAGES - 1 : IMAGES, trainSize) },
      (_, k) => from + k,
    );
    const key = JSON.stringify([list, indices]);
    if (key === wanted) return;
    wanted = key;
    try {
      const tables = [];
      for (const { id, spec } of list)
        tables.push(imageTable(id, indices, await probe.ask(spec, 0, (run) => run.images(EPOCHS, indices))));
      if (key !== wanted) return;
      asked = true;
      clear(problem);
      clear(host, tables);
    } catch (error) {
      if (key === wanted) clear(problem, wordFailure(app, error));
      wanted = '';
    }
  }

  /** @param {string} id @param {number[]} indices @param {import('../../engine/protocol.js').EpochImages} found */
  function imageTable(id, indices, { originals, images, rows, columns }) {
    const pixels = rows * columns;
    const cell = (/** @type {Uint8Array} */ list, /** @type {number} */ at, /** @type {string} */ label) =>
      h('td', null, greyImage(app, list, { label, side: columns, first: at * pixels }));
    const heads = [
      app.t('regularization.original'),
      ...Array.from({ length: EPOCHS }, (_, e) => app.t('regularization.epochHead', { epoch: e + 1 })),
    ];
    const note = additions(app, catalog, id, store.entrantSpec(id), store.spec());
    return h(
      'table',
      { class: 'augmented-table' },
      h(
        'caption',
        { class: 'rate-note' },
        app.t('regularization.augmentCaption', { name: `${entrantName(app, id)} (${note})` }),
      ),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          heads.map((head) => h('th', { scope: 'col' }, head)),
        ),
      ),
      h(
        'tbody',
        null,
        indices.map((index, k) =>
          h(
            'tr',
            null,
            cell(originals, k, app.t('regularization.originalImage', { index: index + 1 })),
            Array.from({ length: EPOCHS }, (_, e) =>
              cell(
                images,
                e * indices.length + k,
                app.t('regularization.epochImage', { index: index + 1, epoch: e + 1 }),
              ),
            ),
          ),
        ),
      ),
    );
  }

  function update() {
    const [first] = augmenting();
    element.hidden = !first;
    if (!first) return;
    showControls(first.spec);
    if (!seen) return;
    clearTimeout(timer);
    timer = window.setTimeout(ask, asked ? REST : 0);
  }

  const stopSeeing = whenSeen(element, () => {
    seen = true;
    update();
  });
  return {
    element,
    update,
    destroy() {
      stopSeeing();
      clearTimeout(timer);
      wanted = '';
      probe.free();
    },
  };
}
