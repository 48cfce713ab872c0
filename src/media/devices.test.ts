import { expect } from 'chai';
import { next } from '../testing/wait.js';
import { DeviceWatcher } from './devices.js';
import { FakeDevices, copyOf } from './testing/fake-devices.js';
import { replaceMember, restoreAll } from './testing/replace-member.js';

describe('DeviceWatcher', () => {
  let fake: FakeDevices;
  let watcher: DeviceWatcher;

  beforeEach(async () => {
    fake = await FakeDevices.start();
    watcher = new DeviceWatcher();
    await watcher.refresh();
  });
  afterEach(() => {
    watcher.close();
    fake.stop();
    restoreAll();
  });

  it('lists microphones, cameras and speakers with their names', () => {
    expect(watcher.microphones.map(({ label }) => label)).to.deep.equal(
      fake.of('audioinput').map(({ label }) => label),
    );
    expect(watcher.speakers.map(({ id }) => id)).to.deep.equal(fake.of('audiooutput').map(({ deviceId }) => deviceId));
    expect(watcher.cameras).to.have.length(1);
  });

  it('tells once what was unplugged, and what returned', async () => {
    const told: string[] = [];
    watcher.on('change', () => told.push('change'));
    watcher.on('unplugged', (gone) => told.push(`unplugged ${gone.map(({ label }) => label).join()}`));
    watcher.on('returned', (back) => told.push(`returned ${back.map(({ label }) => label).join()}`));
    const headset = fake.of('audioinput').at(-1) as MediaDeviceInfo;
    const unplugged = next(watcher, 'unplugged');
    fake.unplug(headset);
    await unplugged;
    const returned = next(watcher, 'returned');
    fake.plug(headset);
    await returned;
    expect(told).to.deep.equal(['change', `unplugged ${headset.label}`, 'change', `returned ${headset.label}`]);
  });

  it('knows a device by its name when its id is another', async () => {
    const headset = fake.of('audioinput').at(-1) as MediaDeviceInfo;
    const unplugged = next(watcher, 'unplugged');
    fake.unplug(headset);
    await unplugged;
    const returned = next(watcher, 'returned');
    fake.plug(copyOf(headset, { deviceId: 'new' }));
    expect((await returned)[0].map(({ id }) => id)).to.deep.equal(['new']);
  });

  it('does not call a new device returned', async () => {
    const returned: unknown[] = [];
    watcher.on('returned', (devices) => returned.push(devices));
    const change = next(watcher, 'change');
    fake.plug(copyOf(fake.list[0] as MediaDeviceInfo, { deviceId: 'n', label: 'New' }));
    await change;
    expect(returned).to.deep.equal([]);
  });

  it('reads the list once for a burst of events', async () => {
    let asked = 0;
    replaceMember(navigator.mediaDevices, 'enumerateDevices', async () => {
      asked++;
      return [...fake.list];
    });
    const change = next(watcher, 'change');
    fake.unplug(fake.list[0] as MediaDeviceInfo);
    await change;
    await watcher.refresh(); // behind all that the burst has caused
    expect(asked).to.equal(2);
  });

  it('reads one list at a time', async () => {
    let reading = 0;
    let most = 0;
    const real = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
    replaceMember(navigator.mediaDevices, 'enumerateDevices', async () => {
      most = Math.max(most, ++reading);
      await new Promise((resolve) => setTimeout(resolve));
      reading--;
      return real();
    });
    await Promise.all([watcher.refresh(), watcher.refresh(), watcher.refresh()]);
    expect(most).to.equal(1);
  });

  it('a list that the browser refuses is -206, and the next one is asked for all the same', async () => {
    replaceMember(navigator.mediaDevices, 'enumerateDevices', () => Promise.reject(new Error('no')));
    const refused: unknown = await watcher.refresh().catch((error: unknown) => error);
    expect(refused).to.include({ code: -206 });
    replaceMember(navigator.mediaDevices, 'enumerateDevices', async () => []);
    expect(await watcher.refresh()).to.deep.equal([]);
  });

  it('hears nothing any more once it is closed', async () => {
    let asked = 0;
    watcher.close();
    replaceMember(navigator.mediaDevices, 'enumerateDevices', async () => {
      asked++;
      return [];
    });
    const other = new DeviceWatcher();
    await other.refresh();
    asked = 0;
    const change = next(other, 'change');
    replaceMember(navigator.mediaDevices, 'enumerateDevices', async () => {
      asked++;
      return fake.list;
    });
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
    await change;
    other.close();
    expect(asked).to.equal(1);
  });
});
