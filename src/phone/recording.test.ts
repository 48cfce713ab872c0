import { expect } from 'chai';
import { mayRecord } from './recording.js';

describe('recording', () => {
  const table: [permission: number, now: 'stop' | 'recording' | 'pause', start: boolean, pause: boolean][] = [
    [0, 'stop', false, false],
    [0, 'recording', false, false],
    [0, 'pause', false, false],
    [1, 'stop', false, false],
    [1, 'recording', false, true],
    [1, 'pause', true, false],
    [2, 'stop', true, false],
    [2, 'recording', false, true],
    [2, 'pause', true, false],
  ];
  for (const [permission, now, start, pause] of table) {
    it(`permission ${permission}, ${now}: start ${start}, pause ${pause}`, () =>
      expect([mayRecord(permission, now, 'start'), mayRecord(permission, now, 'pause')]).to.deep.equal([start, pause]));
  }
});
