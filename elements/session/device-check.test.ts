import { expect } from 'chai';
import { startPbx, type TestPbx } from '../../src/testing/pbx.js';
import { until } from '../../src/testing/wait.js';
import { countMedia } from '../../src/media/testing/count-media.js';
import { replaceMember, restoreAll } from '../../src/media/testing/replace-member.js';
import { cleanUp, drawn, fixture, isThere, press, storeOf, textOf } from '../base/testing/harness.js';
import '../index.js';
import type { LinkusPhone } from '../index.js';
import type { DeviceMenu } from './device-menu.js';
import './device-menu.js';

describe('phone.check()', () => {
  let pbx: TestPbx;
  before(async () => {
    pbx = await startPbx();
  });
  afterEach(() => {
    cleanUp();
    restoreAll();
    localStorage.clear();
  });

  async function ready(attributes = ''): Promise<LinkusPhone> {
    const phone = await fixture<LinkusPhone>(
      `<linkus-phone username="1000" pbx-url="${pbx.url}" ${attributes}></linkus-phone>`,
    );
    phone.secret = await pbx.sign('1000');
    await until(() => phone.connection === 'ready');
    return phone;
  }

  it('checks microphone, speaker, ringer and, by a real call, the way to the PBX and back', async () => {
    const phone = await ready();
    const held = countMedia();
    const steps: string[] = [];
    const end = storeOf(phone).subscribe?.(() => {
      const step = phone.snapshot.deviceCheck?.step;
      if (step && step !== steps.at(-1)) steps.push(step);
    });
    const checking = phone.check();
    expect(await phone.check()).to.equal(await checking);
    end?.();
    const report = await checking;
    expect(report.permission).to.be.oneOf(['granted', 'prompt']);
    expect(report.microphone).to.include({ heard: true, problem: null });
    expect(report.speaker).to.deep.equal({ id: '', played: true, fallback: null });
    expect(report.ringer).to.deep.equal({ id: '', played: true, fallback: null });
    expect(report.echo).to.include({ number: '*43', heard: true, problem: null });
    expect(report.echo?.delay).to.be.within(0, 1.5);
    expect(report.echo?.roundTripTime).to.be.within(0, 0.5);
    expect(report.echo?.loss).to.be.within(0, 0.1);
    expect(report.echo?.mos).to.be.within(3.5, 4.5);
    expect([report, report.microphone, report.speaker, report.echo].every(Object.isFrozen)).to.equal(true);
    expect(structuredClone(report)).to.deep.equal(report);
    expect(steps).to.deep.equal(['microphone', 'speaker', 'ringer', 'echo', 'done']);
    expect(phone.snapshot.deviceCheck?.report).to.equal(report);
    await until(() => phone.snapshot.calls.length === 0);
    await until(() => held.open.tracks === 0);
    // The ring and the tones of the phone keep one of theirs.
    const rest = held.open.contexts;
    phone.remove();
    await until(() => held.open.contexts === 0);
    expect(rest).to.be.at.most(2);
  });

  it('calls the number that it is told, and says why that did not work', async () => {
    const phone = await ready('echo-number="999"');
    const { echo } = await phone.check();
    expect(echo).to.deep.equal({
      ...{ number: '999', heard: false, delay: null, roundTripTime: null, loss: null, mos: null },
      problem: { code: 404, msg: 'not-found' },
    });
  });

  it('makes no call during a call, none when none is wanted, and none before the sign-in', async () => {
    replaceMember(navigator.mediaDevices, 'getUserMedia', () => Promise.reject(new DOMException('', 'NotFoundError')));
    const apart = await fixture<LinkusPhone>('<linkus-phone></linkus-phone>');
    expect(await apart.check()).to.include({ echo: null });
    expect(apart.snapshot.deviceCheck?.report.microphone?.problem).to.equal('none');
    restoreAll();
    const phone = await ready();
    expect((await phone.check({ echoNumber: '' })).echo).to.equal(null);
    phone.call('*43');
    await until(() => phone.snapshot.calls[0]?.state === 'talking');
    expect((await phone.check()).echo).to.equal(null);
    expect(phone.snapshot.calls[0]?.held).to.equal(false);
  });

  it('is started in the panel before the first call, which stays as it is during the call to the echo', async () => {
    const phone = await ready();
    await press(phone, 'Devices');
    const menu = await until(() => phone.shadowRoot?.querySelector<DeviceMenu>('linkus-device-menu'));
    await drawn(menu);
    await press(menu, 'Check my headset');
    await until(() => phone.snapshot.calls[0]?.state === 'talking');
    await drawn(phone);
    expect(menu.isConnected && menu.checkVisibility()).to.equal(true);
    await until(() => phone.snapshot.deviceCheck?.step === 'done');
    await drawn(phone, menu);
    expect(textOf(menu)).to.contain('The connection is');
    await press(phone, 'Dialpad');
    expect(menu.isConnected).to.equal(false);
    await until(() => phone.snapshot.calls.length === 0);
    phone.call('*43');
    await until(() => phone.snapshot.calls[0]?.state === 'talking');
    await drawn(phone);
  });

  it('is started by the device menu, unless the page prevents it', async () => {
    const phone = await fixture<LinkusPhone>('<linkus-phone><linkus-device-menu></linkus-device-menu></linkus-phone>');
    const menu = phone.firstElementChild as DeviceMenu;
    await drawn(menu);
    phone.addEventListener('linkus-check-request', (event) => event.preventDefault(), { once: true });
    await press(menu, 'Check my headset');
    expect(phone.snapshot.deviceCheck).to.equal(null);
    await press(menu, 'Check my headset');
    await until(() => phone.snapshot.deviceCheck?.step === 'done');
    expect(isThere(menu, 'status', 'Checked.')).to.equal(true);
  });
});
