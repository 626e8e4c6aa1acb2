/** Español: un grupo de cadenas por archivo. */
import catalog from './es/catalog.js';
import errors from './es/errors.js';
import views from './es/views.js';
import presets from './es/presets.js';
import page from './es/page.js';
import race from './es/race.js';
import rate from './es/rate.js';
import regularization from './es/regularization.js';
import surfaces from './es/surfaces.js';
import uncertainty from './es/uncertainty.js';

export default { presets, regularization, surfaces, uncertainty, race, rate, page, catalog, errors, views };
