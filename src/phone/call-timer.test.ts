import { expect } from 'chai';
import { CallTimer } from './call-timer.js';

describe('call timer', () => {
  it('counts each phase by the clock, in whole seconds', () => {
    let now = 0;
    const timer = new CallTimer(undefined, () => now);
    timer.start('callingDuration');
    now = 1900;
    timer.stop('callingDuration');
    timer.start('callDuration');
    now = 5000;
    timer.start('holdDuration');
    now = 8000;
    timer.stop('holdDuration');
    now = 60_000;
    timer.start('holdDuration');
    now = 61_000;
    timer.stopAll();
    now = 99_000;
    expect(Object.fromEntries(Object.entries(timer))).to.include({
      ringDuration: 0,
      callingDuration: 1,
      callDuration: 59,
      holdDuration: 4,
    });
  });

  it('can be written by the application, counts on from there, and tells', () => {
    let now = 0;
    let told = 0;
    const timer = new CallTimer(
      () => told++,
      () => now,
    );
    timer.start('callDuration');
    now = 10_000;
    timer.callDuration = 100;
    now = 15_000;
    expect([timer.callDuration, told]).to.deep.equal([105, 1]);
  });
});
