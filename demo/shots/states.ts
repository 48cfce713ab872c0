/** Every state of every element that a person may see: for pictures (`npm run shots`) and for the test of all states. */
import { call, inCall, ringing } from '../../elements/base/testing/harness.js';
import type { CallStatusFilter } from '../../elements/cdr-list/cdr-list.js';
import type { WrittenRecord } from '../../elements/cdr-list/local-records.js';
import type { DeviceReport } from '../../src/store/device-report.js';
import type { DeviceChoice, PhoneSnapshot } from '../../src/store/phone-snapshot.js';

type State = Partial<PhoneSnapshot>;

/** A state that a person makes: what the store holds, what is written into the element, and what was pressed since. */
export interface Scene {
  readonly state: State;
  readonly properties?: object;
  /** Selectors within the element's shadow tree, in order. */
  readonly press?: readonly string[];
}

export const ann: State = { connection: 'ready', extension: '1000', extensionName: 'Ann Archer', videoAllowed: true };
const problem = (code: number) => ({ code, msg: '', at: 0 });
const bob = { number: '1001', name: 'Bob Baker', company: 'Baker & Sons' };
const minute = 60_000;
/** Far enough from the next full minute: the picture must not depend on the second in which it is taken. */
const answeredAt = () => Date.now() - 3.5 * minute;
const talking = (change = {}): State => inCall({ state: 'talking', answeredAt: answeredAt(), ...bob, ...change });
const refused = (code: number): State => ({ connection: 'refused', connectionProblem: problem(code) });
const long = 'Wolfeschlegelsteinhausenbergerdorff '.repeat(5).trim();

const calls: Record<string, State> = {
  calling: inCall({ state: 'calling', ...bob }),
  ringing: inCall({ state: 'ringing', number: '+4930123456' }),
  connecting: inCall({ state: 'connecting', direction: 'inbound', ...bob }),
  talking: talking(),
  'talking, may record': { ...talking({ networkLevel: 4 }), recordPermission: 2 },
  recording: { ...talking({ recording: 'recording', networkLevel: 5 }), recordPermission: 2 },
  muted: talking({ muted: true }),
  'hold asked for': talking({ holdPending: true }),
  held: talking({ held: true }),
  'held by the other side': talking({ heldByOther: true }),
  reconnecting: talking({ reconnecting: true, networkLevel: 0 }),
  'poor network': talking({ networkLevel: 1 }),
  'we hear nothing': talking({ noAudio: 'in' }),
  'they hear nothing': talking({ noAudio: 'out' }),
  'nobody hears anything': talking({ noAudio: 'both' }),
  'sound waits for a press': talking({ playBlocked: true }),
  video: { ...talking({ video: true }), videoAllowed: true },
  'second call on hold': {
    calls: [
      call({ state: 'talking', answeredAt: answeredAt(), ...bob }),
      call({ callId: 'call-2', state: 'talking', answeredAt: answeredAt(), held: true, number: '1002', name: 'Carol' }),
    ],
    currentCallId: 'call-1',
  },
  consultation: {
    calls: [
      call({ state: 'talking', answeredAt: answeredAt(), held: true, ...bob }),
      call({
        ...{ callId: 'call-2', state: 'talking', answeredAt: answeredAt(), number: '1002', name: 'Carol Chen' },
        transferOf: 'call-1',
      }),
    ],
    currentCallId: 'call-2',
  },
  'a wish refused': { ...talking(), callProblem: problem(-203) },
  'long name': talking({ name: long, number: '1'.repeat(63), company: long }),
  ...Object.fromEntries(
    (['hung-up-there', 'busy', 'rejected', 'network', 'answered-elsewhere'] as const).map((endReason) => [
      `ended: ${endReason}`,
      { endedCall: call({ state: 'ended', endReason, answeredAt: 0, endedAt: 65_000, ...bob }) },
    ]),
  ),
};

const rings: Record<string, State> = {
  one: ringing({ ...bob }),
  'number only': ringing({ number: '+4930123456' }),
  'with video': ringing({ ...bob, video: true }),
  answering: ringing({ ...bob, answering: true }),
  'two of them': ringing({ ...bob }, { callId: 'call-2', number: '1002', name: 'Carol Chen' }),
  'while talking': {
    calls: [...(talking().calls ?? []), ...(ringing({ callId: 'call-2', number: '1002', name: 'Carol' }).calls ?? [])],
    currentCallId: 'call-1',
  },
  'no microphone': { ...ringing({ ...bob }), callProblem: problem(-203) },
  'long name': ringing({ name: long, number: '1'.repeat(63), company: long }),
};

const idle: Record<string, State> = {
  ready: { lastNumber: '1001' },
  'waiting for the microphone': { dialling: '1001' },
  'signed out': { connection: 'signed-out' },
  'signing in': { connection: 'signing-in' },
  reconnecting: { connection: 'reconnecting', connectionProblem: problem(-102) },
  'refused: signature': refused(-103),
  'refused: signed in elsewhere': refused(-110),
  'a wrong number': { callProblem: problem(-209) },
};

const devices: readonly DeviceChoice[] = [
  { kind: 'microphone', id: 'm1', label: 'Headset microphone (USB)' },
  { kind: 'microphone', id: 'm2', label: 'Built-in microphone' },
  { kind: 'speaker', id: 's1', label: 'Headset (USB)' },
  { kind: 'speaker', id: 's2', label: 'Built-in speaker' },
  { kind: 'camera', id: 'c1', label: 'Camera of the screen' },
];
const withDevices: State = {
  devices,
  chosenDevices: { microphone: 'm1', camera: '', speaker: 's1', ringer: 's2' },
};
const report: DeviceReport = {
  at: 0,
  permission: 'granted',
  microphone: { id: 'm1', label: 'Headset microphone (USB)', level: 0.6, heard: true, problem: null },
  speaker: { id: 's1', played: true, fallback: null },
  ringer: { id: 's2', played: true, fallback: 'gone' },
  echo: { number: '*43', heard: true, delay: 0.14, roundTripTime: 0.04, loss: 0.01, mos: 4.2, problem: null },
};

const opened = (selector: string, state: State = talking()): Scene => ({ state, press: [selector] });

/** What a person opened in a call. */
const opens: Record<string, Scene> = {
  'more controls': opened('[part=more]', { ...talking(), recordPermission: 2 }),
  'keypad open': opened('[part=keypad]'),
  'transfer open': opened('[part=transfer]'),
  'new call open': { state: talking(), press: ['[part=more]', '[part=add-call]'] },
  'devices open': { state: { ...talking(), ...withDevices }, press: ['[part=more]', '[part=devices]'] },
  'devices checked': {
    state: { ...talking(), ...withDevices, deviceCheck: { step: 'done', report } },
    press: ['[part=more]', '[part=devices]'],
  },
  'quality explained': opened('[part=quality]', talking({ networkLevel: 4 })),
  'poor quality explained': opened('[part=quality]', talking({ networkLevel: 1 })),
};

/** The kinds of calls in turn, days back, some of them news. */
const records: readonly WrittenRecord[] = Array.from({ length: 24 }, (_, index) => {
  const missed = index % 3 === 1;
  return {
    timestamp: Math.floor(Date.now() / 1000) - index * 9000,
    number: index % 3 ? `100${index % 10}` : '+49 30 1234567',
    name: ['Bob Baker', 'Carol Chen', '', 'Baker & Sons, spare parts and complaints'][index % 4] ?? '',
    status: [1, 2, 3][index % 3] ?? 1,
    talk_duration: missed ? 0 : index * 37 + 12,
    disposition: missed ? 'NO ANSWER' : 'ANSWERED',
    unread: missed && index < 8,
  };
});
const listed = (properties: object, ...press: string[]): Scene => ({
  state: {},
  properties: { records, ...properties },
  press,
});
const tabs: readonly CallStatusFilter[] = ['all', 'missed', 'incoming', 'outgoing'];
const pageOf = (rows: null[], problem: number | null = null): State => ({
  records: { '0:': { total: rows.length || null, from: 0, rows, problem } },
});

const lists: Record<string, State | Scene> = {
  'no calls': listed({ records: [] }),
  loading: pageOf([]),
  'rows on their way': pageOf(Array.from({ length: 8 }, () => null)),
  'not loaded': pageOf([], -102),
  'signed out': { connection: 'signed-out' },
  ...Object.fromEntries(tabs.map((status) => [`tab: ${status}`, listed({ status })])),
  'nothing missed': listed({ status: 'missed', records: records.filter(({ status }) => status !== 2) }),
  'search finds': listed({ filter: 'carol' }),
  'search finds nothing': listed({ filter: 'zebra' }),
  'menu open': listed({}, '[part=menu]'),
};

/** Element → states, by the words under the picture. */
export const states: Record<string, Record<string, State | Scene>> = {
  'linkus-phone': {
    ...idle,
    ringing: rings['one'] ?? {},
    'two ring': rings['two of them'] ?? {},
    talking: talking(),
    'another rings': rings['while talking'] ?? {},
    'keypad for another call': { state: talking(), press: ['[part~=tab]:first-child'] },
    'the list of calls': {
      state: { unread: 3 },
      press: ['[part~=tab]:last-child'],
    },
    'missed calls': { unread: 3 },
    ended: calls['ended: busy'] ?? {},
  },
  'linkus-dialpad': { ...idle, tones: talking(), 'a number': { state: {}, properties: { value: '+49 (30) 123-456' } } },
  'linkus-incoming': rings,
  'linkus-session': { ...calls, ...opens },
  'linkus-cdr-list': lists,
};

export const sceneOf = (entry: State | Scene): Scene => ('state' in entry ? entry : { state: entry });
