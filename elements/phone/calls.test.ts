import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import { startPbx, type TestPbx } from '../../src/testing/pbx.js';
import { nextEvent, sound, until } from '../../src/testing/wait.js';
import { mediaOf } from '../../src/store/call-media.js';
import { button, cleanUp, drawn, field, fixture, isThere, press, stage, textOf } from '../base/testing/harness.js';
import '../index.js';
import type { LinkusIncoming, LinkusPhone } from '../index.js';

/** Whole phones with their buttons, on real calls through the development PBX. */
describe('linkus-phone on a call', () => {
  let pbx: TestPbx;
  const connections: RTCPeerConnection[] = [];
  const RealPeerConnection = RTCPeerConnection;

  before(async () => {
    // Whoever uses the elements has no way to the connections; the test must see what arrives on them.
    window.RTCPeerConnection = class extends RealPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        connections.push(this);
      }
    };
    pbx = await startPbx({ noAnswerSeconds: 2 });
  });
  after(() => {
    window.RTCPeerConnection = RealPeerConnection;
  });
  afterEach(async () => {
    cleanUp();
    connections.length = 0;
    await pbx.command('wait', { for: 'no-calls', timeout: 5000 });
  });

  async function phoneOf(username: string, secret?: string): Promise<LinkusPhone> {
    const phone = await fixture<LinkusPhone>(
      `<linkus-phone username="${username}" pbx-url="${pbx.url}"></linkus-phone>`,
    );
    const settled = connection(phone, 'ready', 'refused');
    phone.secret = secret ?? (await pbx.sign(username));
    await settled;
    return phone;
  }

  const connection = (phone: LinkusPhone, ...states: string[]) =>
    until(() => states.includes(phone.connection) && drawn(phone).then(() => true));

  async function dial(phone: LinkusPhone, number: string): Promise<void> {
    const input = field(phone);
    input.value = number;
    input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await press(phone, 'Call');
  }

  /** Ann (1000) calls Bob (1001), and his phone rings. */
  async function ring(): Promise<[ann: LinkusPhone, bob: LinkusPhone]> {
    const [ann, bob] = await Promise.all([phoneOf('1000'), phoneOf('1001')]);
    const incoming = nextEvent(bob, 'linkus-incoming');
    await dial(ann, '1001');
    expect((await incoming).detail.call.number).to.equal('1000');
    await until(() => isThere(bob, 'button', 'Answer') && isThere(ann, 'button', 'End Call'));
    return [ann, bob];
  }

  async function talk(): Promise<[ann: LinkusPhone, bob: LinkusPhone]> {
    const [ann, bob] = await ring();
    await press(bob, 'Answer');
    await until(() => [ann, bob].every(({ snapshot }) => snapshot.calls[0]?.state === 'talking'));
    return [ann, bob];
  }

  const ends = (...phones: LinkusPhone[]) =>
    Promise.all(phones.map((phone) => nextEvent(phone, 'linkus-call-end').then(({ detail }) => detail.reason)));

  it('two people hear each other', async () => {
    const [ann, bob] = await talk();
    expect(connections).to.have.length(2);
    for (const each of connections) {
      const { packetsReceived, audioLevel } = await sound(each);
      expect(packetsReceived).to.be.above(0);
      expect(audioLevel).to.be.above(0);
    }
    const ended = ends(ann, bob);
    await press(ann, 'End Call');
    expect(await ended).to.deep.equal(['hung-up-here', 'hung-up-there']);
    await until(() => textOf(bob).includes('The other side ended the call.'));
  });

  it('the called person rejects', async () => {
    const [ann, bob] = await ring();
    const ended = ends(ann, bob);
    await press(bob, 'Reject');
    expect(await ended).to.deep.equal(['busy', 'rejected']);
    await until(() => textOf(ann).includes('The line is busy.'));
  });

  it('the caller hangs up while it rings', async () => {
    const [ann, bob] = await ring();
    const ended = ends(ann, bob);
    await press(ann, 'End Call');
    expect(await ended).to.deep.equal(['cancelled', 'cancelled']);
    await until(() => !isThere(bob, 'button', 'Answer'));
  });

  it('both hang up at once: one end each', async () => {
    const [ann, bob] = await talk();
    let count = 0;
    for (const phone of [ann, bob]) phone.addEventListener('linkus-call-end', () => count++);
    const ended = ends(ann, bob);
    button(ann, 'End Call').click();
    button(bob, 'End Call').click();
    expect(await ended).to.deep.equal(['hung-up-here', 'hung-up-here']);
    await pbx.command('wait', { for: 'no-calls', timeout: 5000 });
    expect(count).to.equal(2);
  });

  for (const [number, reason, words] of [
    ['999', 'not-found', 'There is no such number.'],
    ['1007', 'unavailable', 'Nobody can be reached at this number now.'],
  ] as const) {
    it(`${number}: ${reason}, said in words, and the phone is ready for the next call`, async () => {
      const ann = await phoneOf('1000');
      const ended = ends(ann);
      await dial(ann, number);
      expect(await ended).to.deep.equal([reason]);
      await until(() => textOf(ann).includes(words));
      await press(ann, 'New call');
      await until(() => field(ann));
    });
  }

  it('nobody answers', async () => {
    const [ann, bob] = await ring();
    expect(await ends(ann, bob)).to.deep.equal(['no-answer', 'cancelled']);
    await until(() => textOf(ann).includes('Nobody answered.'));
  });

  it('a number that is none is refused in words, and as an event with the code of the manual', async () => {
    const ann = await phoneOf('1000');
    const refused = nextEvent(ann, 'linkus-request-refused');
    await dial(ann, '12 @ 34');
    expect((await refused).detail).to.include({ request: 'linkus-call-request', code: -209, msg: 'INVALID_NUMBER' });
    await until(() => textOf(ann).includes('Invalid Number'));
  });

  it('a refused microphone is said in words; the next call works', async () => {
    const ann = await phoneOf('1000');
    const { mediaDevices } = navigator;
    const open = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    const refused = nextEvent(ann, 'linkus-request-refused');
    try {
      await dial(ann, '*43');
      expect((await refused).detail).to.include({ number: '*43', code: -202 });
    } finally {
      mediaDevices.getUserMedia = open;
    }
    await until(() => /microphone/i.test(textOf(ann)));
    await press(ann, 'Call');
    await until(() => ann.snapshot.calls[0]?.state === 'talking');
  });

  it('a wrong signature is said in words, as an event with code and name, and a right one then works', async () => {
    const phone = await fixture<LinkusPhone>(`<linkus-phone username="1000" pbx-url="${pbx.url}"></linkus-phone>`);
    const changes: number[] = [];
    phone.addEventListener('linkus-registration-change', ({ detail }) => changes.push(detail.code));
    phone.secret = 'wrong';
    await connection(phone, 'refused');
    expect(changes.at(-1)).to.equal(-103);
    expect(textOf(phone)).to.match(/signature|sign in/i);
    phone.secret = await pbx.sign('1000');
    await connection(phone, 'ready');
  });

  it('a PBX that cannot be reached is tried again by itself', async () => {
    const phone = await fixture<LinkusPhone>(
      '<linkus-phone username="1000" pbx-url="http://127.0.0.1:9"></linkus-phone>',
    );
    const codes: number[] = [];
    phone.addEventListener('linkus-registration-change', ({ detail }) => codes.push(detail.code));
    phone.secret = 'x';
    await until(() => codes.filter((code) => code === -102).length === 2);
    expect(phone.connection).to.equal('reconnecting');
  });

  it('removing the element during a call ends the call at the PBX', async () => {
    const [ann, bob] = await talk();
    const ended = ends(bob);
    ann.remove();
    expect(await ended).to.deep.equal(['hung-up-there']);
    await pbx.command('wait', { for: 'unregistered', extension: '1000', timeout: 5000 });
  });

  it('moving the element during a call keeps the call', async () => {
    const [ann] = await talk();
    stage().append(ann);
    await new Promise((resolve) => setTimeout(resolve)); // the tick in which a removed phone signs out
    expect(ann.snapshot.calls[0]?.state).to.equal('talking');
    await sound(connections[0] as RTCPeerConnection);
  });

  it('keys pressed in a call arrive at the PBX as tones', async () => {
    const ann = await phoneOf('1000');
    await dial(ann, '*43');
    await until(() => ann.snapshot.calls[0]?.state === 'talking');
    const digits = pbx.command('wait', { for: 'digits', digits: '12#', extension: '1000', timeout: 8000 });
    ann.sendDtmf('12#');
    await digits;
  });

  it('a call by keyboard alone: the keys follow from view to view, and a key that is held presses once', async () => {
    const ann = await phoneOf('1000');
    field(ann).focus();
    await sendKeys({ type: '*43' });
    await sendKeys({ down: 'Enter' });
    await until(() => ann.snapshot.calls[0]?.state === 'talking');
    await drawn(ann);
    await sendKeys({ down: 'Enter' }); // held: the browser repeats it
    await sendKeys({ up: 'Enter' });
    expect(ann.snapshot.calls[0]?.muted).to.equal(false);
    await sendKeys({ press: 'm' });
    await until(() => ann.snapshot.calls[0]?.muted);
    await sendKeys({ press: 'k' });
    await until(() => isThere(ann, 'textbox', 'Tones sent'));
    const ended = ends(ann);
    await pbx.command('hangup', { extension: '1000' });
    await ended;
    await until(() => isThere(ann, 'button', 'New call'));
    await drawn(ann);
    await new Promise((resolve) => setTimeout(resolve));
    await sendKeys({ down: 'Enter' });
    await until(() => isThere(ann, 'button', 'Call'));
    await new Promise((resolve) => setTimeout(resolve));
    await sendKeys({ down: 'Enter' });
    await sendKeys({ up: 'Enter' });
    await sendKeys({ type: '1001' });
    await until(() => field(ann).value === '1001');
  });

  it('mutes: the microphone of the call is silent, and the button says so', async () => {
    const [ann] = await talk();
    await press(ann, 'Mute');
    await until(() => ann.snapshot.calls[0]?.muted);
    expect(connections[0]?.getSenders()[0]?.track?.enabled).to.equal(false);
  });

  /** What plays, by the address that the page gave; the sounds are silence, for it is the playing that counts. */
  const playing = new Set<string>();
  const silence = (name: string) =>
    `data:audio/wav;base64,UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQIAAACAgA==#${name}`;
  const sounds = `ring-sound="${silence('ring')}" call-waiting-sound="${silence('waiting')}" end-sound="${silence('end')}"`;
  const RealAudio = window.Audio;
  beforeEach(() => {
    playing.clear();
    window.Audio = class extends RealAudio {
      override play() {
        const [, name] = this.src.split('#'); // the voice of a call has no address
        if (name) playing.add(name);
        this.addEventListener('pause', () => playing.delete(name ?? ''));
        return super.play();
      }
    };
  });
  afterEach(() => {
    window.Audio = RealAudio;
  });

  /** Bob's phone, with sounds whose playing is seen. */
  async function soundingPhone(username: string, attributes = ''): Promise<LinkusPhone> {
    const phone = await fixture<LinkusPhone>(
      `<linkus-phone username="${username}" pbx-url="${pbx.url}" ${sounds} ${attributes}></linkus-phone>`,
    );
    const settled = connection(phone, 'ready');
    phone.secret = await pbx.sign(username);
    await settled;
    return phone;
  }

  const ringsAt = (phone: LinkusPhone) => until(() => phone.hasAttribute('ringing') && playing.has('ring'));

  for (const [how, end] of [
    ['the caller gives up', (ann: LinkusPhone) => press(ann, 'End Call')],
    ['it is declined', (_ann: LinkusPhone, bob: LinkusPhone) => press(bob, 'Reject')],
    ['it is answered here', (_ann: LinkusPhone, bob: LinkusPhone) => press(bob, 'Answer')],
    ['the phone is taken out of the page', (_ann: LinkusPhone, bob: LinkusPhone) => bob.remove()],
  ] as const) {
    it(`stops ringing when ${how}`, async () => {
      const [ann, bob] = await Promise.all([phoneOf('1000'), soundingPhone('1001')]);
      await dial(ann, '1001');
      await ringsAt(bob);
      await end(ann, bob);
      await until(() => !playing.has('ring') && !bob.hasAttribute('ringing'));
      await until(() => ann.snapshot.calls.every(({ state }) => state === 'talking'));
    });
  }

  it('of two phones of an extension one rings, and the other when that one is gone', async () => {
    const [ann, bob, tab] = await Promise.all([phoneOf('1000'), soundingPhone('1001'), soundingPhone('1001')]);
    tab.ringSound = silence('tab');
    await dial(ann, '1001');
    await until(() => [bob, tab].every((phone) => phone.hasAttribute('ringing')) && playing.size > 0);
    expect(playing.size).to.equal(1);
    const [first, next] = playing.has('ring') ? ([bob, 'tab'] as const) : ([tab, 'ring'] as const);
    first.remove();
    await until(() => playing.size === 1 && playing.has(next));
    await press(ann, 'End Call');
    await until(() => playing.size === 0);
  });

  /** How many there are when the PBX has told. */
  async function missedBefore(phone: LinkusPhone): Promise<number> {
    await until(() => Object.values(phone.snapshot.records).some(({ total }) => total !== null));
    return phone.unread;
  }

  it('only a call that nobody took is news, not one that was answered on another phone; looking at the calls ends that', async () => {
    const [ann, bob, other] = await Promise.all([phoneOf('1000'), soundingPhone('1001'), soundingPhone('1001')]);
    const before = await missedBefore(bob);
    await dial(ann, '1001');
    await ringsAt(bob);
    await until(() => isThere(other, 'button', 'Answer'));
    await press(other, 'Answer');
    await until(() => textOf(bob).includes('answered on another phone'));
    await until(() => !playing.has('ring') && !bob.hasAttribute('ringing'));
    await until(() => ann.snapshot.calls[0]?.state === 'talking');
    const ended = ends(ann, other);
    ann.hangUp();
    await ended;
    await pbx.command('call', { extension: '1001' });
    await ringsAt(bob);
    await pbx.command('hangup');
    await until(() => bob.unread !== before);
    expect(bob.unread).to.equal(before + 1);
    expect(isThere(bob, 'button', `Calls, missed: ${bob.unread}`)).to.equal(true);
    await press(bob, /^Calls/);
    await until(() => bob.unread === 0);
  });

  it('a second call is heard as waiting, not as ringing; answering it holds the first; each end sounds once', async () => {
    const [ann, bob, cid] = await Promise.all([phoneOf('1000'), soundingPhone('1001'), phoneOf('1002')]);
    await dial(ann, '1001');
    await ringsAt(bob);
    await press(bob, 'Answer');
    await until(() => bob.snapshot.calls[0]?.state === 'talking' && !playing.has('ring'));
    await dial(cid, '1001');
    await until(() => playing.has('waiting'));
    expect(playing.has('ring')).to.equal(false);
    await until(() => textOf(bob).includes('Answering puts your present call on hold.'));
    await press(bob, 'Answer');
    await until(() =>
      bob.snapshot.calls.every(({ state, held, number }) => state === 'talking' && held === (number === '1000')),
    );
    await until(() => playing.size === 0 && cid.snapshot.calls[0]?.state === 'talking');
    const ended = ends(cid, bob);
    cid.hangUp();
    expect(await ended).to.deep.equal(['hung-up-here', 'hung-up-there']);
    await until(() => playing.has('end'));
  });

  it('a call with pictures is answered with video, or without', async () => {
    const [ann, bob] = await Promise.all([phoneOf('1000'), phoneOf('1001')]);
    for (const [name, tracks] of [
      ['Answer with video', 1],
      ['Answer', 0],
    ] as const) {
      await until(() => {
        ann.call('1001', { video: true }); // one a second is the limit
        return ann.hasAttribute('in-call');
      });
      await until(() => isThere(bob, 'button', 'Answer with video'));
      await press(bob, name);
      await until(() => bob.snapshot.calls[0]?.state === 'talking');
      const pictures = () => mediaOf(bob.snapshot.currentCallId)?.localStream?.getVideoTracks().length ?? 0;
      await until(() => pictures() === tracks);
      const ended = ends(ann, bob);
      ann.hangUp();
      await ended;
    }
  });

  it('uses the microphone of the label that the page gives, and another at once', async () => {
    const phone = await fixture<LinkusPhone>(
      `<linkus-phone username="1000" pbx-url="${pbx.url}" microphone="Fake Audio Input 1"></linkus-phone>`,
    );
    phone.secret = await pbx.sign('1000');
    await connection(phone, 'ready');
    await dial(phone, '*43');
    await until(() => phone.snapshot.calls[0]?.state === 'talking');
    const used = () => mediaOf(phone.snapshot.currentCallId)?.microphone?.label;
    await until(() => used() === 'Fake Audio Input 1');
    expect(phone.microphone).to.equal('Fake Audio Input 1');
    phone.microphone = 'Fake Audio Input 2';
    await until(() => used() === 'Fake Audio Input 2');
    // The call has it before the phone says so.
    const id = phone.snapshot.devices.find(({ label }) => label === 'Fake Audio Input 2')?.id ?? 'none';
    await until(() => phone.snapshot.chosenDevices.microphone === id);
    // What was chosen is remembered; the next test chooses nothing.
    phone.microphone = '';
    await until(() => phone.snapshot.chosenDevices.microphone === '');
  });

  it('call-waiting="off": who calls meanwhile hears busy', async () => {
    const [ann, bob, cid] = await Promise.all([
      phoneOf('1000'),
      soundingPhone('1001', 'call-waiting="off"'),
      phoneOf('1002'),
    ]);
    await dial(ann, '1001');
    await ringsAt(bob);
    await press(bob, 'Answer');
    await until(() => bob.snapshot.calls[0]?.state === 'talking');
    const ended = ends(cid);
    await dial(cid, '1001');
    expect(await ended).to.deep.equal(['busy']);
  });

  it('call-waiting that changes in a call counts for the next one; the call goes on, and the phone stays signed in', async () => {
    const [, bob] = await talk();
    const cid = await phoneOf('1002');
    const told: string[] = [];
    for (const name of ['linkus-registration-change', 'linkus-call-end'] as const) {
      bob.addEventListener(name, () => told.push(name));
    }
    bob.setAttribute('call-waiting', 'off');
    await drawn(bob);
    const ended = ends(cid);
    await dial(cid, '1001');
    expect(await ended).to.deep.equal(['busy']);
    bob.setAttribute('call-waiting', 'on');
    await drawn(bob);
    await pbx.command('call', { extension: '1001', from: '998' });
    await until(() => isThere(bob, 'button', 'Answer'));
    // Nor is one that rings already touched.
    bob.setAttribute('call-waiting', 'off');
    await press(bob, 'Answer');
    await until(() => bob.snapshot.calls.filter(({ state }) => state === 'talking').length === 2);
    expect(told).to.deep.equal([]);
  });

  it('call-waiting that changes while the phone signs in counts', async () => {
    const ann = await phoneOf('1000');
    const bob = await fixture<LinkusPhone>(
      `<linkus-phone username="1001" secret="${await pbx.sign('1001')}" pbx-url="${pbx.url}"></linkus-phone>`,
    );
    bob.callWaiting = 'off';
    await connection(bob, 'ready');
    await dial(ann, '1001');
    await until(() => isThere(bob, 'button', 'Answer'));
    await press(bob, 'Answer');
    await until(() => ann.snapshot.calls[0]?.state === 'talking');
    const cid = await phoneOf('1002');
    const ended = ends(cid);
    await dial(cid, '1001');
    expect(await ended).to.deep.equal(['busy']);
  });

  it('an incoming element elsewhere on the page answers for the phone that it names', async () => {
    const [ann, bob] = await Promise.all([phoneOf('1000'), phoneOf('1001')]);
    bob.id = 'bob';
    const card = await fixture<LinkusIncoming>('<linkus-incoming for="bob"></linkus-incoming>');
    await dial(ann, '1001');
    await until(() => isThere(card, 'button', 'Answer'));
    await press(card, 'Answer');
    await until(() => ann.snapshot.calls[0]?.state === 'talking');
    expect(card.number).to.equal(null);
  });

  it('signIn() changes nothing for a phone that is signed in and talks', async () => {
    const [ann, bob] = await talk();
    const states: string[] = [];
    ann.addEventListener('linkus-registration-change', ({ detail }) => states.push(detail.connection));
    const asked = nextEvent(ann, 'linkus-sign-in-request');
    ann.signIn();
    await asked;
    // What comes after it is done after it.
    await press(ann, 'Mute');
    await until(() => ann.snapshot.calls[0]?.muted);
    expect([states, bob.snapshot.calls[0]?.state]).to.deep.equal([[], 'talking']);
  });

  it('taken out of the page in a call and put back, it is ready for the next one', async () => {
    const [ann, bob] = await talk();
    const ended = ends(bob);
    const place = ann.parentElement as HTMLElement;
    ann.remove();
    expect(await ended).to.deep.equal(['hung-up-there']);
    place.append(ann);
    await connection(ann, 'ready');
    expect(ann.snapshot.calls).to.deep.equal([]);
    await dial(ann, '*43');
    await until(() => ann.snapshot.calls[0]?.state === 'talking');
  });

  describe('with a signature provider', () => {
    /** A phone that asks the test for its signatures. */
    async function askingPhone(answer: () => Promise<string>): Promise<{ phone: LinkusPhone; asked: () => number }> {
      const phone = await fixture<LinkusPhone>(`<linkus-phone username="1000" pbx-url="${pbx.url}"></linkus-phone>`);
      let count = 0;
      phone.signatureProvider = () => {
        count++;
        return answer();
      };
      await connection(phone, 'ready');
      return { phone, asked: () => count };
    }
    const signInAgain = () => pbx.command('notify', { topic: 20154, extension: '1000' });
    const talkWith = async (phone: LinkusPhone) => {
      await dial(phone, '*43');
      await until(() => phone.snapshot.calls[0]?.state === 'talking');
    };

    it('asks again when the PBX wants it to sign in again; the call goes on, and notifications come', async () => {
      const { phone, asked } = await askingPhone(() => pbx.sign('1000'));
      await talkWith(phone);
      const states: string[] = [];
      const told: number[] = [];
      phone.addEventListener('linkus-registration-change', ({ detail }) => states.push(detail.connection));
      phone.addEventListener('linkus-runtime-error', ({ detail }) => told.push(detail.code));
      await pbx.command('wait', { for: 'subscribed', extension: '1000' });
      await signInAgain();
      await until(() => states.includes('ready'));
      expect([states, told, asked()]).to.deep.equal([['signing-in', 'ready'], [-109], 2]);
      expect(phone.snapshot.calls[0]?.state).to.equal('talking');
      await sound(connections[0] as RTCPeerConnection);
      await until(
        async () =>
          (await pbx.command('notify', { topic: 20047, extension: '1000', msg: { enb_ctl_record: 1 } })) === 1,
      );
      await until(() => phone.snapshot.recordPermission === 1);
      const digits = pbx.command('wait', { for: 'digits', digits: '5', extension: '1000', timeout: 8000 });
      phone.sendDtmf('5');
      await digits;
    });

    it('another function in its place ends no call, and is the one that is asked the next time', async () => {
      const { phone, asked } = await askingPhone(() => pbx.sign('1000'));
      await talkWith(phone);
      let others = 0;
      phone.signatureProvider = () => {
        others += 1;
        return pbx.sign('1000');
      };
      await phone.updateComplete;
      await pbx.command('wait', { for: 'subscribed', extension: '1000' });
      await signInAgain();
      await until(() => others === 1);
      await connection(phone, 'ready');
      expect([phone.snapshot.calls[0]?.state, asked()]).to.deep.equal(['talking', 1]);
    });

    it('a PBX that goes on wanting that is asked more slowly, one at a time', async () => {
      const { phone, asked } = await askingPhone(() => pbx.sign('1000'));
      await talkWith(phone);
      for (const count of [2, 3]) {
        await until(async () => {
          await signInAgain();
          return asked() === count || phone.connection === 'reconnecting';
        });
        if (count === 3) expect(phone.snapshot.retryAt).to.be.above(Date.now());
        await until(() => asked() === count);
        await connection(phone, 'ready');
      }
      expect(phone.snapshot.calls[0]?.state).to.equal('talking');
    });

    it('that has none, the call goes on to its end, and the phone is signed out then', async () => {
      const signature = await pbx.sign('1000');
      const answers = [Promise.resolve(signature), Promise.reject(new Error('the session is over'))];
      answers[1]?.catch(() => undefined);
      const { phone } = await askingPhone(() => answers.shift() ?? pbx.sign('1000'));
      await talkWith(phone);
      await pbx.command('wait', { for: 'subscribed', extension: '1000' });
      await signInAgain();
      await connection(phone, 'refused');
      expect(phone.snapshot.calls[0]?.state).to.equal('talking');
      const ended = ends(phone);
      phone.hangUp();
      expect(await ended).to.deep.equal(['hung-up-here']);
      await pbx.command('wait', { for: 'unregistered', extension: '1000', timeout: 5000 });
      expect(phone.connection).to.equal('refused');
      phone.signIn();
      await connection(phone, 'ready');
    });

    it('without one, the same ends the session', async () => {
      const phone = await phoneOf('1000');
      await talkWith(phone);
      await pbx.command('wait', { for: 'subscribed', extension: '1000' });
      const ended = ends(phone);
      await signInAgain();
      expect(await ended).to.deep.equal(['phone-closed']);
      await connection(phone, 'refused');
      expect(phone.snapshot.connectionProblem?.code).to.equal(-109);
    });
  });

  it('signs in with a signature from the application server', async () => {
    const secret = await pbx.sign('1002');
    const answer = JSON.stringify({ username: '1002', secret, pbxURL: pbx.url });
    const url = URL.createObjectURL(new Blob([answer], { type: 'application/json' }));
    const phone = await fixture<LinkusPhone>(`<linkus-phone signature-url="${url}"></linkus-phone>`);
    await connection(phone, 'ready');
    expect(phone.snapshot.extension).to.equal('1002');
  });
});
