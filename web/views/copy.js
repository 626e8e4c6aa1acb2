/** Texts that are copied, on hosts that allow it and on those that do not. */

/**
 * Puts a text into the clipboard. A page without encryption has no such clipboard, and a frame in a sandbox may not write into it: there
 * what shows the text is selected, and copied the old way; where that is refused, too, the reader can copy what is selected.
 * @param {string} text
 * @param {HTMLElement} shown what has just this text: a box, or an element around it
 * @returns {Promise<boolean>} false: it is selected, and no more; the reader has to be told so
 */
export async function copyText(text, shown) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    select(shown);
    if (!document.execCommand('copy')) return false;
    document.getSelection()?.removeAllRanges();
    before?.focus();
    return true;
  }
}

/** @param {HTMLElement} shown */
function select(shown) {
  if (shown instanceof HTMLInputElement || shown instanceof HTMLTextAreaElement) {
    shown.focus();
    shown.select();
  } else document.getSelection()?.selectAllChildren(shown);
}
