/** What the tests of calls do again and again. */
import { after, afterEach, before } from 'node:test';
import { SessionState, type Invitation, type Inviter, type Session } from 'sip.js';
import type { IncomingRequestMessage, IncomingResponseMessage } from 'sip.js/lib/core/index.js';
import type { DevelopmentPbx, DevelopmentPbxOptions } from '../index.js';
import type { Direction } from '../sdp.js';
import { startTestPbx } from './client.js';
import { mediaOf, reached, TestPhone, type NodeMedia } from './phone.js';

/** Repeats an action each 20 ms, as a phone sends audio, until what it causes has happened. */
export async function eventually(action: () => void, result: Promise<unknown>): Promise<void> {
  const timer = setInterval(action, 20);
  try {
    await result;
  } finally {
    clearInterval(timer);
  }
}

export async function talk(
  caller: TestPhone,
  callee: TestPhone,
): Promise<{ inviter: Inviter; invitation: Invitation }> {
  const { inviter, final } = caller.call(callee.number);
  const invitation = await callee.nextInvitation();
  await invitation.accept();
  await final;
  await Promise.all([reached(inviter, SessionState.Established), reached(invitation, SessionState.Established)]);
  return { inviter, invitation };
}

/** The CANCEL that ends a ringing call. */
export function cancelOf(invitation: Invitation): Promise<IncomingRequestMessage> {
  return new Promise((resolve) => {
    invitation.delegate = { onCancel: (cancel) => resolve(cancel.request) };
  });
}

/** Registered phones that are gone with {@link stop}. */
export class Phones {
  readonly #pbx: () => DevelopmentPbx;
  #phones: TestPhone[] = [];

  constructor(pbx: () => DevelopmentPbx) {
    this.#pbx = pbx;
  }

  async register(number: string): Promise<TestPhone> {
    const phone = await TestPhone.register(this.#pbx(), number);
    this.#phones.push(phone);
    return phone;
  }

  /** Stops the phones and waits until the PBX has forgotten them and their calls. */
  async stop(): Promise<void> {
    await Promise.all(this.#phones.map((phone) => phone.stop()));
    this.#phones = [];
    await this.#pbx().command('hangup');
    await this.#pbx().command('wait', { for: 'unregistered' });
    await this.#pbx().command('wait', { for: 'no-calls' });
  }
}

/** Runs something with a PBX of its own, and phones at it. */
export async function withPbx(
  options: DevelopmentPbxOptions,
  run: (pbx: DevelopmentPbx, phones: Phones) => Promise<void>,
): Promise<void> {
  const pbx = await startTestPbx(options);
  const phones = new Phones(() => pbx);
  await run(pbx, phones);
  await phones.stop();
  await pbx.close();
}

/** For a `describe`: a PBX for all of its tests, which `started` is told, and phones that are gone after each of them. */
export function pbxForAll(started: (pbx: DevelopmentPbx) => void, options: DevelopmentPbxOptions = {}): Phones {
  let pbx: DevelopmentPbx;
  const phones = new Phones(() => pbx);
  before(async () => {
    pbx = await startTestPbx(options);
    started(pbx);
  });
  afterEach(() => phones.stop());
  after(() => pbx.close());
  return phones;
}

/** Sends a re-INVITE and resolves with its final answer. */
export function renegotiate(
  session: Session,
  direction?: Direction,
  extraHeaders: string[] = [],
): Promise<IncomingResponseMessage> {
  if (direction) mediaOf(session).direction = direction;
  return new Promise((resolve, reject) => {
    const done = ({ message }: { message: IncomingResponseMessage }): void => resolve(message);
    session
      .invite({ requestDelegate: { onAccept: done, onReject: done }, requestOptions: { extraHeaders } })
      .catch(reject);
  });
}

/** The next re-INVITE of the PBX, after it was answered and acknowledged. */
export function nextReinvite(session: Session): Promise<IncomingRequestMessage> {
  return new Promise((resolve) => {
    session.delegate = {
      ...session.delegate,
      onInvite: (request) => {
        session.delegate = {
          onAck: () => {
            // sip.js looks at the next re-INVITE only after the turn in which the ACK came.
            setImmediate(() => resolve(request));
          },
        };
      },
    };
  });
}

/** Two phones in a call, their media connected. */
export async function connect(
  caller: TestPhone,
  callee: TestPhone,
): Promise<{ inviter: Inviter; invitation: Invitation; here: NodeMedia; there: NodeMedia }> {
  const { inviter, invitation } = await talk(caller, callee);
  const [here, there] = [mediaOf(inviter), mediaOf(invitation)];
  await Promise.all([here.connected(), there.connected()]);
  return { inviter, invitation, here, there };
}

/** Proves that what one side sends arrives at the other side. */
export async function passes(from: NodeMedia, to: NodeMedia): Promise<void> {
  const payload = randomPayload();
  await eventually(() => from.send(payload), to.receive(payload));
}

/** Proves that the side hears something else (music, a tone), and nothing of what the other side says meanwhile. */
export async function hearsMusic(side: NodeMedia, other: NodeMedia): Promise<void> {
  const payload = randomPayload();
  await eventually(() => other.send(payload), side.receiveMany(side.received.length + 20));
  if (side.received.some((entry) => entry.payload === payload.toString('hex'))) throw new Error('The other was heard.');
}

function randomPayload(): Buffer {
  return Buffer.from(Array.from({ length: 8 }, () => Math.floor(Math.random() * 256)));
}
