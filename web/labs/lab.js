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
 * @property {(host: HTMLElement) => void | Promise<void>} mount builds what is seen, later where something of it is still to come
 * @property {() => void} unmount
 * @property {(state: State, previous: State) => void | Promise<void>} update what the store says has changed, in the same lab and
 *   lesson
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

/**
 * @typedef {object} Shown what a lab shows whose work is one race, while it is mounted
 * @property {() => void} rebuild on a new start
 * @property {() => void} draw
 * @property {() => unknown} view charts and tables
 * @property {() => unknown} [below] what comes after the buttons for files
 * @property {(changed: string[]) => void} [follow] a change of settings
 * @property {() => void} destroy
 *
 * @typedef {object} RaceFiles the table for a spreadsheet, and all that the runs have recorded
 * @property {string[]} COLUMNS
 * @property {(race: import('../runs/group.js').RunGroup) => Iterable<ArrayLike<unknown>>} rowsOf
 * @property {(race: import('../runs/group.js').RunGroup) => unknown} fileOf
 *
 * @typedef {object} RaceLab such a lab, as shared/training.js makes one of it
 * @property {string} words its group of strings
 * @property {string} who the setting that lists its contestants
 * @property {() => import('../engine/message-types.js').StopConditions} [stop]
 * @property {(spec: import('../state/specs.js').Spec, first: boolean) => import('../engine/message-types.js').WatchOptions | undefined} [watch] what is looked at on the way; first: whether it is of the first seed
 * @property {boolean} [evaluateTrain] whether epochs come with their `evaluatedLoss`
 * @property {boolean} [mirrored] whether the test is taken once more, with mirror images averaged in
 * @property {() => string} idle what is going to be trained
 * @property {Omit<Parameters<typeof import('./shared/verdict.js').wordAhead>[2], 'words'>} verdict who is ahead in what, in the lab's words of that name
 * @property {() => string} running what screen readers are told at the start
 * @property {(id: string) => string} name what a contestant of the race is called, with what it had there
 * @property {(id: string) => string} chosen what one is called that is chosen now, whatever has run
 * @property {() => boolean} [busy] whether it is at work, beside the runs
 * @property {() => void} [forget] what is known of the runs before
 * @property {string} file what files are called that it saves
 * @property {() => Promise<RaceFiles>} files what is in them
 * @property {(tell: (problem: string) => void) => unknown} rail
 * @property {() => Shown} mount
 */

export {};
