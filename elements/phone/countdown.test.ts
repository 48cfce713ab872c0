import { expect } from 'chai';
import { until } from '../../src/testing/wait.js';
import { Clock } from '../base/testing/clock.js';
import { cleanUp, stage } from '../base/testing/harness.js';
import { Countdown } from './countdown.js';

describe('the countdown', () => {
  let clock: Clock;
  let countdown: Countdown;
  let place: HTMLElement;

  beforeEach(() => {
    place = document.createElement('span');
    stage().append(place);
    clock = new Clock();
    countdown = new Countdown();
  });
  afterEach(() => {
    countdown.stop();
    clock.restore();
    cleanUp();
  });

  const says = (text: string) => until(() => place.textContent === text);
  const rests = () => until(() => clock.waiting === 0);
  const start = (seconds: number, language = 'en') => countdown.show(place, Date.now() + seconds * 1000, language);

  it('writes each second, and nothing any more when the time has come', async () => {
    start(2);
    await says('2s');
    clock.pass(1000);
    await says('1s');
    clock.pass(1000);
    await says('');
    await rests();
  });

  it('speaks the language of the page', async () => {
    start(60, 'zh-CN');
    await says('60秒');
  });

  for (const [how, style] of [
    ['not drawn', 'display: none'],
    ['scrolled away', 'position: absolute; inset-block-start: -9999px'],
  ] as const) {
    it(`rests while it is ${how}`, async () => {
      start(60);
      await says('60s');
      place.style.cssText = style;
      await rests();
      clock.pass(5000);
      expect(place.textContent).to.equal('60s');
      place.style.cssText = '';
      await says('55s');
      clock.pass(1000);
      await says('54s');
    });
  }

  it('stops', async () => {
    start(60);
    await says('60s');
    countdown.stop();
    await rests();
    clock.pass(5000);
    expect(place.textContent).to.equal('60s');
  });
});
