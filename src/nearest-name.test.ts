import { expect } from 'chai';
import { nearestName } from './nearest-name.js';

describe('nearest name', () => {
  const options = ['username', 'secret', 'pbxURL', 'enableLog', 'deviceIds', 'disableCallWaiting', 'signal'];
  const events = ['incoming', 'registered', 'registrationFailed', 'startSession', 'deleteSession', 'ended'];
  const table: [name: string, known: readonly string[], nearest: string | null][] = [
    ['pbxUrl', options, 'pbxURL'],
    ['pbx_url', options, 'pbxURL'],
    ['pbxURI', options, 'pbxURL'],
    ['usrename', options, 'username'],
    ['user', options, 'username'],
    ['enableLogs', options, 'enableLog'],
    ['disabelCallWating', options, 'disableCallWaiting'],
    ['deviceID', options, 'deviceIds'],
    ['incomming', events, 'incoming'],
    ['unregistered', events, 'registered'],
    ['register', events, 'registered'],
    ['delete-session', events, 'deleteSession'],
    ['end', events, 'ended'],
    ['en', events, null],
    ['', events, null],
    ['zzz', events, null],
    ['constructor', options, null],
    ['x'.repeat(100_000), options, null],
  ];
  for (const [name, known, nearest] of table) {
    it(`${name.slice(0, 20)} → ${nearest}`, () => expect(nearestName(name, known)).to.equal(nearest));
  }

  it('takes the nearest of several, and the first of equals', () => {
    expect(nearestName('endet', ['ender', 'ended', 'endet1'])).to.equal('ender');
    expect(nearestName('callreport', ['callRepost', 'callReport'])).to.equal('callReport');
  });
});
