/** The page as `./build.sh site` bundles it: main.js, and what keeps it for use without a network. */
import { keepOffline } from './offline.js';
import { page } from './main.js';

keepOffline(page);
