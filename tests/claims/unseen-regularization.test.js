// The claims of the lab "regularization", with a seed that the measurement has not seen: tests/claims/lessons/regularization.js.

import { repeatClaims } from '../helpers/unseen.js';

await repeatClaims('regularization');
