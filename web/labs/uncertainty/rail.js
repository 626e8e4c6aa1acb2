/** The lab's controls: which network is asked, and how one's own is trained. */
import { byKey } from '../../state/settings.js';
import { group } from '../../views/rail.js';
import { html, nothing } from '../../views/template.js';
import { networkGroup } from '../shared/layers.js';
import { railFields, resetFoot, trainSizeField, unitsOf } from '../shared/rail.js';
import { settingsFor } from './settings.js';

/** @import { App } from '../../context.js' */
/** @typedef {import('./networks.js').Networks} Networks */

/**
 * @param {App} app
 * @param {import('./parts.js').Shared} shared
 * @param {{ onProblem: (message: string) => void, train: () => void }} actions
 */
export function uncertaintyRail(app, { networks }, { onProblem, train }) {
  const { catalog, store } = app;
  const { view, network } = store.state.values;
  const spec = store.spec();
  const words = ['uncertainty', 'race'];
  const settings = settingsFor(catalog);
  const fields = railFields(app, { words, settings, spec, onProblem });
  const { setting, specField } = fields;
  const { root, data, bagging } = catalog.spec;
  const own = view === 'compare' || network === 'own';

  const compared = () => [
    setting('members', { symbol: false }),
    specField(byKey(bagging, 'bootstrap'), 'bagging.bootstrap', { label: app.t('uncertainty.settings.bootstrap') }),
    setting('membersDropout'),
    setting('passes'),
  ];
  const asked = () => html`
    ${setting('network', { optionLabel: (key) => app.t(`uncertainty.networks.${key}`) })}
    <p class="uncertainty-note">${factsOf(app, networks, network)}</p>
    ${own ? training(app, networks, train) : nothing}
  `;
  return html`
    ${
      view === 'compare'
        ? group(app, 'uncertainty.groups.compare', { open: true }, compared)
        : group(app, 'uncertainty.groups.network', { open: true }, asked)
    }
    ${view === 'test' ? group(app, 'uncertainty.groups.passes', { open: true }, () => setting('passes')) : nothing}
    ${
      own
        ? group(app, 'uncertainty.groups.training', { open: true }, () => [
            setting('dropout'),
            specField(byKey(root, 'epochs'), 'epochs'),
            specField(trainSizeField(app, spec), 'data.trainSize'),
            specField(byKey(root, 'batchSize'), 'batchSize'),
          ])
        : nothing
    }
    ${group(app, 'uncertainty.groups.data', { open: !own, note: app.t(`catalog.sets.${spec.data.set}`) }, () => [
      specField(byKey(data, 'set'), 'data.set'),
      specField(byKey(root, 'seed'), 'seed', { slider: false }),
    ])}
    ${own ? networkGroup(app, fields, spec, 'uncertainty.groups.layers') : nothing} ${resetFoot(app, store.reset)}
  `;
}

/** The network that answers, in words. @param {App} app @param {Networks} networks @param {string} chosen */
function factsOf(app, networks, chosen) {
  const current = networks.current(chosen);
  if (!current) return networks.failure ? '' : app.t('uncertainty.loading');
  const { spec } = current.info;
  return app.t('uncertainty.facts', {
    layers: `784-${unitsOf(spec)}`,
    dropout: app.format.plain(spec.model.inputDropout),
    images: app.count('images', spec.data.trainSize),
    epochs: app.count('epochs', spec.epochs),
  });
}

/** What trains the reader's own network, and how far it is. @param {App} app @param {Networks} networks @param {() => void} train */
function training(app, networks, train) {
  const { training: now, own } = networks;
  const { epoch = 0, accuracy = null, step = 0, total = 0 } = now ?? {};
  const text = now
    ? app.t('uncertainty.training.running', {
        epoch: app.format.integer(epoch),
        accuracy: app.format.percent(accuracy),
      })
    : app.t(own ? 'uncertainty.training.done' : 'uncertainty.training.none');
  return html`
    <button type="button" class="button" @click=${() => (networks.training ? networks.cancel() : train())}>
      ${app.t(now ? 'uncertainty.cancel' : 'uncertainty.training.start')}
    </button>
    <progress
      max="1"
      value=${total > 0 ? step / total : nothing}
      ?hidden=${!now}
      aria-label=${app.t('uncertainty.training.progress')}
    ></progress>
    <p class="uncertainty-note">${text}</p>
  `;
}
