/** Buttons that show experiments as scripts of other libraries. */
import { html, nothing } from '../../views/template.js';
import { button } from './stage.js';

/** @import { App } from '../../context.js' */
/** @import { Spec } from '../../../wasm/spec.d.ts' */

/** Who is asked for most, by what they call themselves. */
const LIBRARIES = /** @type {const} */ ([
  ['keras', 'Keras'],
  ['pytorch', 'PyTorch'],
]);

/**
 * @param {App} app
 * @param {() => { name: string, spec: Spec }[]} experiments those that there are now; the buttons are disabled without one
 */
export function scriptButtons(app, experiments) {
  if (!app.shows('exports')) return nothing;
  const there = experiments();
  return html`<div class="exports" data-roving>
    ${LIBRARIES.map(([to, library]) => {
      const open = async () => {
        const { openScript } = await import('../../share/script.js');
        await openScript(app, { experiments: experiments(), to });
      };
      return button(app.t('race.asLibrary', { library }), open, { quiet: true, disabled: there.length === 0 });
    })}
  </div>`;
}
