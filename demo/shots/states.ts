/** Runs in the page that is photographed: draws every state of an element. */
import '../../elements/index.js';
import { call, inCall, ringing, storeOf } from '../../elements/base/testing/harness.js';
import { loadTroubleTexts } from '../../elements/base/lazy-texts.js';
import type { LinkusPhone } from '../../elements/phone/phone.js';
import { setLocale } from '../../locales/index.js';
import type { PhoneSnapshot } from '../../src/store/phone-snapshot.js';

type State = Partial<PhoneSnapshot>;

const ann: State = { connection: 'ready', extension: '1000', extensionName: 'Ann Archer', videoAllowed: true };
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
      { endedCall: call({ state: 'ended', endReason, answeredAt: 0, endedAt: 65_000, ...bob }) } as State,
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

const records = Array.from({ length: 12 }, (_, index) => ({
  id: index,
  date: '',
  time: '',
  timestamp: Math.floor(Date.now() / 1000) - index * 9000,
  number: index % 3 ? `100${index}` : '+49 30 1234567',
  number_type: '',
  name: index % 4 ? 'Bob Baker' : '',
  status: (index % 3) + 1,
  talk_duration: index % 3 === 1 ? 0 : index * 37,
  call_type: '',
  uniqueid: String(index),
  disposition: index % 3 === 1 ? 'NO ANSWER' : 'ANSWERED',
}));

/** Element → states, by the words under the picture. */
const states: Record<string, Record<string, State>> = {
  'linkus-phone': { ...idle, ringing: rings['one'] ?? {}, talking: talking(), ended: calls['ended: busy'] ?? {} },
  'linkus-dialpad': { ...idle, tones: talking() },
  'linkus-incoming': rings,
  'linkus-session': calls,
  'linkus-cdr-list': { empty: {}, rows: {} },
};

export const elements = Object.keys(states);

const settled = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** Draws an element in every state, each `width` CSS pixels wide. */
export async function show(tag: string, width: number, locale: string): Promise<void> {
  document.documentElement.lang = locale;
  document.documentElement.dir = locale === 'ar' ? 'rtl' : 'ltr';
  await Promise.all([loadTroubleTexts(), setLocale(locale)]);
  document.body.replaceChildren();
  for (const [name, state] of Object.entries(states[tag] ?? {})) {
    const figure = document.createElement('figure');
    figure.style.width = `${width}px`;
    const caption = document.createElement('figcaption');
    caption.textContent = name;
    const phone = document.createElement('linkus-phone') as LinkusPhone;
    if (tag !== 'linkus-phone') {
      const element = document.createElement(tag);
      if (tag === 'linkus-cdr-list' && name === 'rows') Object.assign(element, { records });
      phone.append(element);
    }
    figure.append(caption, phone);
    document.body.append(figure);
    await phone.updateComplete;
    storeOf(phone).update({ ...ann, ...state });
  }
  for (let round = 0; round < 5; round++) await settled();
}
