/** The state that a record's runs were of. No document. */
import { ordersOf } from './orders.js';
import { planOf, withDropout } from './settings.js';

/** @import { Store } from '../../state/store.js' */
/** @import { Recorded } from '../shared/record.js' */

/** What of a run the state says: of what spec it is, and which network. @param {{ spec: object, member?: number }} run */
const said = ({ spec, member }) => JSON.stringify([spec, member]);

/**
 * Gives the store the state that runs were of: one network of the reader's, or a comparison with several. Nothing is changed where
 * it cannot.
 * @param {Store} store whose lab is this one
 * @param {Recorded[]} runs
 * @param {typeof import('../../state/reopen.js').common} common comes with the dialog of records
 * @returns {boolean} whether the lab would run the very same again
 */
export function reopenPlan(store, runs, common) {
  const alone = runs.filter(({ member }) => member === undefined);
  const [one] = alone;
  if (!one) return false;
  const before = store.link();
  const { view } = store.state.values;
  const other = runs.find(({ member }) => member !== undefined);
  const compared = other && {
    members: other.spec.bagging.models,
    membersDropout: other.spec.model.inputDropout > 0,
    trainings: alone.length,
  };
  try {
    store.show(store.state.lab, null);
    store.change({
      values: {
        view: compared ? 'compare' : view === 'compare' ? 'image' : view,
        network: 'own',
        dropout: one.spec.model.inputDropout,
        ...compared,
      },
    });
    // Dropout and bagging are settings of the lab, not of its spec.
    const bare = () => ({ ...withDropout(one.spec, 0), bagging: store.spec().bagging });
    store.change({ spec: common([bare()], [store.spec()]) });
    store.change({ spec: common([bare()], [store.spec()]) }); // of layers that are there now
  } catch {
    store.open(before);
    return false;
  }
  const plan = planOf(store.spec(), store.state.values);
  const orders = compared
    ? ordersOf(plan).map(({ spec, options }) => ({ spec, member: options?.member }))
    : [{ spec: plan.dropout }];
  return orders.length === runs.length && orders.every((order, n) => said(order) === said(runs[n]));
}
