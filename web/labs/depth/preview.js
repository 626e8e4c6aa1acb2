/** What networks do before their first step: runs that stand still, looked at once and forgotten. */
import { RunGroup } from '../../runs/group.js';
import { contestantsOf } from '../shared/training.js';

/** Milliseconds that a control must rest before networks are made for its value. */
const REST = 120;

/** @import { App } from '../../context.js' */

export class Preview {
  group;
  #app;
  #asked = '';
  #timer = 0;

  /**
   * @param {App} app
   * @param {(begun: boolean) => void} changed begun: other runs than before
   */
  constructor(app, changed) {
    this.#app = app;
    this.group = new RunGroup(app.pool, (change) => {
      this.#release();
      changed(change === 'runs');
    });
  }

  /** Looks at the networks as they are set now, once the hand rests; at once where nothing has been seen. */
  ask() {
    clearTimeout(this.#timer);
    if (this.#asked) this.#timer = window.setTimeout(() => this.#start(), REST);
    else this.#start();
  }

  #start() {
    const list = contestantsOf(this.#app.store, 'entrants');
    const { sharpness } = this.#app.store.state.values;
    const watch = sharpness ? { layers: 1, sharpness: 1 } : { layers: 1 };
    const asked = JSON.stringify([list, watch]);
    if (asked === this.#asked) return;
    this.#asked = asked;
    const options = { watch, paused: true, evaluateTest: false };
    this.group.start(
      list.map(({ id, spec }) => ({ id, spec, options })),
      { paused: true, spec: this.#app.store.spec() },
    );
  }

  /** Of a run that has told what it was asked, nothing more is wanted than that. */
  #release() {
    const wanted = this.#app.store.state.values.sharpness ? 2 : 1;
    for (const run of this.group.runs) {
      if (run.isOver || run.watched.length < wanted) continue;
      run.handle.free();
      run.finish('stopped');
    }
  }

  /** Forgets what it has found, and asks for nothing more. */
  clear() {
    clearTimeout(this.#timer);
    this.#asked = '';
    this.group.clear();
  }
}
