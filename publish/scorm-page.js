// scorm-page.js: begins a lesson's page: the embed in it, and the platform around it.

import { findAPI, openLesson } from './scorm-sco.js';

const frame = /** @type {HTMLIFrameElement} */ (document.getElementById('lesson'));
const first = frame.dataset.link ?? '';
const api = findAPI(window);
// Opened by itself, as to try it, it is the embed alone.
const lesson = api && openLesson(api, first, (frame.dataset.languages ?? '').split(' '));
frame.src = `embed.html${lesson?.link ?? first}`;
window.addEventListener('message', ({ source, data }) => {
  if (source === frame.contentWindow && data?.descenso === 1) lesson?.hear(data);
});
window.addEventListener('pagehide', () => lesson?.leave());
// Brought back as it was left, it would report to a session that is over.
window.addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
