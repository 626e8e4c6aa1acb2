/** Contestants: an id is what they are, and a number from the second of a kind on: "adam", "adam-2". Pure functions. */

/** @typedef {{ kind: string, number: number }} Entrant the number is 1 to 9 */

/** @param {string} id @returns {Entrant} */
export function readEntrant(id) {
  const [, kind, number = '1'] = /** @type {RegExpExecArray} */ (/^(.*?)(?:-([2-9]))?$/s.exec(id));
  return { kind, number: Number(number) };
}

/** @param {Entrant} entrant @returns {string} its id */
export const writeEntrant = ({ kind, number }) => (number === 1 ? kind : `${kind}-${number}`);

/** @param {string} id @returns {string} what it is */
export const kindOf = (id) => readEntrant(id).kind;
