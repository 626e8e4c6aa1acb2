// descenso.wasm with less memory, so that running out of it takes megabytes instead of gigabytes.

const PAGE = 65536;
const MEMORY_SECTION = 5;

/** An unsigned LEB128 number: its value and where it ends. @param {Uint8Array} bytes @param {number} at */
function readNumber(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, end: at };
  }
}

/** The module with `maximum` bytes as the most that its memory can grow to. @param {Uint8Array} wasm @param {number} maximum */
export function limitMemory(wasm, maximum) {
  const bytes = Uint8Array.from(wasm);
  for (let at = 8; at < bytes.length;) {
    const id = bytes[at];
    const size = readNumber(bytes, at + 1);
    if (id !== MEMORY_SECTION) {
      at = size.end + size.value;
      continue;
    }
    // One memory, with flag 1: a smallest and a largest number of pages.
    if (bytes[size.end] !== 1 || bytes[size.end + 1] !== 1) throw new Error('one memory with a maximum is expected');
    const start = readNumber(bytes, size.end + 2).end;
    const { end } = readNumber(bytes, start);
    let pages = maximum / PAGE;
    for (let i = start; i < end; i++, pages = Math.floor(pages / 128))
      bytes[i] = (pages % 128) | (i + 1 < end ? 0x80 : 0);
    return bytes;
  }
  throw new Error('no memory section');
}
