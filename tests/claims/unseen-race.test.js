// The claims of the lab "race", with a seed that the measurement has not seen: tests/claims/lessons/race.js.

import { repeatClaims } from '../helpers/unseen.js';

await repeatClaims('race');
