import { expect } from 'chai';
import { until } from '../../src/testing/wait.js';
import { countMedia } from '../../src/media/testing/count-media.js';
import { replaceMember, restoreAll } from '../../src/media/testing/replace-member.js';
import type { DeviceReport } from '../../src/store/device-report.js';
import type { DeviceChoice } from '../../src/store/phone-snapshot.js';
import { expectAccessible } from '../base/testing/axe.js';
import {
  button,
  cleanUp,
  drawn,
  fixture,
  inCall,
  phoneAround,
  press,
  requestsOf,
  textOf,
} from '../base/testing/harness.js';
import '../index.js';
import type { LinkusSession } from '../index.js';
import type { DeviceMenu } from './device-menu.js';
import './device-menu.js';

const devices: readonly DeviceChoice[] = [
  { kind: 'microphone', id: 'm1', label: 'Headset' },
  { kind: 'microphone', id: 'm2', label: 'Desk microphone' },
  { kind: 'speaker', id: 's1', label: 'Headset' },
  { kind: 'camera', id: 'c1', label: 'Webcam' },
];

describe('device menu', () => {
  afterEach(() => {
    cleanUp();
    restoreAll();
  });

  const select = (menu: DeviceMenu, label: string) =>
    [...(menu.shadowRoot?.querySelectorAll('label') ?? [])]
      .find(({ textContent }) => textContent.trim().startsWith(label))
      ?.querySelector('select') as HTMLSelectElement;
  const options = (menu: DeviceMenu, label: string) =>
    [...select(menu, label).options].map(({ textContent }) => textContent.trim());
  const pick = async (menu: DeviceMenu, label: string, value: string) => {
    select(menu, label).value = value;
    select(menu, label).dispatchEvent(new Event('change', { bubbles: true }));
    await drawn(menu);
  };

  async function inside(change: Parameters<typeof phoneAround>[0] = {}) {
    const { parent, store } = phoneAround({ devices, ...change });
    return { parent, store, menu: await fixture<DeviceMenu>('<linkus-device-menu></linkus-device-menu>', parent) };
  }

  it('lists what may be chosen, and what is', async () => {
    const { menu, store } = await inside();
    expect(options(menu, 'Microphone')).to.deep.equal(['Default device', 'Headset', 'Desk microphone']);
    expect(options(menu, 'Speaker')).to.deep.equal(['Default device', 'Headset']);
    expect(options(menu, 'Ringing')).to.deep.equal(['Default device', 'Headset']);
    expect(select(menu, 'Microphone').value).to.equal('');
    store.update({ chosenDevices: { microphone: 'm2', speaker: 's1', ringer: '', camera: '' } });
    await drawn(menu);
    expect(select(menu, 'Microphone').value).to.equal('m2');
    expect(select(menu, 'Speaker').value).to.equal('s1');
  });

  it('has cameras where the PBX has video', async () => {
    const { menu, store } = await inside();
    expect(textOf(menu)).not.to.contain('Camera');
    store.update({ videoAllowed: true });
    await drawn(menu);
    expect(options(menu, 'Camera')).to.deep.equal(['Default device', 'Webcam']);
  });

  it('asks for another one, and shows it as asked for until the phone has answered', async () => {
    const { menu, parent, store } = await inside();
    const { details } = requestsOf(parent, 'linkus-device-request');
    await pick(menu, 'Microphone', 'm2');
    expect(details).to.deep.equal([{ role: 'microphone', deviceId: 'm2' }]);
    expect(select(menu, 'Microphone').getAttribute('aria-busy')).to.equal('true');
    store.update({ chosenDevices: { microphone: 'm2', speaker: '', ringer: '', camera: '' } });
    await drawn(menu);
    expect(select(menu, 'Microphone').getAttribute('aria-busy')).to.equal('false');
    expect(select(menu, 'Microphone').value).to.equal('m2');
    await pick(menu, 'Ringing', 's1');
    store.update({ callProblem: { code: -203, msg: '', at: 1 } });
    await drawn(menu);
    expect(select(menu, 'Ringing').value).to.equal('');
    await until(() => textOf(menu).includes('could not be opened'));
  });

  it('shows one that is chosen and not connected', async () => {
    const { menu } = await inside({ chosenDevices: { microphone: 'gone', speaker: '', ringer: '', camera: '' } });
    expect(select(menu, 'Microphone').selectedOptions[0]?.textContent.trim()).to.equal('Not connected now');
  });

  it('hears the microphone and holds it only while it is shown', async () => {
    const held = countMedia();
    replaceMember(navigator.permissions, 'query', () => Promise.resolve({ state: 'granted' }));
    const { menu } = await inside();
    await until(() => textOf(menu).includes('You are heard.'));
    const bar = menu.shadowRoot?.querySelector('linkus-level-meter')?.shadowRoot?.querySelector('.bar') as HTMLElement;
    await until(() => bar.getBoundingClientRect().width > 0);
    expect(held.open).to.deep.equal({ contexts: 1, tracks: 2 });
    menu.remove();
    await until(() => held.open.contexts === 0 && held.open.tracks === 0);
  });

  it('lets go of it in a hidden page, and takes it again', async () => {
    const held = countMedia();
    replaceMember(navigator.permissions, 'query', () => Promise.resolve({ state: 'granted' }));
    await inside();
    await until(() => held.open.tracks === 2);
    replaceMember(document, 'hidden', true);
    document.dispatchEvent(new Event('visibilitychange'));
    await until(() => held.open.contexts === 0 && held.open.tracks === 0);
    replaceMember(document, 'hidden', false);
    document.dispatchEvent(new Event('visibilitychange'));
    await until(() => held.open.contexts === 1 && held.open.tracks === 2);
  });

  it('holds no second one when it is opened and closed at once, or another is chosen', async () => {
    const held = countMedia();
    replaceMember(navigator.permissions, 'query', () => Promise.resolve({ state: 'granted' }));
    const { menu, parent, store } = await inside();
    for (let times = 0; times < 3; times++) {
      menu.remove();
      parent.append(menu);
    }
    store.update({ chosenDevices: { microphone: 'm1', speaker: '', ringer: '', camera: '' } });
    await until(() => held.open.tracks === 2);
    await until(() => textOf(menu).includes('You are heard.'));
    expect(held.open).to.deep.equal({ contexts: 1, tracks: 2 });
  });

  it('does not make the browser ask before the person wants it', async () => {
    let asked = 0;
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    replaceMember(navigator.mediaDevices, 'getUserMedia', (wish: MediaStreamConstraints) => (asked++, open(wish)));
    replaceMember(navigator.permissions, 'query', () => Promise.resolve({ state: 'prompt' }));
    const { menu } = await inside();
    await until(() => textOf(menu).includes('The browser will ask'));
    expect(asked).to.equal(0);
    const meter = menu.shadowRoot?.querySelector('linkus-level-meter') as LinkusSession;
    await press(meter, 'Allow the microphone');
    await until(() => textOf(menu).includes('You are heard.'));
    expect(asked).to.equal(1);
  });

  for (const [browser, words] of [
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
      'the icon left of',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'crossed-out microphone'],
    ['Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15', 'Safari menu'],
  ] as const) {
    it(`says what to do about a blocked microphone: ${words}`, async () => {
      replaceMember(navigator, 'userAgent', browser);
      replaceMember(navigator.permissions, 'query', () => Promise.resolve({ state: 'denied' }));
      replaceMember(navigator.mediaDevices, 'getUserMedia', () =>
        Promise.reject(new DOMException('', 'NotAllowedError')),
      );
      const { menu } = await inside();
      await until(() => textOf(menu).includes(words));
      restoreAll();
      const meter = menu.shadowRoot?.querySelector('linkus-level-meter') as LinkusSession;
      await press(meter, 'Try again');
      await until(() => textOf(menu).includes('You are heard.'));
    });
  }

  it('plays a test tone on speaker and ringer, says what came of it, and keeps nothing open', async () => {
    const { menu } = await inside({ chosenDevices: { microphone: '', speaker: '', ringer: 'gone', camera: '' } });
    await until(() => textOf(menu).includes('You are heard.'));
    const held = countMedia();
    await press(menu, 'Test: Speaker');
    expect(button(menu, 'Test: Ringing').disabled).to.equal(true);
    await until(() => textOf(menu).includes('Heard nothing? Choose another device'));
    await press(menu, 'Test: Ringing');
    await until(() => textOf(menu).includes('That device is not connected.'));
    await until(() => held.open.contexts === 0);
    expect(held.contexts).to.equal(2);
  });

  it('asks for a check and tells what it found, step by step', async () => {
    const { menu, parent, store } = await inside();
    const { details } = requestsOf(parent, 'linkus-check-request');
    await press(menu, 'Check my headset');
    expect(details).to.deep.equal([{ reason: 'person' }]);
    const microphone = { id: '', label: '', level: 0, heard: false, problem: null };
    store.update({ deviceCheck: { step: 'speaker', report: { microphone } } });
    await drawn(menu);
    expect(textOf(menu)).to.contain('Nothing was heard.').and.to.contain('Listen to the speaker...');
    await press(menu, 'Check my headset');
    expect(details).to.have.length(1);
    const sound = { id: '', played: true, fallback: null };
    const echo = { number: '*43', heard: true, delay: 0.184, roundTripTime: 0.05, loss: 0.01, mos: 4.2, problem: null };
    const report: DeviceReport = { at: 1, permission: 'granted', microphone, speaker: sound, ringer: sound, echo };
    store.update({ deviceCheck: { step: 'done', report } });
    await drawn(menu);
    expect(textOf(menu)).to.contain('The connection is good. Delay there and back: 184 ms. Lost: 1%.');
    const failed = { ...echo, heard: false, problem: { code: 404, msg: 'not-found' } };
    store.update({ deviceCheck: { step: 'done', report: { ...report, echo: failed } } });
    await drawn(menu);
    expect(textOf(menu)).to.contain('The test call to *43: not-found (404)');
  });

  it('is opened in a session by its button and by D, and closed by Escape; letters in its lists press nothing', async () => {
    const { parent } = phoneAround({ devices, ...inCall({ state: 'talking' }) });
    const session = await fixture<LinkusSession>('<linkus-session></linkus-session>', parent);
    const { details } = requestsOf(parent, 'linkus-mute-request');
    const key = (target: EventTarget, name: string) =>
      target.dispatchEvent(
        new KeyboardEvent('keydown', {
          key: name,
          code: `Key${name.toUpperCase()}`,
          bubbles: true,
          composed: true,
          cancelable: true,
        }),
      );
    key(button(session, 'Mute'), 'd');
    const menu = await until(() => session.shadowRoot?.querySelector<DeviceMenu>('linkus-device-menu'));
    await until(() => menu.shadowRoot?.querySelector('select'));
    key(select(menu, 'Microphone'), 'm');
    expect(details).to.deep.equal([]);
    key(select(menu, 'Microphone'), 'Escape');
    await until(() => !session.shadowRoot?.querySelector('linkus-device-menu'));
  });

  it('passes axe: open, blocked, checked', async () => {
    const { menu, store } = await inside({ videoAllowed: true });
    await until(() => textOf(menu).includes('You are heard.'));
    await expectAccessible(menu);
    const sound = { id: '', played: true, fallback: 'gone' as const };
    const microphone = { id: '', label: '', level: 1, heard: true, problem: null };
    store.update({ deviceCheck: { step: 'done', report: { microphone, speaker: sound, ringer: sound } } });
    await drawn(menu);
    await expectAccessible(menu);
    replaceMember(navigator.mediaDevices, 'getUserMedia', () =>
      Promise.reject(new DOMException('', 'NotReadableError')),
    );
    store.update({ chosenDevices: { microphone: 'm1', speaker: '', ringer: '', camera: '' } });
    await until(() => textOf(menu).includes('Close other programs'));
    await expectAccessible(menu);
  });
});
