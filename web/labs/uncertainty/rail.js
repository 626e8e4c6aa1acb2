/** The lab's controls: which network is asked, and how one's own is trained. */
import { has, t } from '../../i18n/index.js';
import { fieldControl } from '../../views/controls.js';
import { h } from '../../views/dom.js';
import { integer, percent, plain } from '../../views/format.js';
import { group } from '../../views/frame.js';
import { layersEditor } from '../race/layers.js';
import { settingsFor } from './settings.js';

/**
 * What the rail's shape depends on: while it stays the same, controls are kept and only their values follow.
 * @param {any} store
 */
export function shapeOf(store) {
  const { view, network } = store.state.values;
  const { model, data } = store.spec();
  return JSON.stringify([view, network, model.layers, data.set]);
}

/**
 * @param {any} context
 * @param {import('./parts.js').Shared} shared
 * @param {{ onProblem: (message: string) => void, train: () => void }} actions
 * @returns {{ nodes: Node[], follow: () => void }} follow: takes over values that have changed elsewhere
 */
export function uncertaintyRail({ catalog, store }, { networks, draft }, { onProblem, train }) {
  const { view, network } = store.state.values;
  const named = (/** @type {any[]} */ fields, /** @type {string} */ key) => fields.find((field) => field.key === key);
  /** @type {{ control: import('../../views/controls.js').Control, read: () => any }[]} */
  const bound = [];
  const attempt = (/** @type {() => void} */ act) => {
    try {
      act();
    } catch (error) {
      onProblem(/** @type {Error} */ (error).message);
    }
  };
  const textOf = (/** @type {string} */ key) =>
    has(`uncertainty.explain.${key}`) ? `uncertainty.explain.${key}` : `race.explain.${key}`;

  /** @param {any} field @param {() => any} read @param {(value: any) => void} write @param {any} [options] */
  const control = (field, read, write, options = {}) => {
    const made = fieldControl(field, {
      value: read(),
      onChange: (value) => attempt(() => write(value)),
      explain: textOf(field.key),
      ...options,
    });
    bound.push({ control: made, read });
    return made;
  };
  /** @param {string} key @param {any} [options] */
  const setting = (key, options = {}) =>
    control(
      named(settingsFor(catalog), key),
      () => draft.values()[key],
      (value) => (options.optionLabel ? draft.put({ [key]: value }) : draft.set(key, value)),
      { label: t(`uncertainty.settings.${key}`), ...options },
    );
  /** @param {any} field @param {string} path @param {any} [options] */
  const specField = (field, path, options) =>
    control(
      field,
      () => path.split('.').reduce((at, key) => at[key], store.spec()),
      (value) => store.setSpec(path, value),
      options,
    );

  const { root, data, bagging } = catalog.spec;
  const set = catalog.sets.find((/** @type {any} */ { key }) => key === store.spec().data.set);
  const own = view === 'compare' || network === 'own';
  const facts = h('p', { class: 'uncertainty-note' });
  const training = h('p', { class: 'uncertainty-note' });
  const bar = h('progress', { max: 1, value: 0, 'aria-label': t('uncertainty.training.progress') });
  const trainButton = h(
    'button',
    { type: 'button', class: 'button', on: { click: () => (networks.training ? networks.cancel() : train()) } },
    t('uncertainty.training.start'),
  );

  /** The network that answers, in words. */
  function factsOf() {
    const current = networks.current(draft.values().network);
    if (!current) return networks.failure ? '' : t('uncertainty.loading');
    const { spec } = current.info;
    return t('uncertainty.facts', {
      layers: ['784', ...spec.model.layers.map((/** @type {any} */ { units }) => units)].join('-'),
      dropout: plain(spec.model.inputDropout),
      count: integer(spec.data.trainSize),
      epochs: integer(spec.epochs),
    });
  }

  function showTraining() {
    const { training: now, own: mine } = networks;
    trainButton.textContent = t(now ? 'uncertainty.cancel' : 'uncertainty.training.start');
    bar.hidden = !now;
    if (now && now.total > 0) bar.value = now.step / now.total;
    else bar.removeAttribute('value');
    training.textContent = now
      ? t('uncertainty.training.running', {
          epoch: integer(now.epoch),
          accuracy: now.accuracy === null ? '–' : percent(now.accuracy),
        })
      : t(mine ? 'uncertainty.training.done' : 'uncertainty.training.none');
  }

  const compared = [
    group(
      t('uncertainty.groups.compare'),
      { open: true },
      setting('members', { symbol: false }),
      specField(named(bagging, 'bootstrap'), 'bagging.bootstrap', { label: t('uncertainty.settings.bootstrap') }),
      setting('membersDropout'),
      setting('passes'),
    ),
  ];
  const asked = [
    group(
      t('uncertainty.groups.network'),
      { open: true },
      setting('network', { optionLabel: (/** @type {string} */ key) => t(`uncertainty.networks.${key}`) }),
      facts,
      own ? [trainButton, bar, training] : null,
    ),
    view === 'test' ? group(t('uncertainty.groups.passes'), { open: true }, setting('passes')) : null,
  ];
  const nodes = [
    ...(view === 'compare' ? compared : asked),
    own
      ? group(
          t('uncertainty.groups.training'),
          { open: true },
          setting('dropout', { label: t('uncertainty.settings.dropout') }),
          specField(named(root, 'epochs'), 'epochs'),
          specField(
            { ...named(data, 'trainSize'), max: set.images - store.spec().data.validationSize, default: set.trainSize },
            'data.trainSize',
          ),
          specField(named(root, 'batchSize'), 'batchSize'),
        )
      : null,
    group(
      t('uncertainty.groups.data'),
      { open: !own, note: t(`catalog.sets.${store.spec().data.set}`) },
      specField(named(data, 'set'), 'data.set', {
        optionLabel: (/** @type {string} */ key) => t(`catalog.sets.${key}`),
        explain: 'uncertainty.explain.set',
      }),
      specField(named(root, 'seed'), 'seed', { slider: false, explain: 'uncertainty.explain.seed' }),
    ),
    own
      ? group(
          t('uncertainty.groups.layers'),
          { note: store.spec().model.layers.map((/** @type {any} */ { units }) => units).join('-') },
          () => layersEditor({
            catalog,
            layers: store.spec().model.layers,
            onChange: (value) => attempt(() => store.setSpec('model.layers', value)),
          }),
        )
      : null,
    h(
      'p',
      { class: 'rail-foot' },
      h('button', { type: 'button', class: 'button quiet', on: { click: () => store.reset() } }, t('page.reset')),
    ),
  ];
  return {
    nodes: /** @type {Node[]} */ (nodes.filter((node) => node)),
    follow() {
      facts.textContent = factsOf();
      showTraining();
      for (const { control: one, read } of bound) if (!one.contains(document.activeElement)) one.setValue(read());
    },
  };
}
