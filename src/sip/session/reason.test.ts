import { expect } from 'chai';
import { saysElsewhere } from './reason.js';

describe('the Reason header', () => {
  const cases: [elsewhere: boolean, ...lines: string[]][] = [
    [false],
    [true, 'SIP;cause=200;text="Call completed elsewhere"'],
    [true, 'SIP;text="Call completed elsewhere";cause=200'],
    [true, 'SIP ; cause = 200'],
    [true, 'sip;cause="200"'],
    [true, 'Q.850;cause=26'],
    [true, 'Q.850;text="a;cause=16, b";cause=26'],
    [true, 'Q.850;cause=16', 'SIP;cause=200'],
    [true, 'Q.850;cause=16, SIP;cause=200;text="x"'],
    [false, 'SIP;cause=487'],
    [false, 'Q.850;cause=200'],
    [false, 'SIP;cause=26'],
    [false, 'SIP;cause=2000'],
    [false, 'SIP;text="cause=200"'],
    [false, 'SIP;text=";cause=200";cause=603'],
    [false, 'nonsense'],
    [false, ''],
  ];
  for (const [elsewhere, ...lines] of cases) {
    it(`${lines.join(' | ') || 'none'}: ${elsewhere ? 'another phone took the call' : 'says nothing of it'}`, () => {
      expect(saysElsewhere({ getHeaders: () => lines })).to.equal(elsewhere);
    });
  }
});
