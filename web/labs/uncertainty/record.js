/** Records of the lab: what it has trained as a file, and such a file opened. Loaded when asked for. */
import { recordFile } from '../../runs/record.js';
import { common } from '../../state/reopen.js';
import { download } from '../../views/download.js';
import { openRecordWith } from '../shared/record.js';
import { reopenPlan } from './reopen.js';

/** @import { App } from '../../context.js' */
/** @import { Run } from '../../runs/group.js' */

/** @param {App} app @param {Run[]} runs those that are not over are left out */
export const saveRecord = async (app, runs) =>
  download('descenso-record.json', await recordFile(app.engine, runs), 'application/json');

/** @param {App} app */
export const openRecord = (app) => openRecordWith(app, (runs) => reopenPlan(app.store, runs, common));
