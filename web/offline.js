/** The page's side of service-worker.js: starts it when the page has come to rest, and offers the next version. */
import { asset } from './asset.js';
import { h } from './views/dom.js';
import { notice } from './views/notices.js';

/** Milliseconds after which the page has what it needs itself. */
const REST = 2000;

/** Milliseconds between two words to a worker that brings a version: Firefox ends it within a minute of the last one. */
const WORD = 10_000;

/** @param {ReturnType<typeof import('./app.js').createApp>} page */
export function keepOffline(page) {
  const { serviceWorker } = navigator;
  // Where there is none, as over http, the page works as long as its host does.
  if (serviceWorker) setTimeout(() => register(serviceWorker, page).catch(() => {}), REST);
}

/** @param {ServiceWorkerContainer} serviceWorker @param {ReturnType<typeof import('./app.js').createApp>} page */
async function register(serviceWorker, page) {
  const registration = await serviceWorker.register(asset('web/service-worker.js'));
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let words;
  /** For as long as one brings a version, and no longer. */
  const speak = () => {
    clearInterval(words);
    const { installing } = registration;
    if (!installing) return;
    words = setInterval(() => installing.postMessage('descenso: go on'), WORD);
    installing.addEventListener('statechange', speak);
  };
  let offered = false;
  /** Whoever came before there was any has the newest. */
  const offer = () => {
    if (!registration.waiting || !serviceWorker.controller || offered) return;
    offered = true;
    /** By then a newer one may wait, or it may serve already: another page of the site has asked for it. */
    const click = () => {
      if (!registration.waiting) return location.reload();
      serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
      registration.waiting.postMessage('descenso: take over');
    };
    page.tell((app) =>
      notice(app, [
        app.t('page.newVersion'),
        ' ',
        h('button', { type: 'button', class: 'button', on: { click } }, app.t('page.retry')),
      ]),
    );
  };
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', offer);
    speak();
  });
  speak();
  offer();
}
