// The claims of the lab "uncertainty", with a seed that the measurement has not seen: tests/claims/lessons/uncertainty.js.

import { repeatClaims } from '../helpers/unseen.js';

await repeatClaims('uncertainty');
