/** A field of a lab's own where it stands beside what it changes, not in the rail. */
import { fieldControl } from '../../views/controls.js';

/** @import { App } from '../../context.js' */
/** @import { Setting } from '../../state/settings.js' */
/** @import { ControlOptions } from '../../views/controls.js' */

/** @param {App} app @param {string} words the lab's group of strings @param {Setting} setting @param {Partial<ControlOptions>} [look] */
export const settingField = (app, words, setting, look) =>
  fieldControl(app, setting, {
    value: app.store.state.values[setting.key],
    onChange: (value) => app.store.setValue(setting.key, value),
    label: app.t(`${words}.settings.${setting.key}`),
    explain: `${words}.explain.${setting.key}`,
    ...look,
  });
