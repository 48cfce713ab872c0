import type { DeviceRole } from '../store/phone-snapshot.js';

/** A device as it is remembered: ids change when the browser's data of the site are cleared, or a plug is put elsewhere. */
export interface KeptDevice {
  readonly id: string;
  /** Empty when it was not known. */
  readonly label: string;
}

export type KeptDevices = Partial<Readonly<Record<DeviceRole, KeptDevice>>>;

/** One for all phones of a site: the devices are the computer's. */
const storageKey = 'linkus-devices:1';

const roles: readonly DeviceRole[] = ['microphone', 'camera', 'speaker', 'ringer'];

/** What was chosen on an earlier visit; what makes no sense is left out. */
export function keptDevices(): KeptDevices {
  let stored: unknown;
  try {
    stored = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
  } catch {
    return {}; // not ours, or storage is forbidden
  }
  if (typeof stored !== 'object' || stored === null) return {};
  const devices = roles.map((role) => [role, (stored as Record<string, unknown>)[role]] as const);
  return Object.fromEntries(devices.filter(([, device]) => isDevice(device)));
}

/** An empty id is the system's default: nothing to remember. */
export function keepDevice(role: DeviceRole, device: KeptDevice): void {
  const { [role]: _, ...others } = keptDevices();
  try {
    localStorage.setItem(storageKey, JSON.stringify(device.id ? { ...others, [role]: device } : others));
  } catch {
    // Full or forbidden: it is used as long as the page is open.
  }
}

function isDevice(value: unknown): value is KeptDevice {
  if (typeof value !== 'object' || value === null) return false;
  const { id, label } = value as Record<keyof KeptDevice, unknown>;
  return typeof id === 'string' && id !== '' && typeof label === 'string';
}
