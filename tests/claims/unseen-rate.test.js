// The claims of the lab "rate", with a seed that the measurement has not seen: tests/claims/lessons/rate.js.

import { repeatClaims } from '../helpers/unseen.js';

await repeatClaims('rate');
