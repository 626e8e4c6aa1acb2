// An embed's part of a link: what is hidden, when it starts, whose messages are listened to.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeStore } from '../../helpers/store.js';
import { appLink, changes, embedLink, linkWith, readEmbedding } from '../../../web/embed/link.js';

const HASH =
  '#lab=race&hide=rail,table&preset=adam&start=visible&hosts=https://a.example,http://localhost:8000&lang=en';

describe("an embed's link", () => {
  test('says what is hidden, when it starts and whom it listens to', () => {
    assert.deepEqual(readEmbedding(HASH), {
      hide: ['rail', 'table'],
      start: 'visible',
      hosts: ['https://a.example', 'http://localhost:8000'],
      problems: [],
    });
    assert.deepEqual(readEmbedding(''), { hide: [], start: 'click', hosts: [], problems: [] });
  });

  test('is the app’s without these keys, which are put in again', () => {
    assert.equal(appLink(HASH), '#lab=race&preset=adam&lang=en');
    const changed = embedLink('#lab=rate', HASH);
    assert.equal(appLink(changed), '#lab=rate');
    assert.deepEqual(readEmbedding(changed), readEmbedding(HASH));
  });

  test('an origin is one to the letter: no path, no other scheme, no star', () => {
    const wrong = [
      '*',
      'null',
      'a.example',
      'https://a.example/',
      'javascript:alert(1)',
      'https://A.example',
      'file://',
      'https://*.example',
    ];
    const { hosts, problems } = readEmbedding(`#hosts=${wrong.map(encodeURIComponent).join(',')},https://b.example`);
    assert.deepEqual(hosts, ['https://b.example']);
    assert.deepEqual(problems, [{ key: 'hosts', value: `${wrong.join().slice(0, 60)}…`, allowed: 'https://…' }]);
  });

  test('names and starts that are none are told', () => {
    const { hide, start, problems } = readEmbedding('#hide=rail,<b>,__proto__,rail.data&start=now');
    assert.deepEqual([hide, start], [['rail', 'rail.data'], 'click']);
    assert.deepEqual(
      problems.map(({ key, value }) => [key, value]),
      [
        ['start', 'now'],
        ['hide', '<b>,__proto__'],
      ],
    );
  });

  test('more than is taken is told as well, all of it in short', () => {
    const names = Array.from({ length: 60 }, (_, n) => `rail.${'abcdefghij'[n % 10]}${'abcdef'[Math.floor(n / 10)]}`);
    const { hide, problems } = readEmbedding(`#hide=${names}&start=now${'x'.repeat(2900)}&hosts=${'x'.repeat(20_000)}`);
    assert.deepEqual(hide, names.slice(0, 40));
    assert.deepEqual(
      problems.map(({ key, reason }) => [key, reason]),
      [
        ['hosts', 'tooLong'],
        ['start', undefined],
        ['hide', 'tooLong'],
      ],
    );
    for (const { value } of problems) assert.ok(value.length < 70, `${value.length} letters`);
  });

  test('the app is told of all that the full page is told of', () => {
    const many = Array.from({ length: 600 }, (_, n) => `foo${n}=1`);
    const link = ['lab=race', `spec.model.layers=${'['.repeat(20_000)}`, 'seeds=3', ...many].join('&');
    const [page, app] = [`#${link}`, appLink(`#hide=rail&${link}&start=visible`)].map((hash) => {
      const store = makeStore();
      store.open(hash);
      return store;
    });
    assert.deepEqual([app.problems, app.moreProblems], [page.problems, page.moreProblems]);
    assert.equal(page.problems.length + page.moreProblems, 601);
    assert.equal(page.problems[0].reason, 'tooLong');
    // What an order sets leaves the rest to be told.
    assert.equal(linkWith(appLink(`#${link}`), { seeds: 3 }), `#${link.replace('&seeds=3', '')}&seeds=3`);
  });

  test('a key that is set takes the place of the one before', () => {
    assert.equal(linkWith('#lab=race&spec.epochs=3&seeds=2', { 'spec.epochs': 5 }), '#lab=race&seeds=2&spec.epochs=5');
    assert.equal(linkWith('#lab=race', { __proto__: null, x: 'a&lab=rate' }), '#lab=race&x=a%26lab%3Drate');
  });

  test('what it changes of a lesson can be told apart', () => {
    assert.equal(changes('#lab=race&preset=adam&lang=en&theme=dark'), false);
    assert.equal(changes('#lab=race&preset=adam&spec.epochs=2'), true);
  });
});
