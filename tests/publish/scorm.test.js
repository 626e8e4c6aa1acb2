// `./build.sh scorm`: a package that a platform takes: it hears when a lesson has ended, and keeps what it is opened with again.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import { findAPI, languageOf, MOST, openLesson, readKept, textOf, timeOf } from '../../publish/scorm-sco.js';
import { BROWSERS, missingBrowser, openPage, testsOf } from '../helpers/browser.js';
import { startHost } from '../helpers/host.js';
import { useBrowser } from '../helpers/page.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const scratch = mkdtempSync(path.join(tmpdir(), 'descenso scorm-'));
const zip = path.join(scratch, 'lessons.zip');
/** @type {Record<string, Uint8Array>} */
let files = {};
const text = (/** @type {string} */ name) => Buffer.from(files[name]).toString();
const build = (/** @type {string[]} */ ...args) =>
  spawnSync('./build.sh', ['scorm', ...args], { cwd: root, encoding: 'utf8' });

before(() => {
  const { status, stdout, stderr } = build('--lang', 'en', 'race', 'momentum', zip);
  assert.equal(status, 0, stdout + stderr);
  files = unzipSync(readFileSync(zip));
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(scratch, 'package', name)), { recursive: true });
    writeFileSync(path.join(scratch, 'package', name), bytes);
  }
  // A platform: its runtime is another project's, and what it keeps is what a database would have.
  cpSync(path.join(root, 'node_modules/scorm-again/dist/scorm12.min.js'), path.join(scratch, 'runtime.js'));
  writeFileSync(
    path.join(scratch, 'index.html'),
    '<!doctype html><link rel="icon" href="data:,"><script src="runtime.js"></script>',
  );
});
after(() => rmSync(scratch, { recursive: true, force: true }));

describe('the package', () => {
  test('has a manifest of SCORM 1.2 that lists every file but itself, and a lesson for each preset', () => {
    const manifest = text('imsmanifest.xml');
    assert.match(manifest, /<schemaversion>1\.2<\/schemaversion>/);
    const listed = [...manifest.matchAll(/<file href="([^"]+)"/g)].map(([, href]) => href).sort();
    assert.deepEqual(
      listed,
      Object.keys(files)
        .filter((name) => name !== 'imsmanifest.xml')
        .sort(),
    );
    const lessons = [...manifest.matchAll(/scormtype="sco" href="([^"]+)"/g)].map(([, href]) => href);
    assert.deepEqual(lessons, ['race.html', 'momentum.html']);
    assert.match(manifest, /identifierref="sco-momentum"><title>Momentum: terminal velocity<\/title>/);
    assert.doesNotMatch(manifest, /&(?!#\d+;)/);
  });

  test('is the same bytes when it is built again, and none of a preset that there is not', () => {
    const again = path.join(scratch, 'again.zip');
    assert.equal(build('--lang', 'en', 'race', 'momentum', again).status, 0);
    assert.ok(readFileSync(again).equals(readFileSync(zip)));
    for (const [args, says] of /** @type {[string[], RegExp][]} */ ([
      [['momentun'], /there is no preset "momentun"/],
      [[], /say which presets/],
      [['--lang', 'fr', 'race'], /--lang must be es or en/],
    ])) {
      const { status, stderr } = build(...args, path.join(scratch, 'none.zip'));
      assert.equal(status, 1);
      assert.match(stderr, says);
    }
  });
});

/** @typedef {import('../../publish/scorm-sco.js').API} Platform */
/** @typedef {typeof globalThis & { known: string[], API: { cmi: { core: { lesson_status: string } } } }} Runtime a lesson's, or its platform's */

describe('what a platform keeps', () => {
  test('is JSON of at most 4,096 characters, whatever a run has recorded: the link stays, the longest parts go', () => {
    const curve = Array.from({ length: 3000 }, (_, i) => i / 7);
    const kept = {
      link: '#lab=race',
      end: { accuracy: 0.8, runs: { sgd: { losses: curve, loss: 1 }, adam: { losses: curve, loss: 2 } } },
    };
    const left = JSON.parse(textOf(kept));
    assert.ok(textOf(kept).length <= MOST);
    assert.deepEqual(left, {
      link: '#lab=race',
      end: { accuracy: 0.8, runs: { sgd: { loss: 1 }, adam: { loss: 2 } } },
      shortened: true,
    });
    assert.equal(kept.end.runs.sgd.losses.length, 3000, 'the record itself is left alone');
    for (const end of ['x'.repeat(9000), curve, null, undefined, { a: '"'.repeat(5000) }, {}]) {
      const short = JSON.parse(textOf({ link: '#lab=rate', end }));
      assert.equal(short.link, '#lab=rate');
      assert.ok(textOf({ link: '#lab=rate', end }).length <= MOST);
    }
    // Of a race of six optimizers and three seeds, who ran and what came of it; what all are made of is in the link.
    const spec = {
      seed: 1,
      model: { layers: Array.from({ length: 3 }, () => ({ units: 100, words: 'w'.repeat(300) })) },
    };
    const last = { epoch: 2, trainLoss: 0.4372912, validationLoss: 0.4482127, validationAccuracy: 0.8512 };
    const race = Array.from({ length: 18 }, (_, n) => {
      const who = { entrant: `optimizer-${n % 6}`, seed: 1 + Math.floor(n / 6), status: 'done' };
      return {
        ...who,
        spec,
        weightsHash: 'a'.repeat(64),
        test: { loss: 0.4431 + n, accuracy: 0.8 },
        seconds: 1.9,
        last,
      };
    });
    const runs = race.map(({ entrant, seed, status, test: figures }) => ({ entrant, seed, status, test: figures }));
    const { end, shortened } = JSON.parse(textOf({ link: '#lab=race', end: { spec, runs: race } }));
    assert.ok(shortened && !('spec' in end));
    assert.deepEqual(
      end.runs.map((/** @type {{}} */ one, /** @type {number} */ n) => ({ ...one, ...runs[n] })),
      end.runs,
      'they are there, whatever is beside them',
    );
    // And of more than that, who ran.
    const many = Array.from({ length: 5 }, () => race).flat();
    const few = JSON.parse(textOf({ link: '#lab=race', end: { spec, runs: many.slice(0, 72) } }));
    assert.deepEqual(
      few.end.runs,
      many.slice(0, 72).map(({ entrant, seed, status }) => ({ entrant, seed, status })),
    );
    assert.deepEqual(JSON.parse(textOf({ link: `#${'x'.repeat(5000)}`, end: { loss: 1 } })).link, '');
    const small = { link: '#lab=race', end: { loss: 1 } };
    assert.deepEqual(JSON.parse(textOf(small)), small);
  });

  test('is read again, and what is none of ours is left alone', () => {
    assert.deepEqual(readKept(textOf({ link: '#lab=race' })), { link: '#lab=race' });
    // A platform that counts bytes, or knows no other characters, has the same.
    const words = { link: '#lab=rate', end: { found: 'η ≈ 0,1: «así» \u{1f600} \ud800' } };
    assert.match(textOf(words), /^[ -~]+$/);
    assert.deepEqual(readKept(textOf(words)), words);
    assert.ok(textOf({ link: '#lab=rate', end: { found: 'ñ'.repeat(1000) } }).length <= MOST);
    for (const other of ['', 'null', '{', '{"link":3}', '{"link":"javascript:alert(1)"}', '{"link":"//host"}'])
      assert.equal(readKept(other), null, other);
    // What somebody else put beside it is not kept on, however long: a text that cannot be shortened would never be ready.
    const strange = readKept(JSON.stringify({ link: '#lab=race', other: 'ñ'.repeat(4000), end: { loss: 1 } }));
    assert.deepEqual(strange, { link: '#lab=race', end: { loss: 1 } });
  });

  test("the learner's language is taken however a platform says it", () => {
    for (const [told, language] of Object.entries({
      es: 'es',
      es_MX: 'es',
      Spanish: 'es',
      'Español (México)': 'es',
      'en-GB': 'en',
      eng: 'en',
      inglés: 'en',
      Ingles: 'en',
      'Español, México': 'es',
      'Spanish; Castilian': 'es',
      'es.MX': 'es',
      English: 'en',
      pt: 'pt',
      pt_BR: 'pt',
      por: 'pt',
      Portuguese: 'pt',
      português: 'pt',
      fr: null,
      '': null,
      estonian: null,
    }))
      assert.equal(languageOf(told, ['es', 'en', 'pt']), language, told);
    assert.equal(timeOf(3_723_000), '0001:02:03.00');
  });

  test('the API is found in pages around, in those that opened them, and not beyond what may be read', () => {
    const API = { LMSInitialize() {} };
    const top = { API };
    assert.equal(findAPI({ parent: { parent: top } }), API);
    const popup = /** @type {any} */ ({ opener: { parent: top } });
    popup.parent = popup;
    assert.equal(findAPI({ parent: popup }), API);
    assert.equal(findAPI({ API: { id: 'API' }, parent: top }), API, 'what is only called so is none');
    const alone = /** @type {any} */ ({});
    alone.parent = alone;
    assert.equal(findAPI(alone), null);
    assert.equal(
      findAPI({
        get parent() {
          throw new Error('of another origin');
        },
      }),
      null,
    );
    const circle = /** @type {any} */ ({ parent: {} });
    circle.parent.parent = circle;
    assert.equal(findAPI(circle), null);
  });

  test('a lesson goes on where the platform answers nothing, lacks what it should have, or throws', () => {
    const deaf = { LMSInitialize: () => 'false', LMSGetValue() {}, LMSSetValue() {}, LMSCommit() {}, LMSFinish() {} };
    const torn = {
      ...deaf,
      LMSGetValue() {
        throw new Error('no session');
      },
      LMSCommit: null,
    };
    for (const api of /** @type {Platform[]} */ (/** @type {unknown} */ ([deaf, torn, { LMSInitialize() {} }]))) {
      const lesson = openLesson(api, '#lab=race', ['es', 'en']);
      assert.equal(lesson.link, '#lab=race');
      lesson.hear({ type: 'end', link: '#lab=race', record: {} });
      lesson.leave();
    }
  });
});

describe('a lesson', () => {
  /** A platform that keeps what it is told. @param {Record<string, string>} values */
  const platform = (values) =>
    /** @type {Platform} */ ({
      LMSInitialize: () => 'true',
      LMSGetValue: (key) => values[key] ?? '',
      LMSSetValue: (key, value) => (values[key] = value),
      LMSCommit: () => 'true',
      LMSFinish: () => (values.finished = 'true'),
    });
  const run = (/** @type {string} */ status) => ({ type: 'end', link: '#lab=race', record: { runs: [{ status }] } });

  test('is completed by an end, whatever its lab, and by nothing that was stopped, lost, or failed', () => {
    for (const [message, status] of /** @type {[object, string][]} */ ([
      [{ type: 'state', status: 'paused', link: '#lab=race' }, 'incomplete'],
      [run('failed'), 'incomplete'],
      [run('lost'), 'incomplete'],
      [run('stopped'), 'incomplete'],
      [run('diverged'), 'completed'],
      [{ type: 'end', link: '#lab=race', record: { runs: [{ status: 'failed' }, { status: 'done' }] } }, 'completed'],
      [{ type: 'end', link: '#lab=surfaces', record: { values: {}, found: 'a minimum' } }, 'completed'],
    ])) {
      /** @type {Record<string, string>} */
      const values = {};
      openLesson(platform(values), '#lab=race', ['es', 'en']).hear(message);
      assert.equal(values['cmi.core.lesson_status'], status, JSON.stringify(message));
      assert.equal('end' in JSON.parse(values['cmi.suspend_data']), status === 'completed');
    }
  });

  test('is committed once for many changes in a while, and at once as it ends or is left', () => {
    let commits = 0;
    /** @type {(() => void)[]} */
    const awaited = [];
    const api = { ...platform({}), LMSCommit: () => commits++ };
    const lesson = openLesson(api, '#lab=race', ['es'], (work) => void awaited.push(work));
    for (let n = 0; n < 60; n++) lesson.hear({ type: 'state', status: 'idle', link: `#lab=race&seeds=${n}` });
    assert.deepEqual([commits, awaited.length], [0, 1]);
    awaited.shift()?.();
    assert.equal(commits, 1);
    lesson.hear({ type: 'state', status: 'idle', link: '#lab=race' });
    assert.equal(awaited.length, 1, 'what changes later has one, too');
    lesson.hear(run('done'));
    assert.equal(commits, 2);
    lesson.leave();
    assert.equal(commits, 3);
    awaited.shift()?.();
    assert.equal(commits, 3, 'nothing after it was left');
  });

  test("speaks the learner's language of today, whatever it was when the lesson was left", () => {
    const kept = textOf({ link: '#lab=race&lang=es&preset=adam' });
    for (const [told, link] of [
      ['en-GB', '#lab=race&preset=adam&lang=en'],
      ['', '#lab=race&lang=es&preset=adam'],
    ]) {
      const values = { 'cmi.suspend_data': kept, 'cmi.student_preference.language': told };
      assert.equal(openLesson(platform(values), '#lab=race', ['es', 'en']).link, link);
    }
  });

  test('says as it is left that it may be gone on with, and how long it took; nothing after that', () => {
    /** @type {Record<string, string>} */
    const values = {};
    const lesson = openLesson(platform(values), '#lab=race', ['es', 'en']);
    lesson.leave();
    assert.equal(values['cmi.core.exit'], 'suspend');
    assert.match(values['cmi.core.session_time'], /^\d{4}:\d\d:\d\d\.\d\d$/);
    assert.equal(values.finished, 'true');
    const before = { ...values };
    lesson.hear(run('done'));
    lesson.leave();
    assert.deepEqual(values, before);
  });
});

/**
 * Opens a lesson as a platform does, with what it has kept.
 * @param {import('../helpers/browser.js').TestPage} page
 * @param {unknown} kept
 * @param {string} language
 */
async function openIn(page, kept, language) {
  await page.evaluate(
    (json, told) => {
      const host = /** @type {any} */ (globalThis);
      host.API = new host.Scorm12API({ autocommit: false, logLevel: 5 });
      if (json) host.API.loadFromJSON(json);
      host.API.cmi.student_preference.language = told;
      const frame = document.createElement('iframe');
      Object.assign(frame, { src: 'package/race.html', width: 900, height: 700 });
      document.body.append(frame);
    },
    kept,
    language,
  );
  const lesson = await page.waitForFrame((frame) => frame.url().endsWith('/race.html'));
  const embed = await page.waitForFrame((frame) => frame.url().includes('embed.html#'));
  await embed.waitForSelector('.cover-start');
  return { lesson, embed };
}
/** Leaves it, and gives what the platform has then. @param {import('../helpers/browser.js').TestPage} page */
const leaveLesson = (page) =>
  page.evaluate(() => {
    const host = /** @type {any} */ (globalThis);
    document.querySelector('iframe')?.remove();
    return host.API.renderCMIToJSONObject().cmi;
  });

for (const name of BROWSERS)
  describe(name, { skip: missingBrowser(name) }, () => {
    const test = testsOf(name);
    const browser = useBrowser(name, { network: true });

    test("a lesson is completed when its run has ended, and opens again with its link and its end's record", async (t) => {
      const host = await startHost(scratch);
      t.after(host.close);
      const page = await openPage(browser(), host.url);
      const first = await openIn(page, null, 'es_ES');
      assert.match(first.embed.url(), /preset=race\b.*&lang=es$/, "in the learner's language");
      const status = () => page.evaluate(() => /** @type {any} */ (globalThis).API.cmi.core.lesson_status);
      assert.equal(await status(), 'incomplete');
      // What its reader would do by hand, and shorter.
      await first.lesson.evaluate(() => {
        const target = /** @type {HTMLIFrameElement} */ (document.getElementById('lesson')).contentWindow;
        const values = {
          optimizers: 'sgd,adam',
          seeds: 2,
          'spec.data.trainSize': 640,
          'spec.epochs': 2,
          layers: '20,10',
        };
        const order = (/** @type {string} */ type) => target?.postMessage({ descenso: 1, type }, '*');
        let paused = false;
        // What the platform knows as each message comes; and a pause in between, which is no end.
        /** @type {string[]} */
        const known = [];
        Object.assign(globalThis, { known });
        addEventListener('message', ({ data }) => {
          if (data?.descenso !== 1) return;
          const { API } = /** @type {Runtime} */ (/** @type {unknown} */ (parent));
          known.push(`${data.type} ${API.cmi.core.lesson_status}`);
          if (data.type === 'progress' && !paused) order('pause');
          if (data.type === 'state' && data.status === 'paused') order('train');
          paused ||= data.type === 'progress';
        });
        target?.postMessage({ descenso: 1, type: 'set', values }, '*');
        order('train');
      });
      await page.waitForFunction(() => /** @type {any} */ (globalThis).API.cmi.core.lesson_status === 'completed');
      const known = await first.lesson.evaluate(() => /** @type {Runtime} */ (globalThis).known);
      const ends = known.indexOf('end completed');
      assert.ok(ends > 0 && known.slice(0, ends).every((one) => one.endsWith('incomplete')), known.join());
      const kept = await leaveLesson(page);
      assert.equal(kept.core.lesson_status, 'completed');
      assert.equal(kept.core.score?.raw ?? '', '', 'no score');
      const { link, end } = JSON.parse(kept.suspend_data);
      assert.match(link, /^#.*preset=race.*epochs=2/);
      assert.ok(end, kept.suspend_data);
      assert.ok(kept.suspend_data.length <= MOST);

      const second = await openIn(page, kept, 'English');
      assert.match(second.embed.url(), /epochs=2.*&lang=en$/);
      const again = await leaveLesson(page);
      assert.equal(again.core.lesson_status, 'completed');
      assert.deepEqual(JSON.parse(again.suspend_data).end, end);
      assert.match(JSON.parse(again.suspend_data).link, /epochs=2/);
      // What was under way as it was left.
      await page.assertQuiet({ except: [/Browsing context already closed/, /ERR_ABORTED|NS_BINDING_ABORTED/] });
      await page.close();
    });

    test('opened by itself, without a platform, it is the embed', async (t) => {
      const host = await startHost(path.join(scratch, 'package'));
      t.after(host.close);
      const page = await openPage(browser(), `${host.url}momentum.html`);
      const embed = await page.waitForFrame((frame) => frame.url().includes('embed.html#'));
      await embed.waitForSelector('.cover-start');
      await page.assertQuiet({ except: [/favicon\.ico/] });
      await page.close();
    });
  });
