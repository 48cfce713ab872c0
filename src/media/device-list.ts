/** Lists of devices as plain data: what a browser says, without its aliases, and what is different between two lists. */

export type DeviceKind = 'microphone' | 'camera' | 'speaker';

export interface Device {
  readonly kind: DeviceKind;
  /** Empty until the page may use a microphone or camera. */
  readonly id: string;
  /** Its name in the person's words; empty in the same case. */
  readonly label: string;
  readonly groupId: string;
  /** The system's choice where nobody chose. Only Chromium tells. */
  readonly isDefault: boolean;
}

export interface DeviceChange {
  readonly added: readonly Device[];
  readonly removed: readonly Device[];
  /** True also when nothing came or went: another default, or names that were hidden. */
  readonly changed: boolean;
}

/** Chromium lists the system's choices a second time under these ids, as `Default - <name>`. */
const aliases = new Set(['default', 'communications']);

const kinds: Readonly<Record<MediaDeviceKind, DeviceKind>> = {
  audioinput: 'microphone',
  videoinput: 'camera',
  audiooutput: 'speaker',
};

type Info = Pick<MediaDeviceInfo, 'deviceId' | 'kind' | 'label' | 'groupId'>;

/** An alias marks the device that it stands for; it stays in the list only when that device isn't there. */
export function readDevices(infos: readonly Info[]): readonly Device[] {
  const devices: Device[] = [];
  for (const info of infos) {
    const { kind, deviceId, groupId } = info;
    const alias = aliases.has(deviceId);
    if (alias && infos.some((other) => standsFor(info, other))) continue;
    const isDefault =
      deviceId === 'default' || infos.some((other) => other.deviceId === 'default' && standsFor(other, info));
    devices.push(Object.freeze({ kind: kinds[kind], id: deviceId, label: info.label, groupId, isDefault }));
  }
  return Object.freeze(devices);
}

function standsFor(alias: Info, device: Info): boolean {
  if (aliases.has(device.deviceId) || alias.kind !== device.kind) return false;
  return alias.groupId === device.groupId && (device.label === '' || alias.label.endsWith(device.label));
}

/** The device of this id, or else the one of this label. */
export function findDevice(devices: readonly Device[], id: string, label = ''): Device | undefined {
  return (
    devices.find((device) => id !== '' && device.id === id) ??
    devices.find((device) => label !== '' && device.label === label)
  );
}

/** A device without an id can't be told from another: one that only gets its id did not come. */
export function compareDevices(before: readonly Device[], now: readonly Device[]): DeviceChange {
  const wasHidden = (kind: DeviceKind) => isHidden(before, kind) || isHidden(now, kind);
  const without = (devices: readonly Device[], others: readonly Device[]) =>
    devices.filter(
      ({ kind, id }) => !wasHidden(kind) && !others.some((other) => other.kind === kind && other.id === id),
    );
  return {
    added: without(now, before),
    removed: without(before, now),
    changed: JSON.stringify(now) !== JSON.stringify(before),
  };
}

function isHidden(devices: readonly Device[], kind: DeviceKind): boolean {
  return devices.some((device) => device.kind === kind && device.id === '');
}
