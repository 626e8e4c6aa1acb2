/** Why weights of a file are not taken, in the page's language. */
import { WeightsError } from '../../wasm/weights/error.js';
import { wordFailure } from './word-error.js';

/** The reason alone; the group of strings `weights` is to be there. @param {import('../context.js').App} app @param {unknown} error */
export function wordWeights(app, error) {
  if (!(error instanceof WeightsError)) return wordFailure(app, error);
  const { code, values, why } = error;
  return app.t(`weights.reasons.${code}`, { ...values, why: why ? app.t(`weights.why.${why}`, values) : '' });
}

/**
 * That a file's weights are not taken, and why; likewise.
 * @param {import('../context.js').App} app
 * @param {string} file its name
 * @param {unknown} error
 */
export const wordRefusal = (app, file, error) => app.t('weights.refused', { file, reason: wordWeights(app, error) });
