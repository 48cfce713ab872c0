/** A SIP phone in Node for tests: sip.js as in a browser, with werift in place of the browser's peer connection. */
import {
  Inviter,
  SIPExtension,
  UserAgent,
  type BodyAndContentType,
  type Invitation,
  type Session,
  type SessionDescriptionHandler,
  type SessionState,
} from 'sip.js';
import type { IncomingResponse } from 'sip.js/lib/core/index.js';
import {
  MediaStreamTrack,
  RTCPeerConnection,
  RTCRtpCodecParameters,
  RtpHeader,
  RtpPacket,
  type RTCRtpTransceiver,
} from 'werift';
import { WebSocket } from 'ws';
import type { DevelopmentPbx } from '../index.js';
import { randomToken } from '../random.js';
import { audioDirection, type Direction } from '../sdp.js';
import { closeConnection } from '../media-werift.js';
import { registerInfo } from './client.js';

// sip.js's transport takes the browser's class from the global scope; Node has none before version 22.
Object.assign(globalThis, { WebSocket: globalThis.WebSocket ?? WebSocket });

type PhoneCodec = 'opus' | 'PCMU';

/** The media end of one call. Its peer connection sends its own checks, as a browser does. */
export class NodeMedia implements SessionDescriptionHandler {
  readonly connection: RTCPeerConnection;
  /** Payloads received, newest last. */
  readonly received: Array<{ payloadType: number; timestamp: number; payload: string }> = [];
  /** Descriptions of the PBX, newest last. */
  readonly remoteDescriptions: string[] = [];
  /** Of our next offers and answers. */
  direction: Direction = 'sendrecv';
  readonly #track = new MediaStreamTrack({ kind: 'audio' });
  readonly #transceiver: RTCRtpTransceiver;
  readonly #waiting = new Set<() => void>();
  readonly #rewrite: (sdp: string) => string;
  #sequenceNumber = 1;

  /**
   * @param rewrite changes the SDP that the phone sends
   * @param codec the only one that the phone has
   */
  constructor(rewrite: (sdp: string) => string, codec: PhoneCodec) {
    this.#rewrite = rewrite;
    this.connection = new RTCPeerConnection({
      codecs: {
        audio: codecs(codec),
        video: [new RTCRtpCodecParameters({ mimeType: 'video/VP8', clockRate: 90_000, payloadType: 120 })],
      },
      iceServers: [],
      iceUseIpv6: false,
      iceInterfaceAddresses: { udp4: '127.0.0.1' },
      iceAdditionalHostAddresses: ['127.0.0.1'],
    });
    this.#transceiver = this.connection.addTransceiver(this.#track, { direction: 'sendrecv' });
    this.#transceiver.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe(({ header, payload }) => {
        const { payloadType, timestamp } = header;
        this.received.push({ payloadType, timestamp, payload: payload.toString('hex') });
        for (const wake of [...this.#waiting]) wake();
      });
    });
  }

  async getDescription(): Promise<BodyAndContentType> {
    const { connection } = this;
    const isAnswer = connection.signalingState === 'have-remote-offer';
    this.#transceiver.setDirection(this.direction);
    await connection.setLocalDescription(await (isAnswer ? connection.createAnswer() : connection.createOffer()));
    // werift ends a section for good by port 0 when it is held.
    const sdp = (connection.localDescription?.sdp ?? '').replace('m=audio 0', 'm=audio 9');
    return { body: this.#rewrite(sdp), contentType: 'application/sdp' };
  }

  hasDescription(contentType: string): boolean {
    return contentType === 'application/sdp';
  }

  async setDescription(sdp: string): Promise<void> {
    const type = this.connection.signalingState === 'have-local-offer' ? 'answer' : 'offer';
    await this.connection.setRemoteDescription({ type, sdp });
    this.remoteDescriptions.push(sdp);
  }

  /** The direction of audio in the PBX's last description. */
  get remoteDirection(): Direction {
    return audioDirection(this.remoteDescriptions.at(-1) ?? '');
  }

  /** Called by sip.js when our offer was refused. */
  async rollbackDescription(): Promise<void> {
    if (this.connection.signalingState === 'have-local-offer') {
      await this.connection.setLocalDescription({ type: 'rollback' });
    }
  }

  sendDtmf(): boolean {
    return false;
  }

  close(): void {
    void closeConnection(this.connection);
  }

  async connected(): Promise<void> {
    if (this.connection.connectionState === 'connected') return;
    await this.connection.connectionStateChange.watch((state) => state === 'connected', 20_000);
  }

  /** Sends one packet of 20 ms; with `telephone-event`, one of a key press (RFC 4733). */
  send(payload: Buffer, kind: 'sound' | 'telephone-event' = 'sound'): void {
    const { codecs, sender } = this.#transceiver;
    const audio = sender.codec;
    const isKey = ({ name, clockRate }: RTCRtpCodecParameters) =>
      name === 'telephone-event' && clockRate === audio?.clockRate;
    const codec = kind === 'sound' ? audio : codecs.find(isKey);
    if (!codec || !audio) throw new Error(`Nothing was negotiated for ${kind}.`);
    const timestamp = (this.#sequenceNumber * codec.clockRate) / 50;
    const header = new RtpHeader({ sequenceNumber: this.#sequenceNumber, timestamp });
    this.#sequenceNumber += 1;
    sender.codec = codec;
    void sender.sendRtp(new RtpPacket(header, payload));
    sender.codec = audio;
  }

  /** Resolves when a packet with this payload has come in. */
  receive(payload: Buffer): Promise<{ payloadType: number }> {
    return this.#until(() => this.received.find((entry) => entry.payload === payload.toString('hex')));
  }

  /** Resolves when so many packets have come in. */
  async receiveMany(count: number): Promise<void> {
    await this.#until(() => this.received.length >= count || undefined);
  }

  async #until<Value>(look: () => Value | undefined): Promise<Value> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
      });
    }
  }
}

function codecs(codec: PhoneCodec): RTCRtpCodecParameters[] {
  const clockRate = codec === 'opus' ? 48_000 : 8_000;
  // Other payload types than the PBX's own, so that a packet passed on unchanged would be seen.
  return [
    codec === 'opus'
      ? new RTCRtpCodecParameters({ mimeType: 'audio/opus', clockRate, channels: 2, payloadType: 111 })
      : new RTCRtpCodecParameters({ mimeType: 'audio/PCMU', clockRate, payloadType: 0 }),
    new RTCRtpCodecParameters({ mimeType: 'audio/telephone-event', clockRate, payloadType: 110 }),
  ];
}

export interface OutgoingCall {
  inviter: Inviter;
  /** Of provisional responses, and their To tags and bodies. */
  statuses: number[];
  tags: string[];
  bodies: string[];
  /** Resolves with the first provisional response. */
  progressed: Promise<void>;
  final: Promise<IncomingResponse>;
}

export class TestPhone {
  readonly agent: UserAgent;
  readonly number: string;
  /** Changes the SDP that this phone sends from now on. */
  rewriteSdp: (sdp: string) => string = (sdp) => sdp;
  /** The codec of its next calls. */
  codec: PhoneCodec = 'opus';
  readonly #registerCallId = randomToken();
  #registerSequence = 0;
  readonly #invitations: Invitation[] = [];
  readonly #waiting: Array<(invitation: Invitation) => void> = [];

  private constructor(number: string, agent: UserAgent) {
    this.number = number;
    this.agent = agent;
    agent.delegate = {
      onInvite: (invitation) => {
        const waiting = this.#waiting.shift();
        if (waiting) waiting(invitation);
        else this.#invitations.push(invitation);
      },
    };
  }

  /** A registered phone. */
  static async register(pbx: DevelopmentPbx, number: string): Promise<TestPhone> {
    const phone = await TestPhone.connect(pbx, number);
    await phone.sendRegister();
    return phone;
  }

  /** A phone with an open socket that has not registered yet. */
  static async connect(pbx: DevelopmentPbx, number: string, ha1?: string): Promise<TestPhone> {
    const { host, hostname } = new URL(pbx.url);
    const { registername, registerpassword } = await registerInfo(pbx, number);
    let phone: TestPhone | undefined = undefined;
    const agent = new UserAgent({
      uri: UserAgent.makeURI(`sip:${number}@${hostname}`) ?? fail(),
      authorizationUsername: registername,
      authorizationHa1: ha1 ?? registerpassword,
      contactName: number,
      viaHost: hostname,
      logConfiguration: false,
      logBuiltinEnabled: false,
      sessionDescriptionHandlerFactory: () =>
        new NodeMedia((sdp) => phone?.rewriteSdp(sdp) ?? sdp, phone?.codec ?? 'opus'),
      transportOptions: { server: `ws://${host}/ws?exten=${number}`, traceSip: false },
    });
    await agent.start();
    phone = new TestPhone(number, agent);
    return phone;
  }

  /**
   * Resolves with the registrar's final answer. Not by sip.js's Registerer, whose timers live on after the phone.
   * @param expires in seconds; 0 unregisters
   */
  sendRegister(expires = 1800): Promise<IncomingResponse> {
    const { configuration, contact, userAgentCore } = this.agent;
    const registrar = configuration.uri.clone();
    registrar.user = undefined;
    const contactHeader = `Contact: ${contact.toString({ register: true })};expires=${expires}`;
    const message = userAgentCore.makeOutgoingRequestMessage(
      'REGISTER',
      registrar,
      configuration.uri,
      configuration.uri,
      { callId: this.#registerCallId, cseq: (this.#registerSequence += 1) },
      [contactHeader],
    );
    return new Promise((resolve) => {
      userAgentCore.register(message, { onAccept: resolve, onReject: resolve });
    });
  }

  /** Opens another socket in place of the old one; REGISTER does not follow by itself. */
  async reconnect(): Promise<void> {
    // Not awaited: the closing handshake of a half-dead socket does not end.
    this.agent.transport.disconnect().catch(() => undefined);
    await this.agent.transport.connect();
  }

  /** From now on its provisional responses, and those to it, may be reliable (RFC 3262). */
  reliable(): void {
    this.agent.configuration.sipExtension100rel = SIPExtension.Supported;
    this.agent.userAgentCore.configuration.supportedOptionTags.push('100rel');
  }

  /** Calls a number; see {@link statusOf} for what comes of it. */
  call(number: string): OutgoingCall {
    const { hostname } = new URL((this.agent.transport as unknown as { server: string }).server);
    const target = UserAgent.makeURI(`sip:${encodeURIComponent(number)}@${hostname}`) ?? fail();
    const inviter = new Inviter(this.agent, target);
    const [statuses, tags, bodies]: [number[], string[], string[]] = [[], [], []];
    let onProgress: () => void = () => undefined;
    const progressed = new Promise<void>((resolve) => {
      onProgress = resolve;
    });
    const final = new Promise<IncomingResponse>((resolve) => {
      void inviter.invite({
        requestDelegate: {
          onProgress: ({ message }) => {
            statuses.push(message.statusCode ?? 0);
            tags.push(message.toTag);
            bodies.push(message.body);
            onProgress();
          },
          onAccept: resolve,
          onReject: resolve,
          onRedirect: resolve,
        },
      });
    });
    return { inviter, statuses, tags, bodies, progressed, final };
  }

  /** The next incoming call, also one that came before this was asked. */
  nextInvitation(): Promise<Invitation> {
    const invitation = this.#invitations.shift();
    return invitation
      ? Promise.resolve(invitation)
      : new Promise((resolve) => {
          this.#waiting.push(resolve);
        });
  }

  /** Goes without a word, as a crashed page does. */
  async stop(): Promise<void> {
    for (const session of Object.values(this.agent._sessions)) session.sessionDescriptionHandler?.close();
    await this.agent.transport.disconnect();
    this.agent.userAgentCore.dispose();
  }
}

export function mediaOf(session: Session): NodeMedia {
  return session.sessionDescriptionHandler as NodeMedia;
}

/** Resolves when the session is in this state. */
export function reached(session: Session, wanted: SessionState): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (session.state === wanted) resolve();
    };
    session.stateChange.addListener(check);
    check();
  });
}

function fail(): never {
  throw new TypeError('Not a SIP address.');
}
