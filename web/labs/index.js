/**
 * The labs, in the order of their tabs: a line each. A lab is a folder, loaded when it is opened, with the strings that it
 * names. Its parts come with it, but for those that an embed hides.
 */

/** @type {Record<string, import('./lab.js').Entry>} */
export const labs = {
  race: {
    load: () => import('./race/index.js'),
    parts: { rail: () => import('./race/rail.js'), table: () => import('./race/results.js') },
  },
  rate: {
    load: () => import('./rate/index.js'),
    parts: {
      rail: () => import('./rate/rail.js'),
      views: () => import('./rate/views.js'),
    },
  },
  surfaces: {
    load: () => import('./surfaces/index.js'),
    parts: {
      rail: () => import('./surfaces/rail.js'),
      table: () => import('./surfaces/results.js'),
      curves: () => import('./surfaces/curves.js'),
      step: () => import('./surfaces/step.js'),
    },
  },
  regularization: {
    load: () => import('./regularization/index.js'),
    parts: {
      rail: () => import('./regularization/rail.js'),
      table: () => import('./regularization/results.js'),
      comparison: () => import('./regularization/comparison.js'),
      inside: () => import('./regularization/inside.js'),
    },
  },
  depth: {
    load: () => import('./depth/index.js'),
    parts: {
      rail: () => import('./depth/rail.js'),
      table: () => import('./depth/results.js'),
      picture: () => import('./depth/picture.js'),
    },
  },
  uncertainty: {
    load: () => import('./uncertainty/index.js'),
    parts: {
      rail: () => import('./uncertainty/rail.js'),
      views: () => import('./uncertainty/views.js'),
    },
  },
  contents: { load: () => import('./contents/index.js'), trains: false },
};
