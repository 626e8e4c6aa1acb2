// wide.js SET - - OPTIMIZER BATCH IMAGES: seconds of an epoch on all cores that this process may use, where V8 makes one operation of
// 256 bits of two of 128; for a Node that has the flag (24 and later).

import { loadWideEngine } from '../../wasm/cli/wide.js';
import { nodeReader } from '../../wasm/data-node.js';
import { loadDatasets } from '../../wasm/data.js';
import { epochOf, specOf } from './ours.js';

const [set, , , optimizer, batch, count] = process.argv.slice(2);
const images = Number(count);
const engine = await loadWideEngine('auto');
const spec = specOf({ set, images, evaluated: 0, passes: 0 }, { optimizer, batch: Number(batch) });
const datasets = await loadDatasets(engine, engine.normalize(spec), nodeReader());
console.log(epochOf({ engine, ...datasets }, spec, images));
await engine.free();
