/** What networks do before their first step: runs that stand still, looked at once and forgotten. */
import { RunGroup } from '../../runs/group.js';
import { contestantsOf } from '../shared/training.js';
import { hasSharpness } from './outcome.js';

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
    const asked = JSON.stringify([list, sharpness]);
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.group.start(
      list.map(({ id, spec }) => {
        const watch = this.#wantsSharpness(spec) ? { layers: 1, sharpness: 1 } : { layers: 1 };
        return { id, spec, options: { watch, paused: true, evaluateTest: false } };
      }),
      { paused: true, spec: this.#app.store.spec() },
    );
  }

  /** As in training: of what has no λ₁ nobody asks for it. @param {import('../../state/specs.js').Spec} spec */
  #wantsSharpness(spec) {
    return this.#app.store.state.values.sharpness && hasSharpness(spec);
  }

  /** Of a run that has told what it was asked, nothing more is wanted than that. */
  #release() {
    for (const run of this.group.runs) {
      if (run.isOver || run.watched.length < (this.#wantsSharpness(run.spec) ? 2 : 1)) continue;
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
