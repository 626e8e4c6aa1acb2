/** A record that is opened: its settings become the lab's, its figures are shown, and its runs can be run again here. Loaded when asked for. */
import { RecordError, readRecord, sealOf } from '../../../wasm/record/record.js';
import { departs, outcomeOf, Verification } from '../../runs/verify.js';
import { reopen } from '../../state/reopen.js';
import { createDialog } from '../../views/dialog.js';
import { liveTable } from '../../views/table.js';
import { html, nothing } from '../../views/template.js';
import { wordFailure } from '../../views/word-error.js';
import { fileButton, progressBar } from './stage.js';

/** @import { App } from '../../context.js' */
/** @import { RunRecord } from '../../../wasm/record/record.js' */

/** More than a lab's runs come to; more than that is not even read. */
const MAX_BYTES = 2 ** 25;

/** @typedef {{ file: string, runs: RunRecord[], specs: import('../../state/specs.js').Spec[], sealed: boolean, whole: boolean,
 *   weights: import('../../runs/weights.js').WeightsSource | null }} Opened weights: of a file that runs began from */

/** @typedef {Pick<RunRecord, 'name' | 'spec' | 'member'>} Recorded a run as the state is to have it, its spec as the engine completes it */

/**
 * Opens the dialog of a lab with contestants.
 * @param {App} app
 * @param {string} key the lab's setting that lists them
 * @param {File} [dropped] to begin with
 */
export const openRecord = (app, key, dropped) => openRecordWith(app, (runs) => reopen(app.store, key, runs), dropped);

/**
 * Opens the dialog; closed, it ends what it has begun.
 * @param {App} app
 * @param {(runs: Recorded[]) => boolean} restore gives the lab the state that runs were of; whether it would run the very same again
 * @param {File} [dropped] to begin with
 */
export async function openRecordWith(app, restore, dropped) {
  /** While the state is what a record says, its change is the dialog's own. */
  let taking = false;
  const created = await createDialog(app, {
    name: 'record',
    needs: ['errors'],
    style: 'style/record',
    take,
    keeps: () => taking,
    ended: () => verification?.end(),
  });
  if (!created) return;
  const { show } = created;
  const { t } = app;
  /** @type {Opened | null} */
  let opened = null;
  /** @type {Verification | null} */
  let verification = null;
  let problem = '';
  let said = '';

  const table = /** @type {typeof liveTable<{ id: string, hash: string }>} */ (liveTable)(app, {
    caption: t('record.runs'),
    words: 'record',
    columns: [
      { key: 'name' },
      { key: 'verdict' },
      { key: 'steps', format: 'integer' },
      { key: 'testLoss', format: 'number' },
      { key: 'testAccuracy', format: 'percent' },
      { key: 'weights', format: ({ hash }) => html`<code title=${hash}>${hash.slice(0, 8)}</code>` },
    ],
    hideCaption: true,
  });

  /** @param {unknown} error */
  function reasonOf(error) {
    if (!(error instanceof RecordError)) return wordFailure(app, error);
    const { code, values } = error;
    const what = values.what ? t(`record.what.${values.what}`) : '';
    const [path, got] = [values.path || t('record.whole'), values.got || t('record.nothing')];
    return t(`record.refused.${code}`, { ...values, what, path, got });
  }

  /** A file that is no record changes nothing: what was opened before stays. @param {File} file */
  async function take(file) {
    problem = '';
    try {
      if (file.size > MAX_BYTES)
        throw new Error(t('record.tooLarge', { size: megabytes(file.size), most: megabytes(MAX_BYTES) }));
      const record = readRecord(await file.text());
      const specs = record.runs.map(({ spec }) => app.engine.normalize(spec));
      const sealed = sealOf(app.engine, record) === record.seal;
      taking = true;
      const whole = restore(record.runs.map(({ name, member }, n) => ({ name, member, spec: specs[n] })));
      verification?.end();
      verification = null;
      opened = { file: file.name, runs: record.runs, specs, sealed, whole, weights: null };
      said = '';
    } catch (error) {
      problem = t('record.notOpened', { file: file.name, reason: reasonOf(error) });
    } finally {
      taking = false;
      refresh();
    }
  }

  /** The weights that runs began from. @param {File} file */
  async function takeWeights(file) {
    const of = opened;
    if (!of) return;
    problem = '';
    try {
      const { WeightsSource } = await import('../../runs/weights.js');
      const source = await WeightsSource.of(app.engine, file);
      of.runs.forEach(({ weightsFile }, n) => weightsFile === null || source.tensorsFor(of.specs[n]));
      of.weights = source;
    } catch (error) {
      const { wordRefusal } = await import('../../views/word-weights.js');
      await app.need(['weights']);
      problem = wordRefusal(app, file.name, error);
    }
    refresh();
  }

  const megabytes = (/** @type {number} */ bytes) => app.format.integer(Math.ceil(bytes / 2 ** 20));

  function verify() {
    if (!opened) return;
    const { runs, specs, file, sealed, weights } = opened;
    verification?.end();
    said = '';
    const moved = () =>
      app.inTurn(() => {
        if (verification !== one) return;
        const outcome = outcomeOf(one.verdicts, sealed);
        const none = outcome === 'unrun' && one.verdicts.every((verdict) => !verdict?.holds);
        if (one.over && !said) said = t(`record.${none ? 'noneRun' : outcome}`, { ...counts(one), file });
        refresh();
      });
    const one = new Verification(app.pool, runs, specs, moved, weights);
    verification = one;
    refresh();
  }

  /** @param {Verification} one */
  const counts = ({ verdicts }) => ({
    count: verdicts.length,
    departing: app.format.integer(verdicts.filter(departs).length),
    unrun: app.format.integer(verdicts.filter((verdict) => !verdict?.holds && !departs(verdict)).length),
    total: app.format.integer(verdicts.length),
  });

  /** @param {number} n of the run */
  function verdictOf(n) {
    if (!verification) return '';
    const verdict = verification.verdicts[n];
    if (!verdict) return t('record.verdict.under');
    if (verdict.holds) return t('record.verdict.holds');
    if (verdict.departure) {
      const { where, expected, got } = verdict.departure;
      return t('record.verdict.departs', { where, expected: brief(expected), got: brief(got) });
    }
    return t('record.verdict.failed', { reason: verdict.error ? wordFailure(app, verdict.error) : '' });
  }

  function shown(/** @type {Opened} */ { file, runs, whole, sealed, weights }) {
    const outside = runs.find(({ weightsFile }) => weightsFile !== null)?.weightsFile;
    const running = verification && !verification.over;
    return html`<p>${t(whole ? 'record.opened' : 'record.openedPartly', { file })}</p>
      ${sealed ? nothing : html`<p>${t('record.unsealed')}</p>`}
      <div class="dialog-actions">
        <button
          type="button"
          class="button primary"
          ?disabled=${Boolean(outside && !weights)}
          @click=${() => (running ? cancel() : verify())}
        >
          ${t(running ? 'record.cancel' : 'record.verify')}
        </button>
        ${outside ? fileButton(t('record.chooseWeights'), '.npz,.safetensors', takeWeights) : nothing}
      </div>
      ${outside ? html`<p>${t(weights ? 'record.hasWeights' : 'record.needsWeights', { file: weights?.name ?? outside })}</p>` : nothing}
      ${progressBar(t('record.progress'), { share: verification?.share ?? 0, hidden: !running })} ${table.element}`;
  }

  function cancel() {
    verification?.end();
    verification = null;
    refresh();
  }

  function refresh() {
    if (opened)
      table.setRows(
        opened.runs.map(({ name, steps, testLoss, testAccuracy, weightsHash }, n) => ({
          id: String(n),
          name: name || t('record.run', { number: n + 1 }),
          steps,
          testLoss,
          testAccuracy,
          hash: weightsHash,
          verdict: verdictOf(n),
        })),
      );
    show(
      t('record.title'),
      html`<p class="muted">${t('record.about')}</p>
        <div class="dialog-actions">${fileButton(t('record.choose'), '.json,application/json', take)}</div>
        <p role="alert" class="record-problem" ?hidden=${!problem}>${problem}</p>
        ${opened ? shown(opened) : nothing}
        <p role="status" class="record-outcome">${said}</p>`,
    );
  }

  refresh();
  if (dropped) await take(dropped);
}

/** @param {unknown} value */
function brief(value) {
  const text = JSON.stringify(value) ?? '–';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
