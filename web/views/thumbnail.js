/**
 * A small picture of each lesson's claim, for contents, covers and paper. Sketches, not measurements: curves have closed
 * forms or go through a few points, and no optimizer runs here. Colours come from the classes of style/thumbnail.css.
 */
import { svg } from './dom.js';
import { drawings as depth } from './thumbnail/depth.js';
import { drawings as generalization } from './thumbnail/generalization.js';
import { drawings as optimization } from './thumbnail/optimization.js';
import { HEIGHT, WIDTH } from './thumbnail/pen.js';
import { drawings as slips } from './thumbnail/slips.js';

const drawings = { ...depth, ...optimization, ...generalization, ...slips };

/** The lessons that have a picture. */
export const drawn = Object.keys(drawings);

/**
 * @param {string} presetId
 * @returns {SVGElement} decorative: the card's title and sentence say it in words
 */
export function thumbnail(presetId) {
  const drawing = Object.hasOwn(drawings, presetId) ? drawings[presetId]() : [];
  const viewBox = `0 0 ${WIDTH} ${HEIGHT}`;
  // Its size is for a page without its style sheets.
  const size = { width: WIDTH, height: HEIGHT, viewBox };
  return svg('svg', { class: 'thumbnail', ...size, 'aria-hidden': 'true', focusable: 'false' }, drawing);
}
