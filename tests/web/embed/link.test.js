// An embed's part of a link: what is hidden, when it starts, whose messages are listened to.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
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
    assert.deepEqual(problems, [{ key: 'hosts', value: wrong.join(), allowed: 'https://…' }]);
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

  test('a key that is set takes the place of the one before', () => {
    assert.equal(linkWith('#lab=race&spec.epochs=3&seeds=2', { 'spec.epochs': 5 }), '#lab=race&seeds=2&spec.epochs=5');
    assert.equal(linkWith('#lab=race', { __proto__: null, x: 'a&lab=rate' }), '#lab=race&x=a%26lab%3Drate');
  });

  test('what it changes of a lesson can be told apart', () => {
    assert.equal(changes('#lab=race&preset=adam&lang=en&theme=dark'), false);
    assert.equal(changes('#lab=race&preset=adam&spec.epochs=2'), true);
  });
});
