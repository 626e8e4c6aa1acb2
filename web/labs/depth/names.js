/** What contestants are called, and what sets them apart. */
import { kindOf } from '../../state/settings.js';
import { valueAt } from '../../state/paths.js';
import { contestantName, differences } from '../shared/contestants.js';
import { optimizerName } from '../shared/stage.js';
import { essentials, fieldsOf } from './settings.js';

/** @import { App } from '../../context.js' */
/** @import { Spec } from '../../state/specs.js' */
/** @typedef {import('../../runs/group.js').RunGroup} Group */

/** @param {App} app @param {string} id @returns {string} "Residual", "Residual (2)" */
export const entrantName = (app, id) => contestantName(app, 'depth', id);

/** What a contestant has otherwise than all, beside what makes it what it is. @param {App} app @param {string} id @param {Spec} spec of it @param {Spec} base the common one */
export function additions(app, id, spec, base) {
  const own = essentials(kindOf(id));
  const fields = fieldsOf(app.catalog).filter(({ path }) => !own.includes(path));
  const rate =
    spec.optimizer.learningRate === base.optimizer.learningRate
      ? []
      : [`η ${app.format.plain(spec.optimizer.learningRate)}`];
  const optimizer =
    own.includes('optimizer.id') || spec.optimizer.id === base.optimizer.id
      ? []
      : [optimizerName(app, spec.optimizer.id)];
  return [...differences(app, 'depth', fields, spec, ({ path }) => valueAt(base, path)), ...optimizer, ...rate].join(
    ' · ',
  );
}

/** What a contestant is called among those of a group: with what sets it apart there, where another one is of its kind. @param {App} app @param {Group} group @param {string} id */
export function labelOf(app, group, id) {
  const alike = group.ids.filter((other) => kindOf(other) === kindOf(id));
  if (alike.length < 2 || !group.ids.includes(id)) return entrantName(app, id);
  const apart = alike.map((other) =>
    additions(app, other, group.runsOf(other)[0].spec, group.spec ?? app.store.spec()),
  );
  const name = app.t(`depth.names.${kindOf(id)}`);
  if (new Set(apart).size < alike.length) return entrantName(app, id);
  const own = apart[alike.indexOf(id)];
  return own ? `${name}, ${own}` : name;
}
