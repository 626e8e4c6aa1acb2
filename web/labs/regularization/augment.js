/** Training images as they are, and as the first epochs have them. */
import { byKey } from '../../state/settings.js';
import { greyImage } from '../../views/images.js';
import { html } from '../../views/template.js';
import { settingField } from '../shared/setting.js';
import { additions, entrantName } from './names.js';
import { probeSection } from './section.js';
import { settingsFor } from './settings.js';

/** @import { App } from '../../context.js' */
/** @import { Entrant } from './section.js' */

const EPOCHS = 8;
/** Of one contestant; of several each shows fewer. */
const IMAGES = 3;

/** @param {App} app */
export function augmentSection(app) {
  const { catalog, store } = app;
  const { t } = app;

  /** The last image that can be the first one shown, and which is. @param {Entrant} entrant */
  function placeOf({ spec }) {
    const last = Math.max(1, spec.data.trainSize - IMAGES + 1);
    return { last, first: Math.min(store.state.values.image, last) };
  }

  /** @param {Entrant[]} list */
  function indicesOf(list) {
    const { first } = placeOf(list[0]);
    const length = Math.min(list.length > 1 ? IMAGES - 1 : IMAGES, list[0].spec.data.trainSize);
    return Array.from({ length }, (_, k) => first - 1 + k);
  }

  /** @param {string} id @param {number[]} indices @param {import('../../engine/message-types.js').EpochImages} found */
  function imageTable(id, indices, { originals, images, rows, columns }) {
    const epochs = Array.from({ length: EPOCHS }, (_, e) => e);
    const cell = (/** @type {Uint8Array} */ list, /** @type {number} */ at, /** @type {string} */ label) =>
      html`<td>${greyImage(app, list, { label, side: columns, first: at * rows * columns })}</td>`;
    const heads = [t('regularization.original'), ...epochs.map((e) => t('regularization.epochHead', { epoch: e + 1 }))];
    const note = additions(app, catalog, id, store.entrantSpec(id), store.spec());
    const caption = t('regularization.augmentCaption', { name: `${entrantName(app, id)} (${note})` });
    const row = (/** @type {number} */ index, /** @type {number} */ k) =>
      html`<tr>
        ${cell(originals, k, t('regularization.originalImage', { index: index + 1 }))}
        ${epochs.map((e) =>
          cell(images, e * indices.length + k, t('regularization.epochImage', { index: index + 1, epoch: e + 1 })),
        )}
      </tr>`;
    return html`<table class="augmented-table">
      <caption class="rate-note">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${indices.map(row)}
      </tbody>
    </table>`;
  }

  /** @param {Entrant} first */
  function controls(first) {
    const { last, first: value } = placeOf(first);
    const next = () => store.setValue('image', ((value + IMAGES - 1) % last) + 1);
    const image = { ...byKey(settingsFor(), 'image'), max: last };
    const field = settingField(app, 'regularization', image, { value, slider: false });
    return html`${field}<button type="button" class="button" @click=${next}>${t('regularization.nextImages')}</button>`;
  }

  return probeSection(app, {
    name: 'augmented',
    kind: 'augment-section',
    concerns: ({ augmentation }) => Object.values(augmentation).some((value) => value === true || Number(value) > 0),
    question: (list) => list.length > 0 && [list, indicesOf(list)],
    async ask(list, probe) {
      const indices = indicesOf(list);
      const tables = [];
      for (const { id, spec } of list)
        tables.push(imageTable(id, indices, await probe.ask(spec, 0, (run) => run.images(EPOCHS, indices))));
      return tables;
    },
    view: ([first], tables, message) =>
      html`<div class="masks-controls">${controls(first)}</div>
        <div class="augmented" tabindex="0" role="region" aria-label=${t('regularization.imagesByEpoch')}>
          ${tables}
        </div>
        <p class="rate-note" role="status">${message}</p>`,
  });
}
