import { expect } from 'chai';
import { parseReplaces } from './replaces.js';

describe('Replaces', () => {
  const readable: Record<string, ReturnType<typeof parseReplaces>> = {
    // RFC 3891 section 6.1
    '98732@sip.example.com;from-tag=r33th4x0r;to-tag=ff87ff': {
      callId: '98732@sip.example.com',
      localTag: 'ff87ff',
      remoteTag: 'r33th4x0r',
      earlyOnly: false,
    },
    '12adf2f34456gs5;to-tag=12345;from-tag=54321': {
      callId: '12adf2f34456gs5',
      localTag: '12345',
      remoteTag: '54321',
      earlyOnly: false,
    },
    '87134@171.161.34.23;to-tag=24796;from-tag=0;early-only': {
      callId: '87134@171.161.34.23',
      localTag: '24796',
      remoteTag: '0',
      earlyOnly: true,
    },
    ' a ; To-Tag = 1 ; other=x ; From-Tag = 2 ': { callId: 'a', localTag: '1', remoteTag: '2', earlyOnly: false },
  };
  for (const [value, wanted] of Object.entries(readable)) {
    it(`reads ${value}`, () => {
      expect(parseReplaces(value)).to.deep.equal(wanted);
    });
  }

  for (const value of [
    '',
    'a',
    'a;to-tag=1',
    'a;from-tag=1',
    ';to-tag=1;from-tag=2',
    'a;to-tag=1;to-tag=2;from-tag=3',
  ]) {
    it(`does not read "${value}"`, () => {
      expect(parseReplaces(value)).to.equal(null);
    });
  }
});
