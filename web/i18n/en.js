/** English: one group of strings a file. */
import catalog from './en/catalog.js';
import errors from './en/errors.js';
import views from './en/views.js';
import presets from './en/presets.js';
import page from './en/page.js';
import race from './en/race.js';
import rate from './en/rate.js';
import regularization from './en/regularization.js';
import surfaces from './en/surfaces.js';
import uncertainty from './en/uncertainty.js';

export default { presets, regularization, surfaces, uncertainty, race, rate, page, catalog, errors, views };
