/** All views of the lab, where there is a choice among them. */
export { compareView as compare } from './compare.js';
export { conformalView as conformal } from './conformal.js';
export { imageView as image } from './image.js';
export { testView as test } from './test.js';
