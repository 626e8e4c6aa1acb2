// read-node.js: how loadEngine() reads a file, in Node: "#read" in package.json.

export { readFile } from 'node:fs/promises';
