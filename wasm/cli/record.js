// record.js: what `train --record` writes.

import { experimentRecord, hashesOf, makeRecord, recordText } from '../record/record.js';
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

  get exists() {
    return this.#target.exists;
  }

  get file() {
    return this.#target.file;
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
  write(engine, experiment, test) {
    if (!this.#begun) throw new Error('the record has not begun');
    const begun = { name: '', ...this.#begun, weightsFile: this.#weightsFile, changes: [] };
    const record = makeRecord(engine, madeBy(), [experimentRecord(experiment, begun, test)]);
    this.#target.write(new TextEncoder().encode(recordText(record)));
  }
}
