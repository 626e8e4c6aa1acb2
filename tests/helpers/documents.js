// What a document of docs/ has in its fences.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

/** @param {string} name @returns {string} */
export const documentText = (name) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

/**
 * The fenced text after `<!-- code: id -->`.
 * @param {string} name of the document
 * @param {string} id
 */
export function code(name, id) {
  const text = documentText(name);
  const [, fence, rest] = new RegExp(`<!-- code: ${id} -->\\n+(\`{3,})\\S*\\n([^]*)`).exec(text) ?? [];
  const end = rest?.indexOf(`\n${fence}\n`) ?? -1;
  assert.ok(end >= 0, `docs/${name} has no code ${id}`);
  return rest.slice(0, end);
}
