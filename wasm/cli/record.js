// record.js: what `train --record` writes.

import { STOPPED, figuresOf, hashesOf, makeRecord, orNull, recordText } from '../record/record.js';
import { madeBy } from './made.js';
import { Target } from './target.js';

/** Bytes of a record, generously: of its spec and hashes, and of an epoch. */
const BYTES = { run: 65536, epoch: 512 };

export class RecordTarget {
  #target;
  #weightsFile;
  /** @type {Pick<import('../record/record.js').RunRecord, 'data' | 'initialWeights'> | undefined} */
  #begun;

  /** @param {string} file @param {string | null} weightsFile that the run begins from */
  constructor(file, weightsFile) {
    this.#target = new Target(file, '--record');
    this.#weightsFile = weightsFile;
  }

  /**
   * Before the first step.
   * @param {import('../index.js').Experiment} experiment
   * @param {import('../data.js').Datasets} datasets
   */
  begin(experiment, datasets) {
    this.#begun = { data: hashesOf(datasets), initialWeights: experiment.weightsHash() };
    this.#target.rehearse(
      new Uint8Array(BYTES.run + BYTES.epoch * experiment.spec.epochs * experiment.spec.bagging.models),
    );
  }

  /**
   * @param {import('../index.js').Engine} engine
   * @param {import('../index.js').Experiment} experiment
   * @param {{ loss: number, accuracy: number }} test
   */
  write(engine, experiment, { loss, accuracy }) {
    if (!this.#begun) throw new Error('the record has not begun');
    const { step, status } = experiment.state();
    const run = {
      name: '',
      spec: experiment.spec,
      ...this.#begun,
      weightsFile: this.#weightsFile,
      changes: [],
      steps: step,
      status: status === 'running' ? STOPPED : status,
      epochs: experiment.epochs().map(figuresOf),
      testLoss: orNull(loss),
      testAccuracy: orNull(accuracy),
      weightsHash: experiment.weightsHash(),
    };
    this.#target.write(new TextEncoder().encode(recordText(makeRecord(engine, madeBy(), [run]))));
  }
}
