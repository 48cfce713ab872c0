import { expect } from 'chai';
import { startPbx, type TestPbx } from '../../src/testing/pbx.js';
import { nextEvent, until } from '../../src/testing/wait.js';
import { fastClock } from '../../src/media/testing/fast-clock.js';
import { restoreAll } from '../../src/media/testing/replace-member.js';
import { FakeDevices } from '../../src/media/testing/fake-devices.js';
import { mediaOf } from '../../src/store/call-media.js';
import type { RequestName } from '../../src/store/messages.js';
import type { CallSnapshot } from '../../src/store/phone-snapshot.js';
import {
  cleanUp,
  drawn,
  field,
  find,
  findAll,
  fixture,
  isThere,
  press,
  requestsOf,
  textOf,
} from '../base/testing/harness.js';
import '../index.js';
import type { LinkusPhone, LinkusSession } from '../index.js';

/** What the buttons of a session do, on real calls through the development PBX. */
describe('linkus-session on a call', () => {
  let pbx: TestPbx;

  before(async () => {
    // So that the PBX tells the one who is held, and does not only play music.
    pbx = await startPbx({ noAnswerSeconds: 10, remoteHold: 'reinvite' });
  });
  afterEach(async () => {
    restoreAll();
    cleanUp();
    await pbx.command('wait', { for: 'no-calls', timeout: 5000 });
  });

  /** A phone of session and cards only. */
  async function phoneOf(username: string): Promise<LinkusPhone> {
    const phone = await fixture<LinkusPhone>(
      `<linkus-phone username="${username}" pbx-url="${pbx.url}"><linkus-session></linkus-session></linkus-phone>`,
    );
    // So wide that all controls are seen.
    phone.style.inlineSize = '800px';
    phone.secret = await pbx.sign(username);
    await until(() => phone.connection === 'ready');
    return phone;
  }

  const sessionOf = (phone: LinkusPhone) => phone.firstElementChild as LinkusSession;
  const callsOf = (phone: LinkusPhone) => phone.snapshot.calls;
  const says = (phone: LinkusPhone, words: string) =>
    until(() => isThere(sessionOf(phone), 'status') && find(sessionOf(phone), 'status').textContent === words);
  const ready = (phone: LinkusPhone, name: string) => until(() => isThere(sessionOf(phone), 'button', name));
  const has = (phone: LinkusPhone, wish: Partial<CallSnapshot>) =>
    until(() =>
      callsOf(phone).find((call) =>
        Object.entries(wish).every(([name, value]) => call[name as keyof CallSnapshot] === value),
      ),
    );
  const talks = (phone: LinkusPhone, number: string) => has(phone, { number, state: 'talking', held: false });
  const reason = (phone: LinkusPhone) => nextEvent(phone, 'linkus-call-end').then(({ detail }) => detail.reason);

  /** `caller` calls the extension of `callee`, who answers. */
  async function connect(caller: LinkusPhone, callee: LinkusPhone, options = {}): Promise<void> {
    const incoming = nextEvent(callee, 'linkus-incoming');
    caller.call(callee.username, options);
    const { callId } = (await incoming).detail.call;
    callee.answer(callId);
    await Promise.all([talks(caller, callee.username), talks(callee, caller.username)]);
    await drawn(sessionOf(caller), sessionOf(callee));
  }

  const phones = (...numbers: string[]) => Promise.all(numbers.map(phoneOf));

  async function consult(): Promise<[ann: LinkusPhone, bob: LinkusPhone, carol: LinkusPhone]> {
    const [ann, bob, carol] = (await phones('1000', '1001', '1002')) as [LinkusPhone, LinkusPhone, LinkusPhone];
    await connect(bob, ann);
    await transferTo(ann, '1002', 'Attended Transfer', carol);
    carol.answer();
    await talks(ann, '1002');
    await has(ann, { number: '1001', held: true });
    await ready(ann, 'Complete transfer');
    return [ann, bob, carol];
  }

  /** Presses until it counts: not before the call has been seen for a while. */
  async function insist(phone: LinkusPhone, name: string, wish: RequestName): Promise<void> {
    const { details } = requestsOf(phone, wish);
    await until(() => press(sessionOf(phone), name).then(() => details.length > 0));
  }

  async function transferTo(phone: LinkusPhone, number: string, kind: string, callee?: LinkusPhone): Promise<void> {
    const session = sessionOf(phone);
    await press(session, 'Transfer');
    await until(() => isThere(session, 'textbox'));
    field(session).value = number;
    const incoming = callee && nextEvent(callee, 'linkus-incoming');
    await press(session, kind);
    await incoming;
  }

  it('holds and resumes: both sides say so', async () => {
    const [ann, bob] = (await phones('1000', '1001')) as [LinkusPhone, LinkusPhone];
    await connect(bob, ann);
    await press(sessionOf(ann), 'Hold');
    await Promise.all([says(ann, 'On hold'), says(bob, 'The other side has put you on hold')]);
    await press(sessionOf(ann), 'Resume');
    await Promise.all([says(ann, 'Talking...'), says(bob, 'Talking...')]);
  });

  it('a hold that the other side refuses is said, and the call goes on', async () => {
    const [ann, bob] = (await phones('1000', '1001')) as [LinkusPhone, LinkusPhone];
    await connect(bob, ann);
    await pbx.command('refuse', { what: 'reinvite', status: 488 });
    await press(sessionOf(ann), 'Hold');
    await until(() => textOf(sessionOf(ann)).includes('The call could not be put on hold.'));
    expect(find(sessionOf(ann), 'status').textContent).to.equal('Talking...');
    await press(sessionOf(ann), 'Hold');
    await says(ann, 'On hold');
    expect(textOf(sessionOf(ann))).not.to.contain('could not');
  });

  it('a consultation that fails says why in the call that is left, and "Resume" takes that back', async () => {
    const [ann, bob] = (await phones('1000', '1001')) as [LinkusPhone, LinkusPhone];
    await connect(bob, ann);
    const ended = reason(ann);
    await transferTo(ann, '1005', 'Attended Transfer');
    expect(await ended).to.equal('unavailable');
    const session = sessionOf(ann);
    const words = '1005: Nobody can be reached at this number now. Try again later. This call is still on hold.';
    await until(() => findAll(session, 'status').some(({ textContent }) => textContent.trim() === words));
    findAll(session, 'button', 'Resume')
      .find(({ part }) => part.contains('remedy'))
      ?.click();
    await Promise.all([says(ann, 'Talking...'), says(bob, 'Talking...')]);
    expect(textOf(session)).not.to.contain('1005');
  });

  it('a second call that fails is said, too; one that the person gave up is not', async () => {
    const [ann, bob, carol] = (await phones('1000', '1001', '1002')) as [LinkusPhone, LinkusPhone, LinkusPhone];
    await connect(bob, ann);
    ann.call('999');
    await until(() => textOf(sessionOf(ann)).includes('999: There is no such number.'));
    await has(ann, { number: '1001', held: true, holdPending: false });
    ann.hold(false);
    await talks(ann, '1001');
    await until(() => !textOf(sessionOf(ann)).includes('999'));
    const incoming = nextEvent(carol, 'linkus-incoming');
    // One call a second.
    await until(() => {
      ann.call('1002');
      return callsOf(ann).length === 2;
    });
    await incoming;
    const ended = reason(ann);
    ann.hangUp();
    expect(await ended).to.equal('cancelled');
    await drawn(sessionOf(ann));
    expect(textOf(sessionOf(ann))).not.to.contain('1002');
  });

  it('a second call that is answered puts the first on hold; then they are swapped', async () => {
    const [ann, bob, carol] = (await phones('1000', '1001', '1002')) as [LinkusPhone, LinkusPhone, LinkusPhone];
    await connect(bob, ann);
    await connect(carol, ann);
    await has(ann, { number: '1001', held: true });
    await until(() => sessionOf(ann).number === '1002');
    const swap = /^Swap/;
    await ready(ann, 'New call');
    await until(() => isThere(sessionOf(ann), 'button', swap));
    await press(sessionOf(ann), swap);
    await Promise.all([talks(ann, '1001'), has(ann, { number: '1002', held: true })]);
    await until(() => sessionOf(ann).number === '1001');
    await says(carol, 'The other side has put you on hold');
    await says(bob, 'Talking...');
  });

  it('a new call from the session puts the first one on hold', async () => {
    const [ann, bob, carol] = (await phones('1000', '1001', '1002')) as [LinkusPhone, LinkusPhone, LinkusPhone];
    await connect(bob, ann);
    const session = sessionOf(ann);
    await press(session, 'New call');
    await drawn(session);
    const input = field(session);
    input.value = '1002';
    input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await drawn(session);
    const incoming = nextEvent(carol, 'linkus-incoming');
    await press(session, 'Call');
    await incoming;
    await has(ann, { number: '1001', held: true });
    await until(() => session.number === '1002' && !isThere(session, 'textbox'));
  });

  it('transfers blind: the caller talks to the new party, and we are out', async () => {
    const [ann, bob, carol] = (await phones('1000', '1001', '1002')) as [LinkusPhone, LinkusPhone, LinkusPhone];
    await connect(bob, ann);
    const ended = reason(ann);
    await transferTo(ann, '1002', 'Blind Transfer', carol);
    await says(ann, 'Transferring...');
    carol.answer();
    expect(await ended).to.equal('transferred');
    await Promise.all([talks(bob, '1002'), talks(carol, '1001')]);
    await until(() => textOf(sessionOf(ann)).includes('The call was transferred.'));
  });

  it('a blind transfer to nobody comes back, and says so', async () => {
    const [ann, bob] = (await phones('1000', '1001')) as [LinkusPhone, LinkusPhone];
    await connect(bob, ann);
    await transferTo(ann, '999', 'Blind Transfer');
    await until(() => textOf(sessionOf(ann)).includes('The transfer failed.'));
    expect(find(sessionOf(ann), 'status').textContent).to.equal('Talking...');
  });

  it('a number that is none is refused in words, and can be mended where it stands', async () => {
    const [ann, bob] = (await phones('1000', '1001')) as [LinkusPhone, LinkusPhone];
    await connect(bob, ann);
    await transferTo(ann, '12 @ 34', 'Blind Transfer');
    await until(() => textOf(sessionOf(ann)).includes('Invalid Number'));
    expect(field(sessionOf(ann)).value).to.equal('12 @ 34');
  });

  it('transfers attended: consults, swaps, completes', async () => {
    const [ann, bob, carol] = await consult();
    await until(() => sessionOf(ann).transferOf === callsOf(ann).find(({ number }) => number === '1001')?.callId);
    await press(sessionOf(ann), /^Swap/);
    await Promise.all([talks(ann, '1001'), has(ann, { number: '1002', held: true })]);
    await until(() => sessionOf(ann).number === '1001');
    await ready(ann, 'Complete transfer');
    await insist(ann, 'Complete transfer', 'linkus-transfer-complete-request');
    await until(() => callsOf(ann).length === 0);
    await Promise.all([talks(bob, '1002'), talks(carol, '1001')]);
  });

  it('cancels a consultation: the caller is back', async () => {
    const [ann, bob, carol] = await consult();
    const ended = reason(carol);
    await insist(ann, 'Cancel transfer', 'linkus-transfer-cancel-request');
    expect(await ended).to.equal('hung-up-there');
    await talks(ann, '1001');
    await until(() => sessionOf(ann).number === '1001');
    await says(bob, 'Talking...');
  });

  it('records by the feature code, pauses, and goes on', async () => {
    const [ann, bob] = (await phones('1000', '1001')) as [LinkusPhone, LinkusPhone];
    await connect(bob, ann);
    const session = sessionOf(ann);
    await ready(ann, 'Record');
    await press(session, 'Record');
    await until(() => textOf(session).includes('Recording the Audio...'));
    await press(session, 'Record');
    await until(() => textOf(session).includes('The recording is paused.'));
    await press(session, 'Record');
    await until(() => session.recording === 'recording');
  });

  it('follows the permission to record while it changes', async () => {
    await pbx.command('extension', { number: '1000', enb_ctl_record: 0 });
    const [ann, bob] = (await phones('1000', '1001')) as [LinkusPhone, LinkusPhone];
    await connect(bob, ann);
    await ready(ann, 'New call');
    expect(isThere(sessionOf(ann), 'button', 'Record')).to.equal(false);
    await pbx.command('extension', { number: '1000', enb_ctl_record: 2 });
    await ready(ann, 'Record');
  });

  it('sends the tones of the keypad', async () => {
    const ann = await phoneOf('1000');
    ann.call('*43');
    await talks(ann, '*43');
    const digits = pbx.command('wait', { for: 'digits', digits: '5#', extension: '1000', timeout: 8000 });
    await drawn(sessionOf(ann));
    await press(sessionOf(ann), 'Dialpad');
    await drawn(sessionOf(ann));
    await press(sessionOf(ann), '5');
    await press(sessionOf(ann), 'Pound');
    await digits;
  });

  it('shows both pictures of a video call, and only what is left of them afterwards', async () => {
    const [ann, bob] = (await phones('1000', '1001')) as [LinkusPhone, LinkusPhone];
    await connect(bob, ann);
    const session = sessionOf(ann);
    const pictures = () => [...(session.shadowRoot?.querySelectorAll('video') ?? [])];
    await ready(ann, 'Video');
    await press(session, 'Video');
    await until(() => session.camera && session.video && pictures().length === 2);
    await until(() => sessionOf(bob).video);
    expect(sessionOf(bob).camera, 'seeing is not being seen').to.equal(false);
    await press(sessionOf(bob), 'Video');
    await until(
      () => pictures().length === 2 && pictures().every(({ videoWidth, paused }) => videoWidth > 0 && !paused),
    );
    expect(
      pictures().every(({ muted }) => muted),
      'the sound comes from elsewhere, once',
    ).to.equal(true);
    await press(session, 'Video');
    await until(() => !session.video && pictures().length === 0);
  });

  /** As if the browser opened this instead of a microphone. */
  async function withMicrophone(open: MediaDevices['getUserMedia'], act: () => Promise<void>): Promise<void> {
    const { mediaDevices } = navigator;
    const real = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = open;
    try {
      await act();
    } finally {
      mediaDevices.getUserMedia = real;
    }
  }

  async function echo(): Promise<LinkusPhone> {
    const ann = await phoneOf('1000');
    ann.call('*43');
    await talks(ann, '*43');
    await drawn(sessionOf(ann));
    return ann;
  }

  it('tells who is muted and speaks, and unmutes at a press', async () => {
    // The test browser's own microphone only beeps.
    const context = new AudioContext();
    const voice = async () => {
      const source = new OscillatorNode(context, { frequency: 200 });
      const target = new MediaStreamAudioDestinationNode(context);
      source.connect(target);
      source.start();
      return Promise.resolve(target.stream);
    };
    await withMicrophone(voice, async () => {
      const session = sessionOf(await echo());
      await press(session, 'Mute');
      await until(() => textOf(session).includes('You are muted: nobody hears what you say.'));
      await press(session, 'Unmute');
      await until(() => !session.muted && !textOf(session).includes('You are muted'));
    });
    await context.close();
  });

  it('tells that nothing is heard (silence comes back from the echo as silence), and opens the devices', async () => {
    fastClock(3);
    const context = new AudioContext();
    const silence = () => Promise.resolve(new MediaStreamAudioDestinationNode(context).stream);
    await withMicrophone(silence, async () => {
      const session = sessionOf(await echo());
      await until(() => textOf(session).includes('No sound comes through, in neither direction'));
      await press(session, 'Check devices');
      await until(() => textOf(session).includes('Speaker'));
    });
    await context.close();
  });

  it('tells that the microphone went away, or was taken, until it is back', async () => {
    const fake = await FakeDevices.start();
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    const open = (constraints?: MediaStreamConstraints) =>
      fake.of('audioinput').length > 0 ? real(constraints) : Promise.reject(new DOMException('', 'NotFoundError'));
    await withMicrophone(open, async () => {
      const ann = await echo();
      const session = sessionOf(ann);
      const microphone = () => mediaOf(callsOf(ann)[0]?.callId ?? null)?.microphone as MediaStreamTrack;
      microphone().dispatchEvent(new Event('mute'));
      await until(() => textOf(session).includes('has silenced the microphone'));
      microphone().dispatchEvent(new Event('unmute'));
      await until(() => !textOf(session).includes('Another program'));
      const all = fake.of('audioinput');
      fake.unplug(...all);
      microphone().stop();
      microphone().dispatchEvent(new Event('ended'));
      await until(() => textOf(session).includes('The microphone went away'));
      fake.plug(...all);
      await until(() => !textOf(session).includes('The microphone went away'));
      expect(microphone().readyState).to.equal('live');
    });
    fake.stop();
  });
});
