/** The side of the benches that runs in the page, with the core that is published. Times are milliseconds. */
import { init, type Operators, type Session } from '../../src/core.js';
import { now, onClick } from './on-click.js';

export { bareMedia } from './on-click.js';

/** Extension → its phone in this page. Most benches have one. */
const signedIn = new Map<string, Operators>();

/** From `init()` to `registered`. */
export async function signIn(username: string, secret: string, pbxURL: string): Promise<number> {
  const start = performance.now();
  const operators = await init({ username, secret, pbxURL, enableLog: false });
  signedIn.set(username, operators);
  const { phone } = operators;
  await new Promise<void>((resolve) => {
    phone.once('registered', () => resolve());
    phone.start();
  });
  return performance.now() - start;
}

export function signOut(): void {
  for (const { destroy } of signedIn.values()) destroy();
  signedIn.clear();
}

/** The phone of an extension; the first one's when none is given. */
function phone(extension?: string): Operators['phone'] {
  const [first] = signedIn.values();
  const operators = extension === undefined ? first : signedIn.get(extension);
  if (!operators) throw new Error('Sign in first.');
  return operators.phone;
}

/** When the first of these requests was written to a socket after this was called. */
function sent(method: string): Promise<number> {
  return new Promise((resolve) => {
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function (message) {
      if (typeof message === 'string' && message.startsWith(method)) {
        WebSocket.prototype.send = send;
        resolve(now());
      }
      send.call(this, message);
    };
  });
}

export interface CallTimes {
  clickToInvite: number;
  inviteToTalking: number;
}

/** A call that is placed by a click, talks, and is hung up. */
export async function clickCall(number: string): Promise<CallTimes> {
  const invited = sent('INVITE ');
  const [session, clickedAt] = await onClick(async () => place(number));
  if (session.status.callStatus !== 'talking') {
    await new Promise<void>((resolve) => session.once('confirmed', () => resolve()));
  }
  const talkingAt = now();
  const invitedAt = await invited;
  await hangUp(session);
  return { clickToInvite: invitedAt - clickedAt, inviteToTalking: talkingAt - invitedAt };
}

async function place(number: string, from?: string): Promise<Session> {
  const started = new Promise<Session>((resolve) =>
    phone(from).once('startSession', ({ session }) => resolve(session)),
  );
  try {
    await phone(from).call(number);
  } catch (error) {
    // A result is no Error; outside of the page only an Error's words are seen.
    throw new Error(JSON.stringify(error));
  }
  return started;
}

async function hangUp(session: Session, of?: string): Promise<void> {
  const ended = new Promise<void>((resolve) => phone(of).once('deleteSession', () => resolve()));
  session.hangup();
  await ended;
}

/** When the first sound arrives on the call (since 1970). */
async function heardAt({ connection }: Session): Promise<number> {
  for (;;) {
    for (const report of ((await connection?.getStats())?.values() ?? []) as Iterable<Record<string, unknown>>) {
      const { type, kind, packetsReceived } = report;
      if (type === 'inbound-rtp' && kind === 'audio' && Number(packetsReceived) > 0) return now();
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Calls, and tells when the other side is first heard. */
export async function callAndHear(number: string): Promise<number> {
  return heardAt(await place(number));
}

/** Resolves when a call rings here. */
export async function rings(): Promise<void> {
  if (phone().incomingList.length > 0) return;
  await new Promise<void>((resolve) => phone().once('incoming', () => resolve()));
}

/** Answers what rings, at the click; tells when that was and when the caller is first heard (since 1970). */
export async function clickAnswer(): Promise<{ clickedAt: number; heardAt: number }> {
  const [session, clickedAt] = await onClick(async () => {
    const [ringing] = phone().incomingList;
    if (!ringing) throw new Error('Nothing rings.');
    await ringing.answer();
    return ringing;
  });
  return { clickedAt, heardAt: await heardAt(session) };
}

export async function hangUpAll(): Promise<void> {
  for (const session of phone().getSessions()) await hangUp(session);
}

/** A call from an extension of this page, until both sides are connected; then it is hung up. */
export async function callOnce(from: string, number: string): Promise<void> {
  const session = await place(number, from);
  if (session.status.callStatus !== 'talking') {
    await new Promise<void>((resolve) => session.once('confirmed', () => resolve()));
  }
  await hangUp(session, from);
}

/** Answers every call from now on, as soon as it rings; whoever called hangs up. */
export function answerEverything(): void {
  phone().on('incoming', ({ session }) => void session.answer().catch(() => undefined));
}

/** Resolves when no call is left. */
export async function idle(): Promise<void> {
  while (phone().sessions.size > 0) await new Promise((resolve) => phone().once('deleteSession', resolve));
}
