/** The side of the benches that runs in the page, with the core that is published. Times are milliseconds. */
import { init, type Operators, type Session } from '../../src/core.js';

let operators: Operators | null = null;

/** Milliseconds since 1970, comparable between pages of one machine. */
const now = () => performance.timeOrigin + performance.now();

/** From `init()` to `registered`. */
export async function signIn(username: string, secret: string, pbxURL: string): Promise<number> {
  const start = performance.now();
  operators = await init({ username, secret, pbxURL, enableLog: false });
  const { phone } = operators;
  await new Promise<void>((resolve) => {
    phone.once('registered', () => resolve());
    phone.start();
  });
  return performance.now() - start;
}

export function signOut(): void {
  operators?.destroy();
  operators = null;
}

function phone(): Operators['phone'] {
  if (!operators) throw new Error('Sign in first.');
  return operators.phone;
}

/** Does something on the next click on the page's button; resolves with its result and when the click was. */
async function onClick<Value>(action: () => Promise<Value>): Promise<[Value, clickedAt: number]> {
  const button = document.querySelector('button') as HTMLButtonElement;
  return new Promise((resolve, reject) => {
    button.onclick = () => {
      const clickedAt = now();
      action().then((value) => resolve([value, clickedAt]), reject);
    };
  });
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

/** From a click: what any call costs, whoever makes it. */
export async function bareMedia(): Promise<number> {
  const [endedAt, clickedAt] = await onClick(async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const connection = new RTCPeerConnection();
    for (const track of stream.getTracks()) connection.addTrack(track, stream);
    await connection.setLocalDescription(await connection.createOffer());
    const at = now();
    connection.close();
    for (const track of stream.getTracks()) track.stop();
    return at;
  });
  return endedAt - clickedAt;
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

async function place(number: string): Promise<Session> {
  const started = new Promise<Session>((resolve) => phone().once('startSession', ({ session }) => resolve(session)));
  await phone().call(number);
  return started;
}

async function hangUp(session: Session): Promise<void> {
  const ended = new Promise<void>((resolve) => phone().once('deleteSession', () => resolve()));
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

/** One call after the other from here, without a pause: used where time is not measured. */
export async function callOnce(number: string): Promise<void> {
  const session = await place(number);
  if (session.status.callStatus !== 'talking') {
    await new Promise<void>((resolve) => session.once('confirmed', () => resolve()));
  }
  await hangUp(session);
}

/** Answers every call from now on, as soon as it rings; whoever called hangs up. */
export function answerEverything(): void {
  phone().on('incoming', ({ session }) => void session.answer().catch(() => undefined));
}
