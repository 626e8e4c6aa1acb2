/** Runs of a record, run again in this browser, and where each departs. No document. */
import { firstDeparture } from '../../wasm/record/replay.js';
import { STOPPED } from '../../wasm/record/record.js';
import { RunGroup } from './group.js';
import { recordOf } from './record.js';

/**
 * @typedef {import('../../wasm/record/record.js').RunRecord} RunRecord
 * @typedef {import('../../wasm/record/replay.js').Departure} Departure
 * @typedef {import('./group.js').Run} Run
 * @typedef {{ holds: boolean, departure: Departure | null, refused: boolean, error: unknown }} Verdict
 *   refused: whether no run takes what it says was done; error: why it could not be run
 */

/** @param {RunRecord} record whether it goes on by itself from its first step to its end */
const isPlain = ({ changes, status }) => changes.length === 0 && status !== STOPPED;

/**
 * Takes a run through what was done while it was recorded.
 * @param {Run} run paused
 * @param {RunRecord} record
 */
async function steer(run, { changes, steps, status }) {
  const { handle } = run;
  let at = 0;
  for (const { step, learningRate } of changes) {
    if (step > at) await handle.step(step - at);
    at = Math.max(at, step);
    await handle.setLearningRate(learningRate);
    run.rateChanges.push({ step, learningRate });
  }
  if (status !== STOPPED) return void (await handle.resume());
  if (steps > at) await handle.step(steps - at);
  await handle.stop();
}

/** Whether a record's run is not what it says: it comes to something else, or cannot be. @param {Verdict | null} verdict */
export const departs = (verdict) => Boolean(verdict?.departure || verdict?.refused);

/**
 * What a record's verdicts come to. A run that could not be run says nothing of the record.
 * @param {(Verdict | null)[]} verdicts all of them known
 * @param {boolean} sealed whether the record's seal fits
 * @returns {'departs' | 'unrun' | 'changed' | 'holds'}
 */
export function outcomeOf(verdicts, sealed) {
  if (verdicts.some(departs)) return 'departs';
  if (verdicts.some((verdict) => !verdict?.holds)) return 'unrun';
  return sealed ? 'holds' : 'changed';
}

export class Verification {
  /** One a run, in their order; null before it is known. @type {(Verdict | null)[]} */
  verdicts;
  #group;
  #changed;

  /**
   * @param {import('./group.js').Pool} pool
   * @param {RunRecord[]} records
   * @param {import('../../wasm/spec.d.ts').Spec[]} specs of each, as the engine completes them
   * @param {() => void} changed
   * @param {import('./weights.js').WeightsSource | null} [source] the weights that those began from which did not from their initializers
   */
  constructor(pool, records, specs, changed, source = null) {
    this.#changed = changed;
    this.verdicts = records.map(() => null);
    this.#group = new RunGroup(pool, changed);
    this.#group.start(
      records.map((record, n) => ({
        id: String(n),
        spec: specs[n],
        weightsFile: record.weightsFile,
        // A run that had not taken a step when it was ended is not to take one now.
        options: {
          atEnd: 'free',
          member: record.member,
          paused: !isPlain(record),
          ...(source && record.weightsFile !== null ? { weights: source.tensorsFor(specs[n]) } : {}),
        },
      })),
    );
    // The group may go on with others' runs afterwards: these are the ones that are meant.
    for (const [n, run] of this.#group.runs.entries()) void this.#judge(run, records[n], n);
  }

  /** @param {Run} run @param {RunRecord} record @param {number} n */
  async #judge(run, record, n) {
    /** @type {unknown} */
    let refused = null;
    const refuse = (/** @type {unknown} */ error) => {
      if (!run.handle.active) return undefined; // it is over, and says why
      refused = error; // a change that no run takes; it stands still, and would forever
      return run.handle.stop();
    };
    if (!isPlain(record))
      steer(run, record)
        .catch(refuse)
        .catch(() => {});
    await run.over;
    const got = refused ? null : recordOf(run, record.name);
    const departure = got && firstDeparture(record, got);
    this.verdicts[n] = {
      holds: Boolean(got) && !departure,
      departure,
      refused: Boolean(refused),
      error: refused ?? run.error,
    };
    this.#changed();
  }

  get share() {
    return this.#group.share;
  }

  get over() {
    return this.verdicts.every(Boolean);
  }

  get secondsLeft() {
    return this.#group.secondsLeft;
  }

  /** What is under way ends; nothing follows. */
  end() {
    this.#changed = () => {};
    this.#group.clear();
  }
}
