/** The lab's controls: which network is asked, and how one's own is trained. */
import { h } from '../../views/dom.js';
import { group } from '../../views/frame.js';
import { layersEditor } from '../shared/layers.js';
import { boundControls, named, resetFoot, trainSizeField, unitsOf } from '../shared/rail.js';
import { settingsFor } from './settings.js';

/** @import { App } from '../../context.js' */

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
 * @param {App} app
 * @param {import('./parts.js').Shared} shared
 * @param {{ onProblem: (message: string) => void, train: () => void }} actions
 * @returns {{ nodes: Node[], follow: () => void }} follow: takes over values that have changed elsewhere
 */
export function uncertaintyRail(app, { networks, draft }, { onProblem, train }) {
  const { catalog, store } = app;
  const { view, network } = store.state.values;
  const { attempt, control, specField, follow } = boundControls(app, store, {
    spec: () => store.spec(),
    onProblem,
    explanationOf: (key) =>
      app.has(`uncertainty.explain.${key}`) ? `uncertainty.explain.${key}` : `race.explain.${key}`,
  });
  /** @param {string} key @param {any} [options] */
  const setting = (key, options = {}) =>
    control(
      named(settingsFor(catalog), key),
      () => draft.values()[key],
      (value) => (options.optionLabel ? draft.put({ [key]: value }) : draft.set(key, value)),
      { label: app.t(`uncertainty.settings.${key}`), ...options },
    );

  const { root, data, bagging } = catalog.spec;
  const own = view === 'compare' || network === 'own';
  const facts = h('p', { class: 'uncertainty-note' });
  const training = h('p', { class: 'uncertainty-note' });
  const bar = h('progress', { max: 1, value: 0, 'aria-label': app.t('uncertainty.training.progress') });
  const trainButton = h(
    'button',
    { type: 'button', class: 'button', on: { click: () => (networks.training ? networks.cancel() : train()) } },
    app.t('uncertainty.training.start'),
  );

  /** The network that answers, in words. */
  function factsOf() {
    const current = networks.current(draft.values().network);
    if (!current) return networks.failure ? '' : app.t('uncertainty.loading');
    const { spec } = current.info;
    return app.t('uncertainty.facts', {
      layers: `784-${unitsOf(spec)}`,
      dropout: app.format.plain(spec.model.inputDropout),
      images: app.count('images', spec.data.trainSize),
      epochs: app.count('epochs', spec.epochs),
    });
  }

  function showTraining() {
    const { training: now, own: mine } = networks;
    trainButton.textContent = app.t(now ? 'uncertainty.cancel' : 'uncertainty.training.start');
    bar.hidden = !now;
    if (now && now.total > 0) bar.value = now.step / now.total;
    else bar.removeAttribute('value');
    training.textContent = now
      ? app.t('uncertainty.training.running', {
          epoch: app.format.integer(now.epoch),
          accuracy: now.accuracy === null ? '–' : app.format.percent(now.accuracy),
        })
      : app.t(mine ? 'uncertainty.training.done' : 'uncertainty.training.none');
  }

  const compared = [
    group(
      app.t('uncertainty.groups.compare'),
      { open: true },
      setting('members', { symbol: false }),
      specField(named(bagging, 'bootstrap'), 'bagging.bootstrap', { label: app.t('uncertainty.settings.bootstrap') }),
      setting('membersDropout'),
      setting('passes'),
    ),
  ];
  const asked = [
    group(
      app.t('uncertainty.groups.network'),
      { open: true },
      setting('network', { optionLabel: (/** @type {string} */ key) => app.t(`uncertainty.networks.${key}`) }),
      facts,
      own ? [trainButton, bar, training] : null,
    ),
    view === 'test' ? group(app.t('uncertainty.groups.passes'), { open: true }, setting('passes')) : null,
  ];
  const nodes = [
    ...(view === 'compare' ? compared : asked),
    own
      ? group(
          app.t('uncertainty.groups.training'),
          { open: true },
          setting('dropout', { label: app.t('uncertainty.settings.dropout') }),
          specField(named(root, 'epochs'), 'epochs'),
          specField(trainSizeField(catalog, store.spec()), 'data.trainSize'),
          specField(named(root, 'batchSize'), 'batchSize'),
        )
      : null,
    group(
      app.t('uncertainty.groups.data'),
      { open: !own, note: app.t(`catalog.sets.${store.spec().data.set}`) },
      specField(named(data, 'set'), 'data.set', {
        optionLabel: (/** @type {string} */ key) => app.t(`catalog.sets.${key}`),
        explain: 'uncertainty.explain.set',
      }),
      specField(named(root, 'seed'), 'seed', { slider: false, explain: 'uncertainty.explain.seed' }),
    ),
    own
      ? group(app.t('uncertainty.groups.layers'), { note: unitsOf(store.spec()) }, () =>
          layersEditor(app, {
            catalog,
            layers: store.spec().model.layers,
            onChange: (value) => attempt(() => store.setSpec('model.layers', value)),
          }),
        )
      : null,
    resetFoot(app, () => store.reset()),
  ];
  return {
    nodes: /** @type {Node[]} */ (nodes.filter((node) => node)),
    follow() {
      facts.textContent = factsOf();
      showTraining();
      follow();
    },
  };
}
