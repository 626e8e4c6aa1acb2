/** Which step is shown: the buttons, the slider and the clock that moves it. */
import { h, setText } from '../../views/dom.js';

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

/** @param {App} app @param {Clock} clock */
export function transport(app, clock) {
  const button = (/** @type {string} */ key, /** @type {() => void} */ click, kind = '') =>
    h('button', { type: 'button', class: `button ${kind}`, on: { click } }, app.t(`surfaces.${key}`));
  const main = button('play', () => (clock.playing ? clock.pause() : clock.play()), 'primary');
  const back = button('back', () => clock.step(-1));
  const forward = button('step', () => clock.step(1));
  const reset = button('reset', () => clock.reset());
  const slider = h('input', {
    type: 'range',
    min: '0',
    step: '1',
    'aria-label': app.t('surfaces.shown'),
    on: {
      input: () => {
        if (clock.playing) clock.pause();
        clock.show(Number(slider.value));
      },
    },
  });
  const figure = h('span', { class: 'figure muted' });
  return {
    buttons: [main, back, forward, reset],
    slider: h('div', { class: 'surface-time' }, slider, figure),
    /** @param {number} steps */
    show(steps) {
      const { t: at, playing, ended } = clock;
      setText(main, app.t(playing ? 'surfaces.pause' : ended || at === 0 ? 'surfaces.play' : 'surfaces.resume'));
      back.disabled = at === 0;
      reset.disabled = at === 0;
      slider.max = String(steps);
      slider.value = String(at);
      slider.style.setProperty('--fill', String(at / steps));
      const text = app.t('surfaces.stepOf', { step: app.format.integer(at), steps: app.format.integer(steps) });
      slider.setAttribute('aria-valuetext', text);
      setText(figure, text);
    },
  };
}
