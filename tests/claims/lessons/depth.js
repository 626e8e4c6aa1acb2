// What the lessons on depth say, mostly of networks before their first step; index.js says what each line is.

import { Heights, keptEvery, pathPlane, projector, specOfImages, wayOf } from '../../../wasm/landscape/index.js';
import { engine, openLesson, withExperiment } from '../../helpers/lessons.js';

/** @typedef {import('../../../wasm/engine/curvature.js').LayerStatistics} Layer */

/** The layers of each contestant at the start. @param {string} id @param {number} seed @returns {Promise<Record<string, Layer[]>>} */
async function starts(id, seed) {
  const store = openLesson(id);
  store.setSpec('seed', seed);
  /** @type {Record<string, Layer[]>} */
  const found = {};
  for (const entrant of store.state.values.entrants)
    found[entrant] = await withExperiment(store.entrantSpec(entrant), (one) => one.layerStatistics().layers);
  return found;
}

/** λ₁ η / 2 at these steps of gradient descent. @param {import('../../../wasm/spec.d.ts').Spec} spec @param {number[]} steps @returns {Promise<number[]>} */
const ratios = (spec, steps) =>
  withExperiment(spec, (one) => {
    const all = Array.from({ length: one.trainCount }, (_, n) => n);
    return steps.map((step) => {
      const { step: now } = one.state();
      if (step > now) one.runSteps(step - now);
      return (one.sharpness(all, { tolerance: 2e-3 }).largest[0] * spec.optimizer.learningRate) / 2;
    });
  });

const mean = (/** @type {number[]} */ list) => list.reduce((sum, x) => sum + x, 0) / list.length;

/** Decades between two sizes. @param {number} a @param {number} b */
const decades = (a, b) => Math.log10(a / b);
/** By which the first layer's gradient is smaller than that of the last hidden one. @param {Layer[]} layers */
const lost = (layers) => decades(layers[layers.length - 2].gradient, layers[0].gradient);
/** By which signals have grown from the first layer to the last hidden one. @param {Layer[]} layers */
const grown = (layers) => decades(layers[layers.length - 2].deviation, layers[0].deviation);
/** The size farthest from 1, as a factor, of the signals and deltas of all hidden layers. @param {Layer[]} layers */
const farthest = (layers) =>
  10 **
  Math.max(
    ...layers.slice(0, -1).flatMap(({ deviation, deltas }) => [deviation, deltas].map((x) => Math.abs(Math.log10(x)))),
  );

/** What a generator of work comes to. @template R @param {Generator<number, R>} work @returns {R} */
function last(work) {
  for (;;) {
    const next = work.next();
    if (next.done) return next.value;
  }
}

/** A run's weights as the page keeps them. @param {import('../../../wasm/spec.d.ts').Spec} spec @param {number} contestants */
const weightsOf = (spec, contestants) =>
  withExperiment(spec, (one) => {
    const kept = last(wayOf(one, keptEvery(spec, one.state().totalSteps, contestants)));
    return kept.map(({ weights }) => weights);
  });

/** What a lesson's landscape comes to: the share of its plane, and two losses of each way's end. @param {string} id @param {number} seed */
async function landscapeOf(id, seed) {
  const store = openLesson(id);
  store.setSpec('seed', seed);
  const { entrants, whose, images } = store.state.values;
  /** @type {Float32Array[][]} */
  const ways = [];
  for (const entrant of entrants) ways.push(await weightsOf(store.entrantSpec(entrant), entrants.length));
  const at = entrants.indexOf(whose);
  const first = ways.slice(0, at).reduce((sum, way) => sum + way.length, 0);
  const { plane, shares } = last(pathPlane(ways.flat(), first + ways[at].length - 1, first));
  const spec = store.entrantSpec(whose);
  const nearest = projector(plane);
  return withExperiment(specOfImages(spec, images), (_, sets) => {
    const heights = new Heights(engine, spec, sets, images);
    const ends = ways.map((way) => way[way.length - 1]);
    const own = ends.map((end) => heights.at(end));
    const drawn = ends.map((end) => {
      const { a, b } = nearest(end);
      return heights.on(plane, a, b);
    });
    heights.free();
    return { share: 100 * (shares[0] + shares[1]), own, drawn };
  });
}

/** @type {import('./index.js').Lesson[]} */
export const lessons = [
  {
    id: 'deep',
    measure: async (seed) => {
      const { plain, tanh, relu } = await starts('deep', seed);
      const slope = (0.05 * plain[0].gradient) / plain[0].weights;
      return { decades: lost(plain), tanh: Math.abs(lost(tanh)), relu: Math.abs(lost(relu)), slope };
    },
    figures: { decades: 1, tanh: 1, relu: 1 },
    claims: [
      {
        id: 'vanishes',
        kind: 'each',
        says: 'the first of 20 sigmoid layers has a gradient more than 1,000 times smaller than the last',
        holds: (f) => f.decades > 3,
      },
      {
        id: 'tanh',
        kind: 'each',
        says: 'with tanh and Glorot’s variance the two are within a factor of 10',
        holds: (f) => f.tanh < 1,
      },
      { id: 'relu', kind: 'each', says: 'with ReLU and He’s variance too', holds: (f) => f.relu < 1 },
      {
        id: 'still',
        kind: 'each',
        says: 'a step moves the weights of the first sigmoid layer by less than 2⁻²⁴ of their size',
        holds: (f) => f.slope < 2 ** -24,
      },
    ],
  },
  {
    id: 'he',
    measure: async (seed) => {
      const { plain, 'plain-2': tenth, 'plain-3': four } = await starts('he', seed);
      return {
        last: plain[plain.length - 2].deviation,
        tenth: -grown(tenth),
        four: grown(four),
        far: farthest(plain),
        farTenth: farthest(tenth),
        farFour: farthest(four),
        ratioTenth: Math.abs(lost(tenth)),
      };
    },
    figures: { last: 2, tenth: 1, four: 1 },
    claims: [
      {
        id: 'keeps',
        kind: 'each',
        says: 'from He’s variance signals and deltas of every hidden layer are within a factor of 10 of 1',
        holds: (f) => f.far < 10,
      },
      { id: 'tenth', kind: 'each', says: 'from a tenth of it they are not', holds: (f) => f.farTenth > 10 },
      { id: 'four', kind: 'each', says: 'from four times it they are not', holds: (f) => f.farFour > 10 },
      {
        id: 'ratio',
        kind: 'each',
        says: 'the ratio of gradients does not show the tenth: it is within a factor of 10',
        holds: (f) => f.ratioTenth < 1,
      },
    ],
  },
  {
    id: 'clipping',
    measure: async (seed) => {
      const { plain } = await starts('clipping', seed);
      const store = openLesson('clipping');
      store.setSpec('seed', seed);
      const steps = (/** @type {string} */ id) =>
        withExperiment(store.entrantSpec(id), (one) => {
          const before = one.layerStatistics().loss;
          const { losses } = one.runSteps(40);
          return {
            steps: losses.length,
            diverged: Number(one.state().status === 'diverged'),
            before,
            after: one.layerStatistics().loss,
          };
        });
      const [alone, clipped] = [await steps('plain'), await steps('clipping')];
      return {
        gradient: plain[0].gradient,
        diverged: alone.diverged,
        steps: alone.steps,
        survives: 1 - clipped.diverged,
        falls: decades(clipped.before, clipped.after),
      };
    },
    figures: {},
    claims: [
      {
        id: 'explodes',
        kind: 'each',
        says: 'the gradient of the first layer is above 1,000',
        holds: (f) => f.gradient > 1000,
      },
      {
        id: 'diverges',
        kind: 'each',
        says: 'the first step of the plain network ruins it: its second loss is no number',
        holds: (f) => f.diverged === 1 && f.steps === 1,
      },
      {
        id: 'survives',
        kind: 'each',
        says: 'the clipped one has not diverged after 40',
        holds: (f) => f.survives === 1,
      },
      { id: 'falls', kind: 'each', says: 'and its loss falls', holds: (f) => f.falls > 0 },
    ],
  },
  {
    id: 'deep-batchnorm',
    measure: async (seed) => {
      const { plain, batchnorm } = await starts('deep-batchnorm', seed);
      return { plain: lost(plain), normed: Math.abs(lost(batchnorm)) };
    },
    figures: { plain: 1, normed: 1 },
    claims: [
      {
        id: 'comes',
        kind: 'each',
        says: 'with batch normalization the first gradient is within a factor of 100 of the last',
        holds: (f) => f.normed < 2,
      },
      { id: 'else', kind: 'each', says: 'and without it 1,000 times smaller', holds: (f) => f.plain > 3 },
    ],
  },
  {
    id: 'residual',
    measure: async (seed) => {
      const { plain, residual, 'residual-2': relu } = await starts('residual', seed);
      return { larger: decades(residual[0].gradient, plain[0].gradient), relu: relu[0].gradient };
    },
    figures: { larger: 1 },
    claims: [
      {
        id: 'comes',
        kind: 'each',
        says: 'with x + f(x) the first layer’s gradient is more than 1,000 times larger',
        holds: (f) => f.larger > 3,
      },
      {
        id: 'explodes',
        kind: 'each',
        says: 'with ReLU and He’s variance besides it is above 1,000',
        holds: (f) => f.relu > 1000,
      },
    ],
  },
  {
    id: 'selu',
    measure: async (seed) => {
      const { elu, selu } = await starts('selu', seed);
      const last = (/** @type {Layer[]} */ layers) => layers[layers.length - 2];
      return {
        selu: last(selu).deviation,
        elu: last(elu).deviation,
        dead: Math.max(...[...elu, ...selu].map(({ dead }) => dead)),
      };
    },
    figures: { selu: 1, elu: 1 },
    claims: [
      {
        id: 'keeps',
        kind: 'each',
        says: 'SELU’s signals after twenty layers are within a factor of 2 of deviation 1',
        holds: (f) => f.selu > 0.5 && f.selu < 2,
      },
      {
        id: 'farther',
        kind: 'each',
        says: 'those of ELU are farther from it',
        holds: (f) => Math.abs(Math.log(f.elu)) > Math.abs(Math.log(f.selu)),
      },
      { id: 'none', kind: 'each', says: 'no unit of either is dead', holds: (f) => f.dead === 0 },
    ],
  },
  {
    id: 'edge-of-stability',
    dear: true,
    measure: async (seed) => {
      const store = openLesson('edge-of-stability');
      store.setSpec('seed', seed);
      const smooth = await ratios(
        store.entrantSpec('smoothing'),
        [0, 800, 850, 900, 950, 1000, 1050, 1100, 1150, 1200],
      );
      const plain = await ratios(store.entrantSpec('plain'), [0, 300, 350, 400, 450, 500, 550, 600, 1150, 1175, 1200]);
      return {
        start: smooth[0],
        late: mean(smooth.slice(1)),
        most: Math.max(...plain.slice(0, -3)),
        end: mean(plain.slice(-3)),
      };
    },
    figures: { start: 2, late: 2, most: 2, end: 2 },
    claims: [
      {
        id: 'rises',
        kind: 'each',
        says: 'with smoothed labels λ₁ begins below 0.9 of 2/η',
        holds: (f) => f.start < 0.9,
      },
      {
        id: 'stays',
        kind: 'each',
        says: 'and is within 15 % of it over the last third of the steps',
        holds: (f) => Math.abs(f.late - 1) < 0.15,
      },
      {
        id: 'there',
        kind: 'each',
        says: 'with plain cross-entropy it comes to 0.8 of 2/η or more',
        holds: (f) => f.most > 0.8,
      },
      {
        id: 'falls',
        kind: 'each',
        says: 'and has fallen to less than three quarters of that by step 1,200',
        holds: (f) => f.end < 0.75 * f.most,
      },
    ],
  },
  {
    id: 'landscape',
    measure: async (seed) => {
      const { share, own, drawn } = await landscapeOf('landscape', seed);
      return {
        share,
        own: own[0],
        drawn: drawn[0],
        through: Math.abs(drawn[2] / own[2] - 1),
      };
    },
    figures: { share: 0, own: 2, drawn: 2 },
    claims: [
      {
        id: 'share',
        kind: 'each',
        says: 'the plane has more of the variance than a random walk’s 76 %',
        holds: (f) => f.share > 76,
      },
      {
        id: 'drawn',
        kind: 'each',
        says: 'where the picture has SGD’s end the loss is more than a tenth higher than SGD’s own',
        holds: (f) => f.drawn > 1.1 * f.own,
      },
      {
        id: 'through',
        kind: 'each',
        says: 'at the end that the plane goes through both losses are the same to a thousandth',
        holds: (f) => f.through < 1e-3,
      },
    ],
  },
];
