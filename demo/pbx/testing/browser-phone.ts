/** A bare sip.js phone that the browser test bundles into a page: `window.phone`. */
import { Inviter, Registerer, UserAgent, type Invitation, type Session } from 'sip.js';
import type { RegisterInfo } from './client.js';

export interface Heard {
  packets: number;
  /** The loudest moment so far, 0 to 1. */
  level: number;
}

export interface BrowserPhone {
  connect(pbxUrl: string, number: string, account: RegisterInfo): Promise<void>;
  /** Resolves when the call was answered. */
  call(number: string, media?: { video: boolean }): Promise<void>;
  /** Sends a re-INVITE; resolves with its final status. */
  renegotiate(change: { hold?: boolean; iceRestart?: boolean }): Promise<number>;
  /** Waits until audio above silence has come in after this moment. */
  hear(): Promise<Heard>;
  /** Answers the next incoming call. */
  answer(): Promise<void>;
  /** Sends keys as RFC 4733 events. */
  press(keys: string): void;
  hangUp(): Promise<void>;
}

declare global {
  interface Window {
    phone: BrowserPhone;
  }
}

let agent: UserAgent;
let host: string;
let session: Session;
let incoming: Promise<Invitation>;
const speaker = new Audio();

/** Plays what comes in: a browser decodes, and measures, only what is heard. */
async function listen(): Promise<void> {
  speaker.srcObject = new MediaStream(
    peerConnection()
      .getReceivers()
      .map(({ track }) => track),
  );
  await speaker.play();
}

function peerConnection(): RTCPeerConnection {
  return (session.sessionDescriptionHandler as unknown as { peerConnection: RTCPeerConnection }).peerConnection;
}

async function inbound(): Promise<{ packetsReceived: number; totalAudioEnergy: number; audioLevel: number }> {
  for (const report of (await peerConnection().getStats()).values() as Iterable<Record<string, unknown>>) {
    if (report['type'] !== 'inbound-rtp') continue;
    const number = (name: string): number => Number(report[name] ?? 0);
    return {
      packetsReceived: number('packetsReceived'),
      totalAudioEnergy: number('totalAudioEnergy'),
      audioLevel: number('audioLevel'),
    };
  }
  return { packetsReceived: 0, totalAudioEnergy: 0, audioLevel: 0 };
}

window.phone = {
  async connect(pbxUrl, number, account) {
    const url = new URL(pbxUrl);
    host = url.hostname;
    const uri = UserAgent.makeURI(`sip:${number}@${host}`);
    if (!uri) throw new TypeError('Not a SIP address.');
    agent = new UserAgent({
      uri,
      viaHost: host,
      contactName: number,
      authorizationUsername: account.registername,
      authorizationHa1: account.registerpassword,
      logConfiguration: false,
      logBuiltinEnabled: false,
      sessionDescriptionHandlerFactoryOptions: {
        iceGatheringTimeout: 1000,
        peerConnectionConfiguration: { iceServers: [] },
      },
      transportOptions: { server: `ws://${url.host}/ws?exten=${number}`, traceSip: false },
    });
    incoming = new Promise((resolve) => {
      agent.delegate = { onInvite: resolve };
    });
    await agent.start();
    await new Registerer(agent, { expires: 1800, logConfiguration: false }).register();
  },

  async call(number, { video } = { video: false }) {
    const target = UserAgent.makeURI(`sip:${number}@${host}`);
    if (!target) throw new TypeError('Not a SIP address.');
    const inviter = new Inviter(agent, target, {
      sessionDescriptionHandlerOptions: { constraints: { audio: true, video } },
    });
    session = inviter;
    await new Promise<void>((resolve, reject) => {
      const options = {
        requestDelegate: {
          onAccept: () => resolve(),
          onReject: ({ message }: { message: { statusCode?: number | undefined } }) =>
            reject(new Error(`The call failed: ${message.statusCode}`)),
        },
      };
      inviter.invite(options).catch(reject);
    });
    speaker.srcObject = new MediaStream(
      peerConnection()
        .getReceivers()
        .map(({ track }) => track),
    );
    await speaker.play();
  },

  renegotiate({ hold = false, iceRestart = false }) {
    return new Promise((resolve, reject) => {
      const done = ({ message }: { message: { statusCode?: number | undefined } }): void =>
        resolve(message.statusCode ?? 0);
      session
        .invite({
          requestDelegate: { onAccept: done, onReject: done },
          sessionDescriptionHandlerOptions: { hold, offerOptions: { iceRestart } } as object,
        })
        .catch(reject);
    });
  },

  async hear() {
    const before = await inbound();
    for (;;) {
      const now = await inbound();
      const packets = now.packetsReceived - before.packetsReceived;
      // Energy is the sum of the squared level over time: it grows with sound only.
      if (packets > 10 && now.totalAudioEnergy - before.totalAudioEnergy > 1e-4) {
        return { packets, level: now.audioLevel };
      }
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  },

  async answer() {
    const invitation = await incoming;
    session = invitation;
    await invitation.accept({ sessionDescriptionHandlerOptions: { constraints: { audio: true } } });
    await listen();
  },

  press(keys) {
    peerConnection()
      .getSenders()
      .find(({ track }) => track?.kind === 'audio')
      ?.dtmf?.insertDTMF(keys);
  },

  async hangUp() {
    await session.bye();
  },
};
