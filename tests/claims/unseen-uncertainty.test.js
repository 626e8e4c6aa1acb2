// The claims of the lab "uncertainty", with seeds that the measurement has not seen: tests/claims/lessons/uncertainty.js.

import { repeatClaims } from '../helpers/unseen.js';

await repeatClaims('uncertainty');
