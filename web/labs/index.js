/**
 * The labs, in the order of their tabs: a line each. A lab is a folder, loaded when it is opened, with the strings that it
 * names. Its parts come with it, but for those that an embed hides.
 */

/**
 * @typedef {import('../context.js').App} App
 * @typedef {import('../state/store.js').State} State
 *
 * @typedef {object} Work what a lab trains, for whoever asks from outside
 * @property {() => 'idle' | 'running' | 'paused' | 'over'} status
 * @property {() => number | null} share of it that is done, 0 to 1
 * @property {() => boolean} [ready] false: what it needs is still on its way
 * @property {() => void} train begins, or goes on
 * @property {() => void} [pause] else it is held
 * @property {() => void} clear
 * @property {() => string} link with which it began, whatever has been set since
 * @property {() => Promise<unknown>} record of what is over, as JSON
 *
 * @typedef {object} Mounted a lab that an app has opened: what it trains is its own, what it shows is built anew
 * @property {(host: HTMLElement) => void} mount builds what is seen
 * @property {() => void} unmount
 * @property {(state: State, previous: State) => void} update what the store says has changed, in the same lab and lesson
 * @property {Work} [work]
 * @property {() => boolean} [busy] whether it is at work, seen or not
 *
 * @typedef {object} LabModule what a lab's folder exports
 * @property {string[]} strings the groups of strings that it wants beside those of the page
 * @property {string[]} styles the style sheets, likewise: 'style/race'
 * @property {string[]} [panels] what of its stage an embed can go without, beside `intro` and `text`
 * @property {(catalog: import('../../wasm/spec.d.ts').Catalog) => import('../state/settings.js').Setting[]} settingsFor
 *
 * @typedef {Record<string, object | undefined>} Parts modules by the name of what they show: rail, or a panel; of what is
 *   hidden there is none
 * @typedef {{ createLab(app: App, parts: Parts): Mounted }} Maker parts come into it when they are shown: it looks anew when it mounts
 *
 * @typedef {LabModule & Maker & Omit<import('../state/store.js').LabParts, 'settings'>} Lab
 *
 * @typedef {object} Entry
 * @property {() => Promise<Lab>} load
 * @property {Record<string, () => Promise<object>>} [parts]
 * @property {boolean} [trains] false: it needs no engine
 */

/** @type {Record<string, Entry>} */
export const labs = {
  race: {
    load: () => import('./race/index.js'),
    parts: { rail: () => import('./race/rail.js'), table: () => import('./race/results.js') },
  },
  rate: { load: () => import('./rate/index.js'), parts: { rail: () => import('./rate/rail.js') } },
  surfaces: {
    load: () => import('./surfaces/index.js'),
    parts: { rail: () => import('./surfaces/rail.js'), curves: () => import('./surfaces/curves.js') },
  },
  regularization: {
    load: () => import('./regularization/index.js'),
    parts: {
      rail: () => import('./regularization/rail.js'),
      table: () => import('./regularization/results.js'),
      comparison: () => import('./regularization/comparison.js'),
      inside: () => import('./regularization/inside.js'),
    },
  },
  uncertainty: { load: () => import('./uncertainty/index.js'), parts: { rail: () => import('./uncertainty/rail.js') } },
  contents: { load: () => import('./contents/index.js'), trains: false },
};
