/** Calls between phones that are signed in, at the development PBX or at Asterisk: placed, answered, listened to. */
import type { Operators } from '../init.js';
import type { CallOptions } from '../phone/call-setup.js';
import type { PhoneOperator } from '../phone/phone-operator.js';
import type { Session } from '../phone/session.js';
import { next, sound, until } from './wait.js';

/** One outgoing call a second is the rule of the core (−208). */
const betweenCalls = 1100;
const lastCalls = new WeakMap<PhoneOperator, number>();

/** Waits as long as the phone would refuse another call. */
export async function mayCallAgain({ phone }: Operators): Promise<void> {
  const wait = (lastCalls.get(phone) ?? -Infinity) + betweenCalls - performance.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  lastCalls.set(phone, performance.now());
}

/** Places a call, for a consultation about `parent`; resolves with its session when the INVITE is out. */
export async function place(
  from: Operators,
  number: string,
  option: CallOptions = {},
  parent?: Session,
): Promise<Session> {
  await mayCallAgain(from);
  const started = next(from.phone, 'startSession');
  await from.phone.call(number, option, parent?.status.callId);
  return (await started)[0].session;
}

/** Places a call and waits until it is answered. */
export async function talkTo(from: Operators, number: string, option: CallOptions = {}): Promise<Session> {
  const session = await place(from, number, option);
  await confirmed(session);
  return session;
}

/** Waits until both sides of a call are connected. */
export async function confirmed(session: Session): Promise<void> {
  if (session.status.callStatus !== 'talking') await next(session, 'confirmed');
}

/** The next call that comes in. Ask before it is placed. */
export async function incoming({ phone }: Operators): Promise<Session> {
  return (await next(phone, 'incoming'))[0].session;
}

/** Answers a call that rings here, and waits until both sides are connected. */
export async function answer(session: Session, option: CallOptions = {}): Promise<void> {
  const connected = next(session, 'confirmed');
  await session.answer(option);
  await connected;
}

/** Answers the next call that comes in. Ask before it is placed. */
export async function answerNext(by: Operators, option: CallOptions = {}): Promise<Session> {
  const session = await incoming(by);
  await answer(session, option);
  return session;
}

/** A call that rings, and its caller knows: the caller's side and the callee's. */
export async function ring(from: Operators, to: Operators): Promise<[caller: Session, callee: Session]> {
  const ringing = incoming(to);
  const caller = await place(from, to.pbx.extensionNumber);
  const callee = await ringing;
  await until(() => caller.status.callStatus === 'ringing');
  return [caller, callee];
}

/** A call that was answered: the caller's side and the callee's. */
export async function talk(
  from: Operators,
  to: Operators,
  { call, answer }: { call?: CallOptions; answer?: CallOptions } = {},
): Promise<[caller: Session, callee: Session]> {
  const answered = answerNext(to, answer);
  return [await talkTo(from, to.pbx.extensionNumber, call), await answered];
}

/** Why a call ended, once it has. */
export async function endOf(session: Session): Promise<string> {
  return (await until(() => session.end)).reason;
}

/** Waits until a session's status has these values. */
export async function status(session: Session, wanted: Partial<Session['status']>): Promise<void> {
  await until(() =>
    Object.entries(wanted).every(([key, value]) => session.status[key as keyof typeof wanted] === value),
  );
}

/** Waits until these sessions hear something; fails by the time limit of the test. */
export async function hear(...sessions: Session[]): Promise<void> {
  await Promise.all(sessions.map(async (session) => sound(await until(() => session.connection))));
}

/** Waits until sound arrives at these sessions that was not there when it was asked for: the counters grow from here. */
export async function hearAnew(...sessions: Session[]): Promise<void> {
  await Promise.all(
    sessions.map(async (session) => {
      const before = await inbound(session);
      await until(async () => {
        const now = await inbound(session);
        return now.packetsReceived > before.packetsReceived + 10 && now.totalAudioEnergy > before.totalAudioEnergy;
      });
    }),
  );
}

/** Waits until the media can go, where nothing is to be heard. */
export async function connected(session: Session): Promise<void> {
  await until(() => session.connection?.connectionState === 'connected');
}

interface Inbound {
  packetsReceived: number;
  totalAudioEnergy: number;
  mimeType: string;
}

/** What is received now: figures since the start of the call. */
export async function inbound(session: Session): Promise<Inbound> {
  const report = await session.connection?.getStats();
  const entries = [...((report?.values() ?? []) as Iterable<Record<string, unknown>>)];
  const rtp = entries.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'audio');
  const codec = entries.find(({ id }) => id !== undefined && id === rtp?.['codecId']);
  return {
    packetsReceived: Number(rtp?.['packetsReceived'] ?? 0),
    totalAudioEnergy: Number(rtp?.['totalAudioEnergy'] ?? 0),
    mimeType: typeof codec?.['mimeType'] === 'string' ? codec['mimeType'] : '',
  };
}
