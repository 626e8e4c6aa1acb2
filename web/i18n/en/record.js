/** A record of runs that is opened. */
import { WHAT } from '../../../wasm/record/record.js';

export default {
  title: 'Record of runs',
  close: 'Close',
  about:
    'A record has what runs were, what was changed while they ran, and every figure. Opened, its contestants and settings take the place of those of the lab; “Verify here” runs all of it again in this browser and compares to the last bit.',
  choose: 'Choose a record…',
  opened: '{file}: the lab has its contestants, seeds and settings.',
  openedPartly:
    '{file}: not all of its runs fit the settings of this lab together, but each can be verified exactly as it was.',
  notOpened: '{file} was not opened, and nothing has changed: {reason}',
  tooLarge: 'the file has {size} MB, a record {most} at most.',
  unsealed: 'Its seal does not fit: something in it was changed after it was written.',
  needsWeights: 'It began from the weights of {file}: to verify it, choose that file.',
  chooseWeights: 'Its weights…',
  hasWeights: 'The runs that began from a file begin from {file}.',
  verify: 'Verify here',
  cancel: 'Cancel',
  progress: 'Verification',
  runs: 'Runs of the record',
  run: 'Run {number}',
  holds: {
    one: 'The record holds: its only run is the same, to the bit.',
    other: 'The record holds: its {count} runs are the same, to the bit.',
  },
  departs: 'The record does not hold. Runs that depart: {departing} of {total}.',
  unrun: 'Not all runs of the record could be run here: {unrun} of {total} could not. None of the others departs.',
  noneRun: {
    one: 'The record’s only run could not be run here: nothing can be said of it.',
    other: 'None of the record’s {count} runs could be run here: nothing can be said of it.',
  },
  changed: 'The record does not hold: its runs do, but something else in it was changed after it was written.',
  columns: {
    name: 'Run',
    steps: 'Steps',
    testLoss: 'Test loss',
    testAccuracy: 'Test accuracy',
    weights: 'Weights',
    verdict: 'Verified here',
  },
  verdict: {
    under: 'Running…',
    holds: 'The same',
    departs: 'Departs at {where}: the record says {expected}, here it is {got}',
    failed: 'Could not be run: {reason}',
  },
  refused: {
    json: 'it is no JSON ({reason}).',
    format: 'it is no record of Descenso: its format is {got}.',
    version: 'its version is {got}; this page knows version {known}.',
    must: '{path} must be {what}, and is {got}.',
    many: '{path} has {got} items, more than {most}.',
    empty: 'it has no run.',
    key: '{path} has a key that is not known: {key}.',
    order: '{path} comes before the change ahead of it.',
  },
  whole: 'the record',
  nothing: 'nothing',
  what: WHAT,
};
