// notebook.js: the parts of a script as a notebook of nbformat 4: a heading and a cell each.

import { NOTES } from './notes.js';

/**
 * @param {{ name: string, title: string, sections: import('./python.js').Section[], notes: import('./notes.js').Note[] }} what
 * @returns {string} JSON, with the same bytes for the same parts
 */
export function notebookOf({ name, title, sections, notes }) {
  const [first, ...rest] = sections;
  const cells = [
    markdown(`# Fashion-MNIST with ${name}

${title}. An experiment of Descenso.

${notes.map(({ id }) => `- ${NOTES[id]}`).join('\n')}`),
    code(`${first.code.replace(/^import argparse\n/, '')}

DATA = None  # a folder with the four IDX files of Fashion-MNIST; None downloads them`),
    ...rest.flatMap((section) => [markdown(`## ${section.title}\n\n${section.text}`), code(section.code)]),
    code('main(folder=DATA)'),
  ];
  const notebook = {
    cells: cells.map((cell, n) => ({ id: `cell-${n + 1}`, ...cell })),
    metadata: {
      kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
      language_info: { name: 'python' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

/** nbformat keeps a text as its lines. @param {string} text */
const source = (text) => text.trim().split(/(?<=\n)/);

/** @param {string} text */
const markdown = (text) => ({ cell_type: 'markdown', metadata: {}, source: source(text) });

/** @param {string} text */
const code = (text) => ({
  cell_type: 'code',
  execution_count: null,
  metadata: {},
  outputs: [],
  source: source(text.replace(/\n\n\n+/g, '\n\n\n')),
});
