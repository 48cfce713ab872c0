import { Emitter } from '../emitter.js';
import { PHONE_ERROR } from '../result.js';
import { compareDevices, findDevice, readDevices, type Device, type DeviceKind } from './device-list.js';

export interface DeviceEvents {
  /** The list is another one: something came, went, got its name, or became the default. */
  change: [devices: readonly Device[]];
  unplugged: [devices: readonly Device[]];
  /** Devices that were unplugged while this page was open are back. */
  returned: [devices: readonly Device[]];
}

/** One device coming or going makes several `devicechange` events; they follow each other within this time (ms). */
const burstTime = 200;

/**
 * Knows which microphones, cameras and speakers there are, and tells what changed. `devicechange` says only that something
 * did, so the lists are compared. Names and ids are empty until the page may use a microphone: `refresh()` after that.
 */
export class DeviceWatcher extends Emitter<DeviceEvents> {
  readonly #closing = new AbortController();
  #devices: readonly Device[] | null = null;
  #gone: readonly Device[] = [];
  #burst: ReturnType<typeof setTimeout> | undefined;
  #reading: Promise<unknown> = Promise.resolve();

  constructor() {
    super();
    const media: MediaDevices | undefined = globalThis.navigator?.mediaDevices;
    media?.addEventListener('devicechange', () => this.#onDeviceChange(), { signal: this.#closing.signal });
    this.refresh().catch(() => undefined); // whoever wants the list asks again and is told
  }

  get devices(): readonly Device[] {
    return this.#devices ?? [];
  }

  get microphones(): Device[] {
    return this.#of('microphone');
  }

  get cameras(): Device[] {
    return this.#of('camera');
  }

  get speakers(): Device[] {
    return this.#of('speaker');
  }

  /** The device of this id, or else of this label: ids change when the browser's data of the site are cleared. */
  find(kind: DeviceKind, id: string, label = ''): Device | undefined {
    return findDevice(this.#of(kind), id, label);
  }

  /**
   * Reads the list, one at a time, and tells what changed.
   * @throws Result -206 when the browser doesn't give the list
   */
  refresh(): Promise<readonly Device[]> {
    const reading = this.#reading.then(() => this.#read());
    this.#reading = reading.catch(() => undefined);
    return reading;
  }

  /** Stops watching. */
  close(): void {
    this.#closing.abort();
    clearTimeout(this.#burst);
    this.removeAllListeners();
  }

  #of(kind: DeviceKind): Device[] {
    return this.devices.filter((device) => device.kind === kind);
  }

  #onDeviceChange(): void {
    clearTimeout(this.#burst);
    this.#burst = setTimeout(() => void this.refresh().catch(() => undefined), burstTime);
  }

  async #read(): Promise<readonly Device[]> {
    let infos: MediaDeviceInfo[];
    try {
      infos = await navigator.mediaDevices.enumerateDevices();
    } catch {
      throw PHONE_ERROR.GET_LOCAL_MEDIA_INFO_ERROR;
    }
    const before = this.#devices;
    const now = (this.#devices = readDevices(infos));
    if (before && !this.#closing.signal.aborted) this.#tell(before, now);
    return now;
  }

  #tell(before: readonly Device[], now: readonly Device[]): void {
    const { added, removed, changed } = compareDevices(before, now);
    const returned = added.filter(({ kind, id, label }) =>
      findDevice(
        this.#gone.filter((device) => device.kind === kind),
        id,
        label,
      ),
    );
    const isBack = ({ kind, id, label }: Device) =>
      findDevice(
        now.filter((device) => device.kind === kind),
        id,
        label,
      );
    this.#gone = [...this.#gone, ...removed].filter((device) => !isBack(device));
    if (changed) this.emit('change', now);
    if (removed.length > 0) this.emit('unplugged', removed);
    if (returned.length > 0) this.emit('returned', returned);
  }
}
