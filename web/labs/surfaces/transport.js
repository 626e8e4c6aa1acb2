/** Which step is shown: the buttons, the slider and the clock that moves it. */
import { h } from '../../views/dom.js';
import { html } from '../../views/template.js';
import { button } from '../shared/stage.js';

/** @import { App } from '../../context.js' */

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/**
 * The step and its clock; they outlive the buttons, which are made anew with every language.
 * @param {{ steps: () => number, speed: () => number, changed: () => void, ended: () => void }} options speed: steps a
 *   second
 */
export function createClock({ steps, speed, changed, ended }) {
  /** The step that is shown; Infinity stands for the end, however many steps there are. */
  let at = Infinity;
  let playing = false;
  let frame = 0;
  let before = 0;

  const clock = {
    get t() {
      return Math.min(steps(), Math.floor(at));
    },
    get playing() {
      return playing;
    },
    get ended() {
      return clock.t >= steps();
    },
    /** @param {number} t */
    show(t) {
      at = t >= steps() ? Infinity : Math.max(0, t);
      changed();
    },
    play() {
      if (clock.ended) at = 0;
      // Who wants no motion gets the end at once.
      if (calm()) {
        at = Infinity;
        changed();
        ended();
        return;
      }
      playing = true;
      before = 0;
      frame = requestAnimationFrame(tick);
      changed();
    },
    pause() {
      playing = false;
      cancelAnimationFrame(frame);
      changed();
    },
    /** @param {1 | -1} direction */
    step(direction) {
      if (playing) clock.pause();
      clock.show(direction > 0 && clock.ended ? 1 : clock.t + direction);
    },
    reset() {
      clock.pause();
      clock.show(0);
    },
    stop() {
      playing = false;
      cancelAnimationFrame(frame);
    },
  };

  /** @param {number} now */
  function tick(now) {
    if (!playing) return;
    // After a pause of the page itself, as in another tab, it goes on from where it was.
    if (before) at += speed() * Math.min(0.1, (now - before) / 1000);
    before = now;
    if (at >= steps()) {
      at = Infinity;
      playing = false;
      changed();
      ended();
      return;
    }
    changed();
    frame = requestAnimationFrame(tick);
  }
  return clock;
}

/** @typedef {ReturnType<typeof createClock>} Clock */

/** Which step is shown, in words. @param {App} app @param {Clock} clock @param {number} steps */
const placeOf = (app, clock, steps) =>
  app.t('surfaces.stepOf', { step: app.format.integer(clock.t), steps: app.format.integer(steps) });

/** The buttons; what each has done is said. @param {App} app @param {Clock} clock @param {number} steps */
export function transport(app, clock, steps) {
  const { t: at, playing, ended } = clock;
  const tell = (/** @type {() => void} */ act) => () => {
    act();
    app.announce(placeOf(app, clock, steps));
  };
  /** Where it is over at once, that is said. */
  const play = () => {
    clock.play();
    if (clock.playing) app.announce(app.t('surfaces.said.playing', { place: placeOf(app, clock, steps) }));
  };
  const main = playing ? 'pause' : ended || at === 0 ? 'play' : 'resume';
  const one = (/** @type {string} */ key, /** @type {() => void} */ click, kind = {}) =>
    button(app.t(`surfaces.${key}`), click, kind);
  return html`${one(main, () => (clock.playing ? tell(clock.pause)() : play()), { primary: true })}
  ${one(
    'back',
    tell(() => clock.step(-1)),
    { disabled: at === 0 },
  )}
  ${one(
    'step',
    tell(() => clock.step(1)),
  )}
  ${one('reset', tell(clock.reset), { disabled: at === 0 })}`;
}

/** The slider. @param {App} app @param {Clock} clock */
export function timeSlider(app, clock) {
  const input = h('input', { type: 'range', min: '0', step: '1', 'aria-label': app.t('surfaces.shown') });
  input.addEventListener('input', () => {
    if (clock.playing) clock.pause();
    clock.show(Number(input.value));
  });
  return (/** @type {number} */ steps) => {
    const at = clock.t;
    input.max = String(steps);
    input.value = String(at);
    input.style.setProperty('--fill', String(at / steps));
    const text = placeOf(app, clock, steps);
    input.setAttribute('aria-valuetext', text);
    return html`<div class="surface-time">${input}<span class="figure muted">${text}</span></div>`;
  };
}
