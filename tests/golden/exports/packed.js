// packed.js: the exported scripts of a library in one file, every block of code that several share only once.

const APART = '\n\n\n';

/**
 * @param {Record<string, string>} scripts by name
 * @returns {string} the blocks, each under its number, then each script as the numbers of its blocks
 */
export function pack(scripts) {
  /** @type {Map<string, number>} */
  const numbers = new Map();
  const rows = Object.entries(scripts).map(([name, script]) => {
    const own = script.split(APART).map((block) => {
      if (!numbers.has(block)) numbers.set(block, numbers.size);
      return numbers.get(block);
    });
    return `#> ${name}: ${own.join(' ')}`;
  });
  const blocks = [...numbers].map(([block, number]) => `#@ ${number}\n${block}\n`);
  return `${blocks.join('')}${rows.join('\n')}\n`;
}

/** @param {string} text @returns {Record<string, string>} */
export function unpack(text) {
  const at = text.indexOf('#> ');
  const blocks = text
    .slice(0, at)
    .split(/^#@ \d+\n/m)
    .slice(1)
    .map((block) => block.slice(0, -1));
  return Object.fromEntries(
    text
      .slice(at)
      .trim()
      .split('\n')
      .map((row) => {
        const [, name, own] = /** @type {string[]} */ (/^#> (\S+): (.*)$/.exec(row));
        return [name, own.split(' ').map((number) => blocks[Number(number)]).join(APART)];
      }),
  );
}
