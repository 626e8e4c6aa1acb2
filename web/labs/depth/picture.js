/**
 * One picture of each network, its layers side by side: above the line how far signals spread on their way up, below it how
 * large the gradient is that comes back. Sizes are on a logarithm, colours tell what is far from 1; the dead part is hatched.
 */
import { html, nothing, repeat, svg } from '../../views/template.js';
import { explain } from '../../views/explain.js';
import { wordFailure } from '../../views/word-error.js';
import { named } from '../shared/stage.js';
import { additions, labelOf } from './names.js';
import { lastLook, verdictOf } from './outcome.js';

/** @import { App } from '../../context.js' */
/** @typedef {import('../../runs/group.js').RunGroup} Group */
/** @typedef {import('../../../wasm/engine/curvature.js').LayerStatistics} Layer */

/** Decades of the heights: what is below the first cannot be seen, what is above the last is as high. */
const DECADES = /** @type {const} */ ([-9, 3]);

/** Of a picture, in its own units: a layer's column, its bar, and half of the height. */
const COLUMN = 10;
const BAR = 6.4;
const HALF = 50;

/** Steps of colour on either side of 1, and the decades of each. */
const TINTS = 4;
const TINT = 1.5;

/** Height of a bar, of 1 at most. @param {number} size */
function heightOf(size) {
  if (Number.isNaN(size) || size === Infinity) return 1;
  const share = (Math.log10(size) - DECADES[0]) / (DECADES[1] - DECADES[0]);
  return Math.min(1, Math.max(0.015, share));
}

/** The step of its colour: -4 has vanished, 4 explodes. @param {number} size */
function tintOf(size) {
  if (Number.isNaN(size) || size === Infinity) return TINTS;
  return Math.max(-TINTS, Math.min(TINTS, Math.round(Math.log10(size) / TINT)));
}

/** @param {number} tint */
const tintClass = (tint) =>
  `tint tint-${tint < 0 ? 'low' : tint > 0 ? 'high' : 'one'}${tint === 0 ? '' : `-${Math.abs(tint)}`}`;

/**
 * @param {App} app
 * @param {() => Group} shown
 */
export function networkPictures(app, shown) {
  const { store } = app;
  const title = app.t('depth.picture');
  const about = explain(app, 'depth.explain.picture', { about: title });

  /** @param {Layer} layer @param {number} l @param {boolean} last */
  function column(layer, l, last) {
    const [up, down] = [heightOf(layer.deviation), heightOf(layer.gradient)].map((share) => share * (HALF - 3));
    const x = l * COLUMN + (COLUMN - BAR) / 2;
    const dead = up * layer.dead;
    const said = {
      layer: last ? app.t('depth.outputLayer') : app.t('depth.layerNumber', { number: l + 1 }),
      deviation: app.format.number(layer.deviation, { digits: 2 }),
      gradient: app.format.number(layer.gradient, { digits: 2 }),
      dead: app.format.percent(layer.dead, { digits: 2 }),
    };
    return svg`<g>
      <title>${app.t('depth.layerSaid', said)}</title>
      <rect class="depth-touch" x=${l * COLUMN} y="0" width=${COLUMN} height=${2 * HALF}></rect>
      <rect class=${tintClass(tintOf(layer.deviation))} x=${x} y=${HALF - 1 - up} width=${BAR} height=${up}></rect>
      <rect class=${tintClass(tintOf(layer.gradient))} x=${x} y=${HALF + 1} width=${BAR} height=${down}></rect>
      ${dead > 0 ? svg`<rect class="depth-dead" x=${x} y=${HALF - 1 - dead} width=${BAR} height=${dead}></rect>` : nothing}
    </g>`;
  }

  /** What is seen in a picture, in a sentence. @param {Group} group @param {string} id */
  function saidOf(group, id) {
    const [run] = group.runsOf(id);
    const look = lastLook([run]);
    if (run.error) return { kind: 'lost', text: wordFailure(app, run.error) };
    if (!look) return { kind: 'none', text: app.t('depth.looking') };
    const { verdict, layer, value } = verdictOf(run, look);
    const values = {
      layer: app.format.integer(layer),
      value: app.format.number(value, { digits: 2 }),
      share: app.format.percent(value, { digits: 2 }),
    };
    return { kind: verdict, text: app.t(`depth.verdicts.${verdict}`, values) };
  }

  /** What is seen of each contestant, and of what that is. @type {Map<string, { of: unknown[], made: unknown }>} */
  const drawn = new Map();

  /** Hundreds of bars are not made anew in every frame. @param {Group} group @param {string} id */
  function present(group, id) {
    const [run] = group.runsOf(id);
    const of = [run, run.watched.length, run.isOver, store.state.values.layer];
    const before = drawn.get(id);
    if (before?.of.every((one, n) => one === of[n])) return before.made;
    const made = network(group, id);
    drawn.set(id, { of, made });
    return made;
  }

  /** @param {Group} group @param {string} id */
  function network(group, id) {
    const [run] = group.runsOf(id);
    const look = lastLook([run]);
    const layers = look?.layers ?? [];
    const count = Math.max(1, run.spec.model.layers.length);
    const width = count * COLUMN;
    const chosen = Math.min(store.state.values.layer, count) - 1;
    const { kind, text } = saidOf(group, id);
    const label = labelOf(app, group, id);
    const note = additions(app, id, run.spec, group.spec ?? store.spec());
    const choose = (/** @type {MouseEvent & { currentTarget: Element }} */ { clientX, currentTarget }) => {
      const { left, width: wide } = currentTarget.getBoundingClientRect();
      const at = Math.floor(((clientX - left) / wide) * count);
      store.setValue('layer', Math.max(0, Math.min(count - 1, at)) + 1);
    };
    return html`<div class="depth-network">
      <div class="depth-network-head">
        <span class="depth-name">${named(id, label)}</span>
        ${note && !label.endsWith(note) ? html`<span class="muted">${note}</span>` : nothing}
        <span class="depth-verdict" data-verdict=${kind}>${text}</span>
      </div>
      <svg
        class="depth-bars"
        width="600"
        height="104"
        viewBox="0 0 ${width} ${2 * HALF}"
        preserveAspectRatio="none"
        role="img"
        aria-label=${app.t('depth.pictureOf', { name: label, said: text })}
        @click=${choose}
      >
        <rect class="depth-chosen" x=${chosen * COLUMN} y="0" width=${COLUMN} height=${2 * HALF}></rect>
        <line class="depth-axis" x1="0" x2=${width} y1=${HALF} y2=${HALF}></line>
        ${layers.map((layer, l) => column(layer, l, l === count - 1))}
      </svg>
    </div>`;
  }

  const key = () =>
    html`<p class="depth-key muted">
      <span>${app.t('depth.key.above')}</span>
      <span class="depth-scale" aria-hidden="true">
        ${Array.from({ length: 2 * TINTS + 1 }, (_, k) => html`<i class=${tintClass(k - TINTS)}></i>`)}
      </span>
      <span>${app.t('depth.key.colours')}</span>
      <span class="depth-dead-key" aria-hidden="true"></span>
      <span>${app.t('depth.key.dead')}</span>
    </p>`;

  return {
    view() {
      const group = shown();
      return html`<section class="depth-picture" aria-label=${title}>
        <div class="section-head">
          <h2>${title}</h2>
          ${about}
        </div>
        ${key()}
        ${repeat(
          group.ids,
          (id) => id,
          (id) => present(group, id),
        )}
        <p class="depth-ends muted">
          <span>${app.t('depth.ends.first')}</span><span>${app.t('depth.ends.last')}</span>
        </p>
      </section>`;
    },
  };
}
