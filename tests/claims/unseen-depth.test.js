// The claims of the lab "depth", with a seed that the measurement has not seen: tests/claims/lessons/depth.js.

import { repeatClaims } from '../helpers/unseen.js';

await repeatClaims('depth');
