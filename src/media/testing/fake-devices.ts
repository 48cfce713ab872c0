import { restoreAll, replaceMember } from './replace-member.js';

/**
 * What the browser says about devices, written by the test: a device can't be pulled out of a test browser. The list and
 * the event are invented, everything that is opened is Chromium's own fake device.
 */
export class FakeDevices {
  #list: MediaDeviceInfo[];

  private constructor(list: MediaDeviceInfo[]) {
    this.#list = list;
    replaceMember(navigator.mediaDevices, 'enumerateDevices', async () => [...this.#list]);
  }

  /** Begins with the devices that the test browser really has. */
  static async start(): Promise<FakeDevices> {
    return new FakeDevices(await navigator.mediaDevices.enumerateDevices());
  }

  get list(): readonly MediaDeviceInfo[] {
    return this.#list;
  }

  of(kind: MediaDeviceKind): MediaDeviceInfo[] {
    return this.#list.filter((info) => info.kind === kind);
  }

  unplug(...gone: MediaDeviceInfo[]): void {
    this.set(this.#list.filter((info) => !gone.includes(info)));
  }

  plug(...added: MediaDeviceInfo[]): void {
    this.set([...this.#list, ...added]);
  }

  /** As Chromium does, with several events for one change. */
  set(list: MediaDeviceInfo[]): void {
    this.#list = list;
    for (let times = 0; times < 3; times++) navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  }

  stop(): void {
    restoreAll();
  }
}

/** Another device like this one. */
export function copyOf(info: MediaDeviceInfo, change: { deviceId?: string; label?: string }): MediaDeviceInfo {
  return Object.assign(info.toJSON() as MediaDeviceInfo, change);
}
