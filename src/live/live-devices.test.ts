import { expect } from 'chai';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { until } from '../testing/wait.js';
import { mediaOf } from '../store/call-media.js';
import { keepDevice, keptDevices } from './kept-devices.js';
import { startPhone, type LivePhone } from './live-phone.js';
import type { DeviceRole } from '../store/phone-snapshot.js';
import { PhoneStore } from '../store/phone-store.js';

const key = 'linkus-devices:1';

describe('chosen devices', () => {
  let pbx: TestPbx;
  const phones: LivePhone[] = [];
  let microphones: MediaDeviceInfo[];
  let speakers: MediaDeviceInfo[];

  before(async () => {
    pbx = await startPbx();
    // Ids and labels are secret before.
    for (const track of (await navigator.mediaDevices.getUserMedia({ audio: true })).getTracks()) track.stop();
    const infos = (await navigator.mediaDevices.enumerateDevices()).filter(({ deviceId }) => deviceId !== 'default');
    microphones = infos.filter(({ kind }) => kind === 'audioinput');
    speakers = infos.filter(({ kind }) => kind === 'audiooutput');
  });
  afterEach(async () => {
    for (const phone of phones.splice(0)) phone.destroy();
    localStorage.clear();
    await pbx.command('wait', { for: 'no-calls', timeout: 5000 });
  });

  async function signIn(devices: Partial<Record<DeviceRole, string>> = {}) {
    const store = new PhoneStore();
    const account = { username: '1000', secret: await pbx.sign('1000'), signatureUrl: '', pbxURL: pbx.url };
    const phone = startPhone(
      store,
      { ...account, credentials: 'same-origin', callWaiting: true, devices, sounds: {} } as never,
      () => undefined,
    );
    phones.push(phone);
    await until(() => store.snapshot.connection === 'ready' && store.snapshot.devices.length > 0);
    const choose = (role: DeviceRole, deviceId: string) => phone.request('linkus-device-request', { role, deviceId });
    return { store, phone, choose };
  }

  const microphoneInCall = async ({ store, phone }: Awaited<ReturnType<typeof signIn>>) => {
    phone.request('linkus-call-request', { number: '*43', video: false });
    const callId = await until(() => store.snapshot.calls.find(({ state }) => state === 'talking')?.callId);
    return mediaOf(callId)?.microphone?.label;
  };

  it('are used again at the next visit, in a call as well', async () => {
    const last = microphones.at(-1) as MediaDeviceInfo;
    const first = await signIn();
    first.choose('microphone', last.deviceId);
    first.choose('ringer', (speakers[0] as MediaDeviceInfo).deviceId);
    await until(() => keptDevices().microphone && keptDevices().ringer);
    first.phone.destroy();
    const second = await signIn();
    expect(second.store.snapshot.chosenDevices).to.include({
      microphone: last.deviceId,
      ringer: (speakers[0] as MediaDeviceInfo).deviceId,
      speaker: '',
    });
    expect(await microphoneInCall(second)).to.equal(last.label);
  });

  it('are found by their labels when the ids are others, which are remembered then', async () => {
    const { deviceId, label } = microphones.at(-1) as MediaDeviceInfo;
    keepDevice('microphone', { id: 'of-another-time', label });
    const phone = await signIn();
    await until(() => phone.store.snapshot.chosenDevices.microphone === deviceId);
    expect(await microphoneInCall(phone)).to.equal(label);
  });

  it('that are not connected are kept, and the default is used meanwhile', async () => {
    const gone = { id: 'gone', label: 'Headset in the drawer' };
    keepDevice('microphone', gone);
    const phone = await signIn();
    expect(phone.store.snapshot.chosenDevices.microphone).to.equal('gone');
    expect(await microphoneInCall(phone)).to.be.a('string');
    expect(keptDevices().microphone).to.deep.equal(gone);
  });

  it('of the page go before what was remembered', async () => {
    const [first, last] = [microphones[0], microphones.at(-1)] as [MediaDeviceInfo, MediaDeviceInfo];
    keepDevice('microphone', { id: first.deviceId, label: first.label });
    const { store } = await signIn({ microphone: last.label });
    expect(store.snapshot.chosenDevices.microphone).to.equal(last.deviceId);
  });

  it('are forgotten when the default is chosen', async () => {
    const { choose, store } = await signIn();
    choose('microphone', (microphones[0] as MediaDeviceInfo).deviceId);
    await until(() => keptDevices().microphone);
    choose('microphone', '');
    await until(() => !keptDevices().microphone);
    expect(store.snapshot.chosenDevices.microphone).to.equal('');
  });

  it('another one that is unknown is not taken for the last one', async () => {
    const { choose, store } = await signIn();
    choose('speaker', (speakers[0] as MediaDeviceInfo).deviceId);
    await until(() => keptDevices().speaker);
    choose('speaker', 'unknown');
    await until(() => keptDevices().speaker?.id === 'unknown');
    expect(store.snapshot.chosenDevices.speaker).to.equal('unknown');
  });

  for (const nonsense of [
    '',
    'x',
    'null',
    '7',
    '[]',
    '{"microphone":7,"speaker":{"id":""},"ringer":{"id":1,"label":""}}',
  ]) {
    it(`remembered as ${nonsense || 'nothing'} are none`, () => {
      localStorage.setItem(key, nonsense);
      expect(keptDevices()).to.deep.equal({});
      keepDevice('speaker', { id: 'a', label: 'b' });
      expect(keptDevices()).to.deep.equal({ speaker: { id: 'a', label: 'b' } });
    });
  }
});
