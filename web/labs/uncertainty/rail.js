/** The lab's controls: which network is asked, and how one's own is trained. */
import { byKey } from '../../state/settings.js';
import { group } from '../../views/rail.js';
import { html, nothing } from '../../views/template.js';
import { networkGroup } from '../shared/layers.js';
import { button, fileButton } from '../shared/stage.js';
import { railFields, resetFoot, trainSizeField, unitsOf } from '../shared/rail.js';
import { settingsFor } from './settings.js';

/** @import { App } from '../../context.js' */
/** @typedef {import('./networks.js').Networks} Networks */

/**
 * @param {App} app
 * @param {import('./parts.js').Shared} shared
 * @param {{ onProblem: (message: string) => void, train: () => void }} actions
 */
export function uncertaintyRail(app, { networks, plan }, { onProblem, train }) {
  const { catalog, store } = app;
  const { view, network } = store.state.values;
  const spec = store.spec();
  const words = ['uncertainty', 'race'];
  const settings = settingsFor(catalog);
  const fields = railFields(app, { words, settings, spec, onProblem });
  const { setting, specField } = fields;
  const { root, data } = catalog.spec;
  const own = view === 'compare' || network === 'own';

  const compared = () => [
    setting('members', { symbol: false }),
    setting('membersDropout'),
    setting('passes'),
    setting('trainings'),
  ];
  const asked = () => html`
    ${setting('network', { optionLabel: (key) => app.t(`uncertainty.networks.${key}`) })}
    <p class="uncertainty-note uncertainty-facts">${factsOf(app, networks, network)}</p>
    ${own ? training(app, networks, train) : nothing}
    ${own && view !== 'compare' ? opening(app, networks, plan) : nothing} ${saving(app, networks, network)}
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
      // Weights of a file expect the pixels that they were trained on.
      own ? specField(byKey(data, 'scaling'), 'data.scaling') : nothing,
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
  const network = { layers: `784-${unitsOf(spec)}`, dropout: app.format.plain(spec.model.inputDropout) };
  // Of a file nobody knows how its weights were trained.
  if (current === networks.own && networks.ownFile) return app.t('uncertainty.factsOfFile', network);
  return app.t('uncertainty.facts', {
    ...network,
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
    : own && networks.ownFile
      ? app.t('uncertainty.weights.taken', { file: networks.ownFile })
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

/**
 * What takes the weights of a file, of the network that the controls describe.
 * @param {App} app
 * @param {Networks} networks
 * @param {import('./parts.js').Shared['plan']} plan
 */
function opening(app, networks, plan) {
  return fileButton(app.t('uncertainty.weights.open'), '.npz,.safetensors', (file) =>
    networks.openFile(file, plan().dropout),
  );
}

/** Buttons that save the weights of the network that answers. @param {App} app @param {Networks} networks @param {string} chosen */
function saving(app, networks, chosen) {
  const network = networks.current(chosen);
  const save = (/** @type {'npz' | 'safetensors'} */ format) =>
    button(
      app.t('uncertainty.weights.save', { format: `.${format}` }),
      () => void (network && networks.saveFile(network, format)),
      {
        quiet: true,
        disabled: !network,
      },
    );
  return html`<div class="exports" data-roving>${save('npz')} ${save('safetensors')}</div>`;
}
