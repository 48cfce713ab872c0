/** The faults of `resilience.ts`: what happens, what is awaited after it, and what must come of it. */
import type { Stage } from './resilience-stage.js';

export interface Fault {
  /** For `--only=`: any part of it. */
  readonly name: string;
  /** Which socket's death is to be noticed; none where the socket lives on. */
  readonly notices?: 'sip' | 'notifications';
  /** Noticed after this time (ms) at most, from when it could be. */
  readonly within?: number;
  /** The reasons of the `linkus-call-end` events, each once; none: the call is kept, or there was none. */
  readonly ends?: readonly string[];
  /** The call is up at the end. */
  readonly keeps?: true;
  /** What was asked for reaches the PBX. */
  readonly delivers?: true;
  run(stage: Stage): Promise<void>;
}

/** Goals, in ms. */
const [inCall, idle, asked] = [10_000, 35_000, 5000];
const blackHole = { what: 'sip' };
const [closed, reset] = [
  { what: 'sip', how: 'close' },
  { what: 'sip', how: 'terminate' },
];

/** The phone talks, something happens to its connection, and the call goes on over the next one. */
const keptCall = (name: string, command: string, args: Record<string, unknown>): Fault => ({
  name,
  notices: 'sip',
  within: inCall,
  keeps: true,
  run: async (stage) => {
    await stage.talk();
    await stage.fault(command, args);
    await stage.back();
    await stage.heard();
  },
});

/** A call rings, its socket goes, and it is answered over the next one. */
const answeredAfter = (name: string, command: string, args: Record<string, unknown>): Fault => ({
  name,
  notices: 'sip',
  within: inCall,
  keeps: true,
  delivers: true,
  run: async (stage) => {
    await stage.ring();
    await stage.fault(command, args);
    await stage.back();
    await stage.ask((phone) => phone.answer());
    await stage.delivered({ for: 'call', state: 'talking' });
    await stage.talking();
    await stage.heard();
  },
});

const idleFault = (name: string, command: string, args: Record<string, unknown>): Fault => ({
  name,
  notices: 'sip',
  within: idle,
  run: async (stage) => {
    await stage.fault(command, args);
    await stage.back();
  },
});

/** The socket is dead, which the phone learns only when something makes it look. */
const looked = (name: string, look: (stage: Stage) => Promise<void>): Fault => ({
  name,
  notices: 'sip',
  within: asked,
  run: async (stage) => {
    await stage.fault('blackhole', blackHole);
    await look(stage);
    await stage.back();
  },
});

const restarted = (seconds: number, withCall: boolean): Fault => ({
  name: `${withCall ? 'call' : 'idle'}: PBX restarts, back after ${seconds} s`,
  notices: 'sip',
  within: withCall ? inCall : idle,
  // The PBX knows the call no more.
  ends: withCall ? ['hung-up-there'] : [],
  run: async (stage) => {
    if (withCall) await stage.talk();
    await stage.fault();
    await stage.restart(seconds * 1000);
    await stage.back();
    await stage.ended();
  },
});

/** The user presses something while the socket is dead. */
const pressed = (
  name: string,
  before: (stage: Stage) => Promise<void>,
  press: (stage: Stage) => Promise<void>,
  fact: Record<string, unknown> | null,
  outcome: Pick<Fault, 'ends' | 'keeps'>,
): Fault => ({
  name,
  notices: 'sip',
  within: asked,
  ...(fact && { delivers: true as const }),
  ...outcome,
  run: async (stage) => {
    await before(stage);
    await stage.fault('blackhole', blackHole);
    await press(stage);
    stage.noticeable();
    if (fact) await stage.delivered(fact);
    if (!outcome.keeps) await stage.ended();
    await stage.ready();
  },
});

const talk = (stage: Stage) => stage.talk();
const ring = (stage: Stage) => stage.ring();
const callOther = (stage: Stage) => stage.callOther();

// The longest first: the others run beside them.
export const faults: readonly Fault[] = [
  ...[false, true].map((dead): Fault => ({
    name: `call: sleep of 40 s${dead ? ', the socket died' : ''}`,
    ...(dead && { notices: 'sip' as const, within: asked }),
    keeps: true,
    run: async (stage) => {
      await stage.talk();
      await stage.fault(dead ? 'blackhole' : undefined, blackHole);
      await stage.sleep(40_000);
      if (dead) await stage.back();
      await stage.heard();
    },
  })),
  {
    name: 'idle: sleep of 40 s, the socket died',
    notices: 'sip',
    within: asked,
    run: async (stage) => {
      await stage.fault('blackhole', blackHole);
      await stage.sleep(40_000);
      await stage.back();
    },
  },
  {
    name: 'idle: black hole of the notification socket',
    notices: 'notifications',
    run: async (stage) => {
      await stage.fault('blackhole', { what: 'notifications' });
      await stage.seen('socket', 'notifications open');
    },
  },
  {
    name: 'call: media cut for good',
    ends: ['network'],
    run: async (stage) => {
      await stage.talk();
      await stage.fault('media', { path: 'cut' });
      await stage.ended();
    },
  },
  idleFault('idle: black hole of the SIP socket', 'blackhole', blackHole),
  idleFault('idle: black hole of both sockets', 'blackhole', { what: 'all' }),
  restarted(20, true),
  restarted(20, false),
  restarted(5, true),
  restarted(5, false),
  keptCall('call: black hole of the SIP socket', 'blackhole', blackHole),
  keptCall('call: black hole of both sockets', 'blackhole', { what: 'all' }),
  answeredAfter('ringing: black hole, answered after', 'blackhole', blackHole),
  {
    name: 'call: offline for 8 s',
    notices: 'sip',
    within: asked,
    keeps: true,
    run: async (stage) => {
      await stage.talk();
      await stage.fault();
      await stage.offline(true);
      await stage.seen('connection', 'reconnecting');
      await new Promise((resolve) => setTimeout(resolve, 8000));
      await stage.offline(false);
      await stage.ready();
      await stage.heard();
    },
  },
  {
    name: 'idle: offline for 8 s',
    notices: 'sip',
    within: asked,
    run: async (stage) => {
      await stage.fault();
      await stage.offline(true);
      await stage.seen('connection', 'reconnecting');
      await new Promise((resolve) => setTimeout(resolve, 8000));
      await stage.offline(false);
      await stage.ready();
    },
  },
  looked('idle: black hole, then `online`', (stage) =>
    stage.page.evaluate(() => void dispatchEvent(new Event('online'))),
  ),
  looked('idle: black hole, then the page is looked at', (stage) =>
    stage.page.evaluate(() => void document.dispatchEvent(new Event('visibilitychange'))),
  ),
  keptCall('call: socket closed by the PBX', 'drop', closed),
  keptCall('call: TCP reset', 'drop', reset),
  answeredAfter('ringing: socket closed by the PBX, answered after', 'drop', closed),
  answeredAfter('ringing: TCP reset, answered after', 'drop', reset),
  idleFault('idle: socket closed by the PBX', 'drop', closed),
  idleFault('idle: TCP reset', 'drop', reset),
  {
    name: 'calling: TCP reset, answered after',
    notices: 'sip',
    within: inCall,
    keeps: true,
    run: async (stage) => {
      await stage.callOther();
      await stage.fault('drop', reset);
      await stage.back();
      await stage.askOther((phone) => phone.answer());
      await stage.talking();
      await stage.heard();
    },
  },
  {
    name: 'calling: answered during a black hole',
    notices: 'sip',
    within: inCall,
    keeps: true,
    run: async (stage) => {
      await stage.callOther();
      await stage.fault('blackhole', blackHole);
      await stage.askOther((phone) => phone.answer());
      await stage.back();
      await stage.talking();
      await stage.heard();
    },
  },
  pressed('idle: a call is placed in a black hole', async () => {}, (stage) => stage.ask((phone) => phone.call('*43')), { for: 'call', state: 'talking' }, { keeps: true }), // prettier-ignore
  pressed('call: hang up in a black hole', talk, (stage) => stage.ask((phone) => phone.hangUp()), { for: 'no-calls' }, { ends: ['hung-up-here'] }), // prettier-ignore
  pressed('calling: cancel in a black hole', callOther, (stage) => stage.ask((phone) => phone.hangUp()), { for: 'no-calls' }, { ends: ['cancelled'] }), // prettier-ignore
  pressed('ringing: reject in a black hole', ring, (stage) => stage.ask((phone) => phone.reject()), { for: 'no-calls' }, { ends: ['rejected'] }), // prettier-ignore
  pressed('ringing: answer in a black hole', ring, (stage) => stage.ask((phone) => phone.answer()), { for: 'call', state: 'talking' }, { keeps: true }), // prettier-ignore
  pressed('call: hold in a black hole', talk, (stage) => stage.ask((phone) => phone.hold()), { for: 'hold', extension: '1000' }, { keeps: true }), // prettier-ignore
  pressed('call: blind transfer in a black hole', talk, (stage) => stage.ask((phone) => phone.transfer('*65')), null, { ends: ['transferred'] }), // prettier-ignore
  {
    name: 'call: media cut until an ICE restart',
    keeps: true,
    run: async (stage) => {
      await stage.talk();
      await stage.fault('media', { path: 'cut-until-restart' });
      await stage.seen('call', 'talking, looking for the sound');
      await stage.seen('call', 'talking');
      await stage.heard();
    },
  },
  {
    name: 'call: hold is refused (488)',
    keeps: true,
    run: async (stage) => {
      await stage.talk();
      await stage.fault('respond', { method: 'INVITE', where: 'dialog', status: 488 });
      await stage.ask((phone) => phone.hold());
      await stage.seen('call', 'talking, hold failed');
      await stage.heard();
    },
  },
  {
    name: 'call: black hole of the notification socket',
    keeps: true,
    run: async (stage) => {
      await stage.talk();
      await stage.fault('blackhole', { what: 'notifications' });
      await stage.heard();
    },
  },
  ...[false, true].map((lost): Fault => ({
    name: `call: reload${lost ? ', the BYE is lost' : ''}`,
    delivers: true,
    run: async (stage) => {
      await stage.talk();
      await stage.fault(lost ? 'blackhole' : undefined, blackHole);
      await stage.page.reload();
      stage.noticeable();
      const delivered = stage.delivered({ for: 'no-calls' });
      await stage.boot();
      await delivered;
    },
  })),
];
