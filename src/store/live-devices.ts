import { DeviceWatcher } from '../media/devices.js';
import type { Ringer } from '../media/ringer.js';
import type { DeviceIds } from '../phone/phone-config.js';
import type { PhoneOperator } from '../phone/phone-operator.js';
import type { DeviceRole } from './phone-snapshot.js';
import type { PhoneStore } from './phone-store.js';

/** Ids as the browser names them on this page, or labels; empty or left out: the system's default. */
export type ChosenDevices = Partial<Readonly<Record<DeviceRole, string>>>;

/** Which devices there are and which are used, in the store. */
export class LiveDevices {
  #phone: PhoneOperator | null = null;
  /** Wishes that fit no device that is known. Ids and labels are secret until the page may use a microphone. */
  readonly #unknown = new Map<DeviceRole, string>();

  constructor(
    private readonly store: PhoneStore,
    private readonly ringer: Ringer,
    chosen: ChosenDevices,
  ) {
    this.#keep(chosen);
  }

  /** For `init()`. */
  async ids(): Promise<DeviceIds> {
    const wishes = Object.entries(this.store.snapshot.chosenDevices).filter(([, wish]) => wish !== '');
    if (wishes.length > 0) {
      const watcher = new DeviceWatcher();
      await watcher.refresh().catch(() => undefined);
      for (const [role, wish] of wishes as [DeviceRole, string][]) {
        this.#keep({ [role]: this.#idOf(role, wish, watcher) });
      }
      watcher.close();
    }
    const { microphone, camera, speaker } = this.store.snapshot.chosenDevices;
    return {
      ...(microphone && { microphoneId: microphone }),
      ...(camera && { cameraId: camera }),
      ...(speaker && { speakerId: speaker }),
    };
  }

  follow(phone: PhoneOperator): void {
    this.#phone = phone;
    const draw = () => {
      const known = phone.devices.devices.filter(({ id }) => id !== '');
      const devices = known.map(({ kind, id, label }) => Object.freeze({ kind, id, label }));
      this.store.update({ devices: Object.freeze(devices) });
      for (const [role, wish] of [...this.#unknown]) {
        if (find(role, wish, phone.devices)) this.choose(role, wish).catch(() => undefined); // it is used as it is then
      }
    };
    phone.devices.on('change', draw);
    draw();
  }

  leave(): void {
    this.#phone = null;
  }

  /**
   * Uses another device from now on, also in the calls that are up. `device`: an id or a label.
   * @throws Result as `PhoneOperator.setDevices()`
   */
  async choose(role: DeviceRole, device: string): Promise<void> {
    const id = this.#idOf(role, device, this.#phone?.devices);
    if (role !== 'ringer') await this.#phone?.setDevices({ [`${role}Id`]: id });
    this.#keep({ [role]: id });
  }

  /** What is neither an id nor a label of a known device is taken as an id, for the time being. */
  #idOf(role: DeviceRole, wish: string, watcher: DeviceWatcher | undefined): string {
    const device = watcher && find(role, wish, watcher);
    if (wish === '' || device) this.#unknown.delete(role);
    else this.#unknown.set(role, wish);
    return device?.id ?? wish;
  }

  #keep(change: ChosenDevices): void {
    const chosenDevices = Object.freeze({ ...this.store.snapshot.chosenDevices, ...change });
    this.store.update({ chosenDevices });
    this.ringer.update({ ringerId: chosenDevices.ringer, speakerId: chosenDevices.speaker });
  }
}

function find(role: DeviceRole, wish: string, watcher: DeviceWatcher) {
  return watcher.find(role === 'ringer' ? 'speaker' : role, wish, wish);
}
