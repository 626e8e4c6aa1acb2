/** A run's way through its weights: for what has the engine at hand; the page keeps its runs' weights as they train. */
import { vectorOf } from './vectors.js';

/**
 * Trains a run to its end, and keeps its weights: at the start, every so many steps, and at the end.
 * @param {import('../index.js').Experiment} experiment
 * @param {number} every steps
 * @returns {Generator<number, { step: number, weights: Float32Array }[]>} yields how much is done, 0 to 1; of a run that diverges those
 *   before
 */
export function* wayOf(experiment, every) {
  const look = () => ({ step: experiment.state().step, weights: vectorOf(experiment.parameters()) });
  const kept = [look()];
  const { totalSteps } = experiment.state();
  while (!experiment.state().done) {
    experiment.runSteps(every);
    if (experiment.state().status === 'diverged') break;
    kept.push(look());
    yield experiment.state().step / totalSteps;
  }
  return kept;
}
