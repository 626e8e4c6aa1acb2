// A store as the page makes it, without a page: its labs' settings need no document.

import { labs as entries } from '../../web/labs/index.js';
import { entrantDefaults } from '../../web/labs/surfaces/rates.js';
import { presets } from '../../web/lessons/index.js';
import { createStore } from '../../web/state/store.js';
import { loadEngine } from '../../wasm/index.js';

export const engine = await loadEngine();

/** What every lab that has a lesson tells the store, in the order of their tabs. @type {Record<string, import('../../web/state/store.js').LabParts>} */
export const labs = {};
for (const lab of Object.keys(entries).filter((one) => presets.some((preset) => preset.lab === one))) {
  const { settingsFor, contest } = await import(`../../web/labs/${lab}/settings.js`);
  const settings = settingsFor(engine.catalog);
  labs[lab] = { settings, ...(contest ? { contest } : {}), ...(lab === 'surfaces' ? { entrantDefaults } : {}) };
}

/** @param {Partial<Parameters<typeof createStore>[0]> & { parts?: typeof labs, engine?: Parameters<ReturnType<typeof createStore>['useEngine']>[0] }} [options] */
export function makeStore({ parts = labs, engine: own = engine, ...options } = {}) {
  const store = createStore({ labs: Object.keys(parts), presets, languages: ['es', 'en'], ...options });
  store.useEngine(own);
  for (const [lab, one] of Object.entries(parts)) store.addLab(lab, one);
  return store;
}
