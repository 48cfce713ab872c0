import { findDevice, type Device } from '../media/device-list.js';
import { DeviceWatcher } from '../media/devices.js';
import type { Ringer } from '../media/ringer.js';
import type { DeviceIds } from '../phone/phone-config.js';
import type { PhoneOperator } from '../phone/phone-operator.js';
import { keepDevice, keptDevices } from './kept-devices.js';
import type { DeviceRole } from '../store/phone-snapshot.js';
import type { PhoneStore } from '../store/phone-store.js';

/** Ids as the browser names them on this page, or labels; empty or left out: the system's default. */
export type ChosenDevices = Partial<Readonly<Record<DeviceRole, string>>>;

/** How long the browser may take to list its devices before the sign-in goes on (ms). */
const listTime = 2000;

/** Which devices there are and which are used, in the store. What a person chose is remembered for the next visit. */
export class LiveDevices {
  #phone: PhoneOperator | null = null;
  /** The names of what is chosen: a device may come back under another id. */
  readonly #labels = new Map<DeviceRole, string>();

  constructor(
    private readonly store: PhoneStore,
    private readonly ringer: Ringer,
    chosen: ChosenDevices,
  ) {
    const used: { -readonly [Role in DeviceRole]?: string } = { ...chosen };
    for (const [role, { id, label }] of entries(keptDevices())) {
      used[role] ||= id;
      if (used[role] === id) this.#labels.set(role, label);
    }
    this.#use(used);
  }

  /** For `init()`. */
  async ids(): Promise<DeviceIds> {
    const wishes = this.#wishes();
    if (wishes.length > 0) {
      const watcher = new DeviceWatcher();
      // A browser whose devices don't answer must not keep the phone from signing in.
      await Promise.race([
        watcher.refresh().catch(() => undefined),
        new Promise((resolve) => setTimeout(resolve, listTime)),
      ]);
      this.#list(watcher);
      for (const [role, wish] of wishes)
        this.#use({ [role]: find(role, watcher, wish, this.#labels.get(role))?.id ?? wish });
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
      this.#list(phone.devices);
      // Ids and labels are secret until the page may use a microphone: only now what was wished for is found.
      for (const [role, wish] of this.#wishes()) {
        const device = find(role, phone.devices, wish, this.#labels.get(role));
        if (!device) continue;
        this.#labels.set(role, device.label);
        if (device.id !== wish) this.choose(role, device.id).catch(() => undefined); // it is used as it is then
      }
    };
    phone.devices.on('change', draw);
    // The first list is no change.
    phone.devices.refresh().then(
      () => this.#phone === phone && draw(),
      () => undefined, // a page without devices: whoever wants one is told
    );
  }

  leave(): void {
    this.#phone = null;
  }

  /**
   * Uses another device from now on, also in the calls that are up. `wish`: an id or a label; what is neither, of a device
   * that is known, is taken as an id.
   * @throws Result as `PhoneOperator.setDevices()`
   */
  async choose(role: DeviceRole, wish: string): Promise<void> {
    const device = this.#phone ? find(role, this.#phone.devices, wish) : undefined;
    const id = device?.id ?? wish;
    if (role !== 'ringer') await this.#phone?.setDevices({ [`${role}Id`]: id });
    this.#labels.set(role, device?.label ?? '');
    this.#use({ [role]: id });
    keepDevice(role, { id, label: device?.label ?? '' });
  }

  #wishes(): [DeviceRole, string][] {
    return entries(this.store.snapshot.chosenDevices).filter(([, wish]) => wish !== '');
  }

  /** Shows what may be chosen. */
  #list({ devices }: DeviceWatcher): void {
    const known = devices.filter(({ id }) => id !== '');
    this.store.update({
      devices: Object.freeze(known.map(({ kind, id, label }) => Object.freeze({ kind, id, label }))),
    });
  }

  #use(change: ChosenDevices): void {
    const chosenDevices = Object.freeze({ ...this.store.snapshot.chosenDevices, ...change });
    this.store.update({ chosenDevices });
    this.ringer.update({ ringerId: chosenDevices.ringer, speakerId: chosenDevices.speaker });
  }
}

function entries<Value>(record: Partial<Readonly<Record<DeviceRole, Value>>>): [DeviceRole, Value][] {
  return Object.entries(record) as [DeviceRole, Value][];
}

/** By its id, by a label in place of the id, or by the label that it had. */
function find(role: DeviceRole, { devices }: DeviceWatcher, wish: string, label = ''): Device | undefined {
  const kind = role === 'ringer' ? 'speaker' : role;
  const those = devices.filter((device) => device.kind === kind && device.id !== '');
  return findDevice(those, wish, wish) ?? findDevice(those, '', label);
}
