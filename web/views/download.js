/** Files that the page makes. */
import { h } from './dom.js';

/**
 * @param {string} name of the file
 * @param {Blob | string} content
 * @param {string} [type] of a string
 */
export function download(name, content, type = 'text/plain;charset=utf-8') {
  const blob = typeof content === 'string' ? new Blob([content], { type }) : content;
  const url = URL.createObjectURL(blob);
  h('a', { href: url, download: name }).click();
  // The browser takes the file at its leisure.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/**
 * Comma-separated values as RFC 4180 has them; numbers with a point and all their digits, whatever the language.
 * @param {string[]} columns
 * @param {Iterable<ArrayLike<unknown>>} rows
 */
export function toCSV(columns, rows) {
  const cell = (/** @type {unknown} */ value) => {
    const text = value === null || value === undefined || Number.isNaN(value) ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [columns.map(cell).join(',')];
  for (const row of rows) lines.push(Array.from(row, cell).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

/** @param {string} name @param {string[]} columns @param {Iterable<ArrayLike<unknown>>} rows */
export function downloadCSV(name, columns, rows) {
  download(name, toCSV(columns, rows), 'text/csv;charset=utf-8');
}

/** @param {string} name @param {unknown} value */
export function downloadJSON(name, value) {
  download(name, `${JSON.stringify(value, null, 2)}\n`, 'application/json');
}

/** A file's name from a title: "Pérdida por paso" → "perdida-por-paso". @param {string} title */
export function fileName(title) {
  const plain = title
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'descenso';
}
