/** What a lab is, as types: nothing of it is loaded. */

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
 * @property {(catalog: App['catalog']) => import('../state/settings.js').Setting[]} settingsFor
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

export {};
