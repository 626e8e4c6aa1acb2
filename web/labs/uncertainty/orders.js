/** Which runs a comparison has. Pure: its records are known by them. */
import { overSeeds } from '../../runs/group.js';

/** @type {import('../../engine/message-types.js').RunOptions} */
const OPTIONS = { atEnd: 'save' };

/** What is trained: one network of the first, as many as there are members of the others. */
export const TRAINED = /** @type {const} */ (['dropout', 'members', 'ensemble']);

/**
 * The runs of a plan, in their order.
 * @param {Pick<import('./comparison.js').Plan, typeof TRAINED[number] | 'models' | 'trainings'>} plan
 * @returns {import('../../runs/group.js').Order[]}
 */
export function ordersOf({ models, trainings, ...specs }) {
  const kinds = TRAINED.flatMap((id) =>
    Array.from({ length: id === 'dropout' ? 1 : models }, (_, member) => ({ id, member })),
  );
  const orders = kinds.map(({ id, member }) => ({
    id,
    spec: specs[id],
    options: id === 'dropout' ? OPTIONS : { ...OPTIONS, member },
  }));
  return overSeeds(trainings, () => orders);
}
