// python.js: values and blocks of code in Python.

/**
 * A part of a script, which in a notebook is a cell: a heading, what is said above the code, the code.
 * @typedef {{ title: string, text: string, code: string }} Section
 */

/**
 * A number as a person would write it: 0.001, 1e-7, 300.
 * @param {number} x
 */
export function number(x) {
  if (x !== 0 && Math.abs(x) < 1e-3) return x.toExponential().replace('e+', 'e');
  return String(x).replace('e+', 'e');
}

/** A number that Python is to take for a real one: 1.0 and not 1. @param {number} x */
export const real = (x) => (Number.isInteger(x) && Math.abs(x) < 1e16 ? x.toFixed(1) : number(x));

/** @param {readonly number[]} items @param {(x: number) => string} say `real` where Python is to take all of them for real ones */
export const list = (items, say = number) => `[${items.map(say).join(', ')}]`;

/** @param {string} text @param {number} by spaces before every line that is not empty */
export const indent = (text, by) => text.replace(/^(?=.)/gm, ' '.repeat(by));

/** Arguments that are there, separated by commas. @param {(string | false | undefined)[]} given */
export const args = (...given) => given.filter(Boolean).join(', ');

/** Blocks of code that are there, apart by as many empty lines as PEP 8 wants between functions. @param {(string | false | undefined)[]} given */
export const blocks = (...given) =>
  given
    .filter((block) => typeof block === 'string' && block.trim() !== '')
    .map((block) => /** @type {string} */ (block).replace(/^\n+|\s+$/g, ''))
    .join('\n\n\n');

/** Lines that are there. @param {(string | false | undefined)[]} given */
export const lines = (...given) => given.filter((line) => line !== false && line !== undefined).join('\n');

/**
 * A paragraph in lines of at most `width` characters.
 * @param {string} text
 * @param {string} first what the first line begins with
 * @param {string} rest what the others begin with
 */
export function wrap(text, first = '', rest = first, width = 100) {
  const out = [];
  let line = first;
  let empty = true;
  for (const word of text.split(/\s+/)) {
    if (!empty && line.length + 1 + word.length > width) {
      out.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...out, line].join('\n');
}

/**
 * A call whose arguments get a line each where one line is too short.
 * @param {string} name
 * @param {string[]} given
 * @param {number} before characters that stand before it in its line
 */
export function call(name, given, before = 0) {
  const one = `${name}(${given.join(', ')})`;
  if (one.length + before <= 100 && !one.includes('\n')) return one;
  return `${name}(\n${given.map((item) => `${indent(item, 4)},\n`).join('')})`;
}
