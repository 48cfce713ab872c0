import { expect } from 'chai';
import { compareDevices, findDevice, readDevices, type Device } from './device-list.js';

type Info = Parameters<typeof readDevices>[0][number];

const info = (kind: MediaDeviceKind, deviceId: string, label: string, groupId = label): Info => ({
  ...{ kind, deviceId, label, groupId },
});

const headset = info('audioinput', 'h', 'Headset');
const builtIn = info('audioinput', 'b', 'Built-in');
const hidden = info('audioinput', '', '', '');
const aliasOf = ({ kind, label, groupId }: Info, deviceId = 'default') =>
  info(kind, deviceId, `${deviceId === 'default' ? 'Default' : 'Communications'} - ${label}`, groupId);

const short = (devices: readonly Device[]) => devices.map(({ id, isDefault }) => (isDefault ? `*${id}` : id));

describe('readDevices', () => {
  const table: [what: string, infos: Info[], devices: string[]][] = [
    ['nothing', [], []],
    ['devices without aliases (Firefox, Safari)', [headset, builtIn], ['h', 'b']],
    ['the alias marks its device', [aliasOf(builtIn), headset, builtIn], ['h', '*b']],
    ['two aliases', [aliasOf(builtIn), aliasOf(headset, 'communications'), headset, builtIn], ['h', '*b']],
    ['an alias whose device is not listed stays', [info('audioinput', 'default', 'Only'), headset], ['*default', 'h']],
    ['before permission: one of each, without a name', [hidden], ['']],
    [
      'a headset has a microphone and a speaker in one group: the alias of one marks not the other',
      [aliasOf(headset), headset, info('audiooutput', 's', 'Headset')],
      ['*h', 's'],
    ],
    [
      'two microphones in one group are told apart by their names',
      [
        info('audioinput', 'default', 'Default - Front', 'g'),
        info('audioinput', 'r', 'Rear', 'g'),
        info('audioinput', 'f', 'Front', 'g'),
      ],
      ['r', '*f'],
    ],
  ];
  for (const [what, infos, devices] of table) {
    it(what, () => expect(short(readDevices(infos))).to.deep.equal(devices));
  }

  it('uses our words for the kinds', () => {
    const kinds = readDevices([headset, info('videoinput', 'c', 'Camera'), info('audiooutput', 's', 'Speaker')]);
    expect(kinds.map(({ kind }) => kind)).to.deep.equal(['microphone', 'camera', 'speaker']);
  });
});

describe('compareDevices', () => {
  const table: [what: string, before: Info[], now: Info[], added: string[], removed: string[], changed: boolean][] = [
    ['the same', [headset], [headset], [], [], false],
    ['one comes', [builtIn], [builtIn, headset], ['h'], [], true],
    ['one goes', [builtIn, headset], [builtIn], [], ['h'], true],
    ['one for another', [headset], [builtIn], ['b'], ['h'], true],
    ['all go', [headset, builtIn], [], [], ['h', 'b'], true],
    [
      'the default is another',
      [aliasOf(builtIn), builtIn, headset],
      [aliasOf(headset), builtIn, headset],
      [],
      [],
      true,
    ],
    ['the permission gives them ids and names', [hidden], [builtIn, headset], [], [], true],
    ['the permission is taken back', [builtIn, headset], [hidden], [], [], true],
    ['one gets its name', [info('audioinput', 'b', '', 'g')], [info('audioinput', 'b', 'B', 'g')], [], [], true],
    [
      'the default leaves and another is it',
      [aliasOf(headset), headset, builtIn],
      [aliasOf(builtIn), builtIn],
      [],
      ['h'],
      true,
    ],
  ];
  for (const [what, before, now, added, removed, changed] of table) {
    it(what, () => {
      const change = compareDevices(readDevices(before), readDevices(now));
      expect(change.added.map(({ id }) => id)).to.deep.equal(added);
      expect(change.removed.map(({ id }) => id)).to.deep.equal(removed);
      expect(change.changed).to.equal(changed);
    });
  }
});

describe('findDevice', () => {
  const devices = readDevices([headset, builtIn, hidden]);
  const table: [id: string, label: string, found: string | undefined][] = [
    ['h', '', 'h'],
    ['h', 'Built-in', 'h'],
    ['an id of before', 'Built-in', 'b'],
    ['gone', 'Gone', undefined],
    ['', '', undefined],
  ];
  for (const [id, label, found] of table) {
    it(`id "${id}", label "${label}" is ${found ?? 'nothing'}`, () => {
      expect(findDevice(devices, id, label)?.id).to.equal(found);
    });
  }
});
