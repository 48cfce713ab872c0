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
  call(number: string, media?: { video: boolean; codec?: string }): Promise<void>;
  /** Sends a re-INVITE; resolves with its final status. `video: true` adds the camera, `false` stops it. */
  renegotiate(change: { hold?: boolean; iceRestart?: boolean; video?: boolean }): Promise<number>;
  /** Waits until pictures have been decoded after this moment. */
  see(): Promise<{ codec: string; frames: number }>;
  /** The direction of video in the PBX's last description; empty when it refused video. */
  remoteVideo(): string;
  /** Waits until audio above silence has come in after this moment. */
  hear(): Promise<Heard>;
  /** Answers the next incoming call. */
  answer(media?: { video: boolean }): Promise<void>;
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

/** Leaves one codec of video in an offer. */
function withOnly(codec: string, sdp: string): string {
  const sections = sdp.split(/^(?=m=)/m).map((section) => {
    if (!section.startsWith('m=video')) return section;
    const types = [...section.matchAll(/^a=rtpmap:(\d+) (\w+)/gm)];
    const others = types.filter(([, , name]) => name !== codec).flatMap(([, type]) => type ?? []);
    const lines = section.split('\r\n').filter((line) => {
      const type = /^a=(?:rtpmap|fmtp|rtcp-fb):(\d+) /.exec(line)?.[1];
      return type === undefined || !others.includes(type);
    });
    lines[0] = (lines[0] ?? '')
      .split(' ')
      .filter((word) => !others.includes(word))
      .join(' ');
    return lines.join('\r\n');
  });
  return sections.join('');
}

async function inbound(): Promise<{ packetsReceived: number; totalAudioEnergy: number; audioLevel: number }> {
  for (const report of (await peerConnection().getStats()).values() as Iterable<Record<string, unknown>>) {
    if (report['type'] !== 'inbound-rtp' || report['kind'] !== 'audio') continue;
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

  async call(number, { video, codec } = { video: false }) {
    const target = UserAgent.makeURI(`sip:${number}@${host}`);
    if (!target) throw new TypeError('Not a SIP address.');
    const inviter = new Inviter(agent, target, {
      sessionDescriptionHandlerOptions: { constraints: { audio: true, video } },
      sessionDescriptionHandlerModifiers: codec
        ? [(description) => Promise.resolve({ ...description, sdp: withOnly(codec, description.sdp ?? '') })]
        : [],
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

  async renegotiate({ hold = false, iceRestart = false, video }) {
    const cameras = peerConnection()
      .getTransceivers()
      .filter(({ receiver }) => receiver.track.kind === 'video');
    if (video === false) for (const camera of cameras) camera.stop();
    if (video === true) {
      const [track] = (await navigator.mediaDevices.getUserMedia({ video: true })).getTracks();
      if (track) peerConnection().addTransceiver(track);
    }
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

  async see() {
    const decoded = async (): Promise<{ codec: string; frames: number }> => {
      const reports = await peerConnection().getStats();
      for (const report of reports.values() as Iterable<Record<string, unknown>>) {
        if (report['type'] !== 'inbound-rtp' || report['kind'] !== 'video') continue;
        const codec = reports.get(String(report['codecId'])) as Record<string, unknown> | undefined;
        return { codec: String(codec?.['mimeType']), frames: Number(report['framesDecoded'] ?? 0) };
      }
      return { codec: '', frames: 0 };
    };
    const before = await decoded();
    for (;;) {
      const now = await decoded();
      if (now.frames - before.frames > 5) return now;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  },

  remoteVideo() {
    const sections = (peerConnection().remoteDescription?.sdp ?? '').split(/^m=/m);
    const video = sections.find((section) => /^video [1-9]/.test(section)) ?? '';
    return /^a=(sendrecv|sendonly|recvonly|inactive)/m.exec(video)?.[1] ?? '';
  },

  async answer({ video } = { video: false }) {
    const invitation = await incoming;
    session = invitation;
    await invitation.accept({ sessionDescriptionHandlerOptions: { constraints: { audio: true, video } } });
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
