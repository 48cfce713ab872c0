/** What the tests of this folder share: phones that call, answer and listen. */
import type { Operators } from '../../src/init.js';
import type { PhoneOperator } from '../../src/phone/phone-operator.js';
import type { Session } from '../../src/phone/session.js';
import { next, sound, until } from '../testing/wait.js';

/** One outgoing call a second is the rule of the core (−208). */
const betweenCalls = 1100;
const lastCalls = new WeakMap<PhoneOperator, number>();

async function mayCallAgain(phone: PhoneOperator): Promise<void> {
  const wait = (lastCalls.get(phone) ?? -Infinity) + betweenCalls - performance.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  lastCalls.set(phone, performance.now());
}

/** Places a call; resolves with its session when the INVITE is out. */
export async function place({ phone }: Operators, number: string): Promise<Session> {
  await mayCallAgain(phone);
  const started = next(phone, 'startSession');
  await phone.call(number);
  return (await started)[0].session;
}

/** Places a call and waits until it is answered. */
export async function talkTo(from: Operators, number: string): Promise<Session> {
  const session = await place(from, number);
  if (session.status.callStatus !== 'talking') await next(session, 'confirmed');
  return session;
}

/** The next call that comes in. Ask before it is placed. */
export async function incoming({ phone }: Operators): Promise<Session> {
  return (await next(phone, 'incoming'))[0].session;
}

/** Answers the next call that comes in, and waits until both sides are connected. Ask before it is placed. */
export async function answerNext(by: Operators): Promise<Session> {
  const session = await incoming(by);
  const confirmed = next(session, 'confirmed');
  await session.answer();
  await confirmed;
  return session;
}

/** A call between two phones; `number` is the one that is called. */
export async function talk(caller: Operators, callee: Operators, number: string): Promise<[Session, Session]> {
  const answered = answerNext(callee);
  return [await talkTo(caller, number), await answered];
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

/** Waits until the session hears something; fails by the time limit of the test. */
export async function hears(session: Session): Promise<void> {
  const connection = await until(() => session.connection);
  await sound(connection);
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

/** Waits until sound arrives that was not there when it was asked for: the counters grow from here. */
export async function hearsAnew(session: Session): Promise<void> {
  const before = await inbound(session);
  await until(async () => {
    const now = await inbound(session);
    return now.packetsReceived > before.packetsReceived + 10 && now.totalAudioEnergy > before.totalAudioEnergy;
  });
}
