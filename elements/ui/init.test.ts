import { expect } from 'chai';
import { startPbx, type TestPbx } from '../../src/testing/pbx.js';
import { until } from '../../src/testing/wait.js';
import { mediaOf } from '../../src/store/call-media.js';
import { useOwnTexts } from '../base/localize.js';
import { expectAccessible } from '../base/testing/axe.js';
import { button, cleanUp, focusedPart, drawn, field, isThere, press, stage, textOf } from '../base/testing/harness.js';
import type { LinkusPhone } from '../phone/phone.js';
import { init, type LinkusUi, type Result, type RtcOption } from './init.js';

/** Options as JavaScript may give them. */
type AnyOption = Partial<Record<keyof RtcOption | 'nonsense', unknown>>;

describe('init(container, rtcOption)', () => {
  let pbx: TestPbx;
  const running: LinkusUi[] = [];
  let warnings: string[];
  const { warn, info } = console;

  before(async () => {
    pbx = await startPbx();
  });
  beforeEach(() => {
    localStorage.clear();
    warnings = [];
    console.warn = (...args: unknown[]) => void warnings.push(args.join(' '));
  });
  afterEach(async () => {
    Object.assign(console, { warn, info });
    for (const ui of running.splice(0)) ui.destroy();
    useOwnTexts({});
    cleanUp();
    await pbx.command('wait', { for: 'no-calls', timeout: 5000 });
  });

  /** A phone on the page, as an application has it. */
  async function open(option: AnyOption = {}, container = stage()) {
    const username = '1000';
    const secret = await pbx.sign(username);
    const ui = await init(container, { username, secret, pbxURL: pbx.url, enableLog: false, ...option } as RtcOption);
    running.push(ui);
    const phone = container.querySelector('linkus-phone') as LinkusPhone;
    await until(() => phone.connection === 'ready');
    const [dialpad, incoming, session] = (['linkus-dialpad', 'linkus-incoming', 'linkus-session'] as const).map(
      (name) => container.querySelector(name),
    );
    await drawn(phone);
    return {
      ...{ ui, container, phone },
      dialpad: dialpad as HTMLElementTagNameMap['linkus-dialpad'],
      incoming: incoming as HTMLElementTagNameMap['linkus-incoming'],
      session: session as HTMLElementTagNameMap['linkus-session'],
    };
  }
  type Page = Awaited<ReturnType<typeof open>>;

  const ring = async ({ phone }: Page) => {
    await pbx.command('call', { extension: '1000', from: '999', name: 'Dora' });
    await until(() => phone.snapshot.calls[0]?.incoming);
    await drawn(phone);
  };
  const talk = async ({ ui, phone, session }: Page) => {
    await ui.phone.call('*43');
    await until(() => phone.snapshot.calls[0]?.state === 'talking' && session.hasAttribute('popover'));
    await drawn(session);
  };
  const rectOf = (element: HTMLElement) => {
    const { left: x, top: y, width, height } = element.getBoundingClientRect();
    return { x, y, width, height };
  };
  /** The window follows its size in the next frame. */
  const placed = (element: HTMLElement, wanted: Partial<ReturnType<typeof rectOf>>) =>
    until(() => Object.entries(wanted).every(([name, value]) => rectOf(element)[name as 'x'] === value));

  /** The tables of the manual, row by row: an option, and what can be seen of it. */
  const rows: Record<
    Exclude<keyof RtcOption, 'signal' | 'userAgent' | 'codecs' | 'audio'>,
    [string, () => Promise<void>][]
  > = {
    username: [
      [
        'signs this extension in',
        async () => {
          const { ui } = await open({ username: '1001', secret: await pbx.sign('1001') });
          expect(ui.pbx.extensionNumber).to.equal('1001');
        },
      ],
    ],
    secret: [
      [
        'is the signature; a wrong one is refused',
        async () => {
          const error = await open({ secret: 'wrong' }).catch((reason: unknown) => reason as Result);
          expect(error).to.include({ code: -103 });
        },
      ],
    ],
    pbxURL: [
      [
        'may be a URL',
        async () => {
          const { ui } = await open({ pbxURL: new URL(pbx.url) });
          expect(ui.pbx.url.origin).to.equal(pbx.url);
        },
      ],
    ],
    enableLog: [
      [
        'writes the steps to the console',
        async () => {
          const lines: unknown[] = [];
          console.info = (line: unknown) => void lines.push(line);
          await open({ enableLog: false });
          expect(lines).to.deep.equal([]);
          await open({ enableLog: true, username: '1001', secret: await pbx.sign('1001') });
          expect(lines).not.to.be.empty;
        },
      ],
    ],
    reRegistryPhoneTimes: [
      [
        'is how often the phone registers again',
        async () => {
          expect((await open({ reRegistryPhoneTimes: 3 })).ui.phone.reRegistryPhoneTimes).to.equal(3);
        },
      ],
    ],
    deviceId: [['chooses the microphone', () => usesMicrophone('deviceId')]],
    deviceIds: [
      ['is what the published package calls it', () => usesMicrophone('deviceIds')],
      [
        'volume is that of calls and of the ring',
        async () => {
          const loud: number[] = [];
          const { play } = HTMLMediaElement.prototype;
          const { GainNode } = window;
          HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
            loud.push(this.volume);
            return play.call(this);
          };
          window.GainNode = class extends GainNode {
            constructor(context: BaseAudioContext, options: GainOptions = {}) {
              super(context, options);
              loud.push(options.gain ?? 1);
            }
          };
          try {
            const page = await open({ deviceIds: { volume: 0.25 } });
            await ring(page);
            await until(() => loud.includes(0.25));
            loud.length = 0;
            await press(page.incoming, 'Answer');
            await until(() => loud.includes(0.25));
          } finally {
            HTMLMediaElement.prototype.play = play;
            window.GainNode = GainNode;
          }
        },
      ],
    ],
    incomingOption: [
      [
        'style and class are those of the window of incoming calls',
        async () => {
          const page = await open({
            incomingOption: { style: { top: 100, right: 'auto', left: 30, width: 300 }, class: 'ring me' },
          });
          await ring(page);
          expect(page.incoming.className).to.equal('ring me');
          expect(rectOf(page.incoming)).to.include({ x: 30, y: 100, width: 300 });
        },
      ],
    ],
    dialPanelOption: [
      [
        'style and class are those of the dialpad',
        async () => {
          const { dialpad } = await open({
            dialPanelOption: { style: { maxWidth: 280, opacity: 0.5, '--linkus-radius': '3px' }, class: 'pad' },
          });
          expect(dialpad.className).to.equal('pad');
          expect(rectOf(dialpad).width).to.equal(280);
          const style = getComputedStyle(dialpad);
          expect([style.opacity, style.getPropertyValue('--linkus-radius')]).to.deep.equal(['0.5', '3px']);
        },
      ],
      [
        'hideVideoBtn takes the button for video calls away',
        async () => {
          const shown = await open();
          await until(() => shown.phone.snapshot.videoAllowed);
          await drawn(shown.dialpad);
          expect(isThere(shown.dialpad, 'button', 'Video call')).to.equal(true);
          shown.ui.destroy();
          const { phone, dialpad } = await open({ dialPanelOption: { hideVideoBtn: true } });
          await until(() => phone.snapshot.videoAllowed);
          await drawn(dialpad);
          expect(isThere(dialpad, 'button', 'Video call')).to.equal(false);
        },
      ],
    ],
    sessionOption: [
      [
        'sessionSetting is place and size of the call window',
        async () => {
          const sessionSetting = { width: 300, height: 420, x: 40, y: 50, miniWidth: 260, miniHeight: 70 };
          const page = await open({ sessionOption: { sessionSetting } });
          await talk(page);
          await placed(page.session, { x: 40, y: 50, width: 300, height: 420 });
          page.session.minimised = true;
          await placed(page.session, { width: 260, height: 70 });
        },
      ],
      [
        'style and class are those of the call window',
        async () => {
          const page = await open({
            sessionOption: { style: { width: 310, zIndex: 7, backgroundColor: 'rgb(1, 2, 3)' }, class: 'window' },
          });
          await talk(page);
          expect(page.session.className).to.equal('window');
          await placed(page.session, { width: 310 });
          const { zIndex, backgroundColor } = getComputedStyle(page.session);
          expect([zIndex, backgroundColor]).to.deep.equal(['7', 'rgb(1, 2, 3)']);
        },
      ],
    ],
    hiddenIncomingComponent: [
      [
        'true: the application shows its own window for incoming calls',
        async () => {
          const page = await open({ hiddenIncomingComponent: true });
          const incoming = new Promise((resolve) => page.ui.on('incoming', ({ callId }) => resolve(callId)));
          await ring(page);
          expect(page.incoming === null).to.equal(true);
          await page.ui.phone.answer(String(await incoming));
          await until(() => page.phone.snapshot.calls[0]?.state === 'talking');
        },
      ],
      [
        'false: calls are answered in ours, which comes above the page and takes no focus',
        async () => {
          const page = await open({ hiddenIncomingComponent: false });
          field(page.dialpad).focus();
          await ring(page);
          expect(page.incoming.matches(':popover-open')).to.equal(true);
          expect(document.activeElement === page.dialpad).to.equal(true);
          expect(textOf(page.incoming)).to.contain('Dora');
          await press(page.incoming, 'Answer');
          await until(() => page.phone.snapshot.calls[0]?.state === 'talking');
        },
      ],
    ],
    hiddenDialPanelComponent: [
      [
        'true: there is no dialpad, and calls are placed by the operator',
        async () => {
          const page = await open({ hiddenDialPanelComponent: true });
          expect(page.dialpad === null).to.equal(true);
          await talk(page);
        },
      ],
      [
        'false: there is one, and it calls',
        async () => {
          const page = await open({ hiddenDialPanelComponent: false });
          page.dialpad.value = '*43';
          await press(page.dialpad, 'Call');
          await until(() => page.phone.snapshot.calls[0]?.state === 'talking');
        },
      ],
    ],
    disableCallWaiting: [
      [
        'true: a second call hears that the line is busy',
        async () => {
          const page = await open({ disableCallWaiting: true });
          await talk(page);
          const { phone } = await open({
            username: '1001',
            secret: await pbx.sign('1001'),
            hiddenIncomingComponent: true,
          });
          const refused = new Promise((resolve) =>
            phone.addEventListener('linkus-call-end', ({ detail }) => resolve(detail.reason)),
          );
          phone.call('1000');
          expect(await refused).to.equal('busy');
          expect(page.phone.snapshot.calls).to.have.length(1);
        },
      ],
      [
        'false: it rings',
        async () => {
          const page = await open({ disableCallWaiting: false });
          await talk(page);
          await pbx.command('call', { extension: '1000', from: '998' });
          await until(() => page.phone.snapshot.calls.length === 2 && isThere(page.incoming, 'button', /Answer/));
        },
      ],
    ],
    intl: [
      ['local is the language', () => speaks({ local: 'zh-CN' })],
      ['locale is the language', () => speaks({ locale: 'zh-CN' })],
      [
        'messages are texts in place of ours, by the manual’s keys',
        async () => {
          const messages = {
            'dial_panel.input.placeholder': 'Nummer <b>bitte</b>',
            'session.hang_up': 'Auflegen',
            'incoming.btn.hang_up': 'Nein',
          };
          const page = await open({ intl: { messages } });
          expect(field(page.dialpad).placeholder).to.equal('Nummer <b>bitte</b>');
          await talk(page);
          expect(isThere(page.session, 'button', 'Auflegen')).to.equal(true);
          await pbx.command('call', { extension: '1000', from: '998' });
          await until(() => isThere(page.incoming, 'button', 'Nein'));
        },
      ],
    ],
  };

  async function usesMicrophone(name: 'deviceId' | 'deviceIds') {
    (await navigator.mediaDevices.getUserMedia({ audio: true })).getTracks().forEach((track) => track.stop());
    const devices = await navigator.mediaDevices.enumerateDevices();
    const microphoneId = devices.filter(({ kind }) => kind === 'audioinput').at(-1)?.deviceId;
    const page = await open({ [name]: { microphoneId } });
    await talk(page);
    const { microphone } = mediaOf(page.session.callId) ?? {};
    expect(microphone?.getSettings().deviceId).to.equal(microphoneId);
    expect(page.phone.snapshot.chosenDevices.microphone).to.equal(microphoneId);
  }

  async function speaks(intl: object) {
    const { dialpad } = await open({ intl });
    await until(() => isThere(dialpad, 'button', '呼叫'));
    const { setLocale } = await import('../../locales/index.js');
    await setLocale('en');
  }

  for (const [option, cases] of Object.entries(rows)) {
    for (const [what, check] of cases) {
      it(`${option}: ${what}`, async () => {
        await check();
        expect(warnings).to.deep.equal([]);
      });
    }
  }

  it('gives the operators that the core gives, registered, and listens for the application', async () => {
    const page = await open();
    const { phone, pbx: operator, on } = page.ui;
    expect(phone.isRegistered).to.equal(true);
    const told: string[] = [];
    on('newRTCSession', ({ callId }) => void told.push(`newRTCSession ${callId}`));
    on('deleteSession', ({ callId }) => void told.push(`deleteSession ${callId}`));
    on('cdrChange', () => void told.push('cdrChange'));
    on('linkus-call-end', ({ reason }) => void told.push(`linkus-call-end ${reason}`));
    await talk(page);
    const { callId } = page.session;
    phone.hangup(String(callId));
    await until(() => told.includes('cdrChange'));
    expect(told).to.have.members([
      `newRTCSession ${callId}`,
      `deleteSession ${callId}`,
      'linkus-call-end hung-up-here',
      'cdrChange',
    ]);
    expect(operator.extensionNumber).to.equal('1000');
  });

  it('destroy() ends the calls, signs out and leaves the container as it was', async () => {
    const container = stage();
    container.innerHTML = '<p>before</p>';
    const page = await open({}, container);
    await talk(page);
    page.ui.destroy();
    expect(container.innerHTML).to.equal('<p>before</p>');
    await pbx.command('wait', { for: 'no-calls', timeout: 5000 });
    await pbx.command('wait', { for: 'unregistered', extension: '1000', timeout: 5000 });
    page.ui.destroy();
  });

  it('rejects as the core does, and leaves nothing in the container', async () => {
    const container = stage();
    const wrong: [AnyOption, number][] = [
      [{ pbxURL: 'nowhere' }, -2],
      [{ username: '' }, -103],
      [{ username: '4711' }, -103],
    ];
    for (const [option, code] of wrong) {
      const error = await open(option, container).catch((reason: unknown) => reason as Result);
      expect(error, JSON.stringify(option)).to.include({ code });
      expect(container.childElementCount).to.equal(0);
    }
    for (const nothing of [null, undefined, '#container']) {
      const error = await init(nothing as unknown as HTMLElement, {} as RtcOption).catch((reason: unknown) => reason);
      expect(error).to.include({ code: -1, describe: 'init: the first argument must be the element to draw into.' });
    }
  });

  const mistakes: [AnyOption, string][] = [
    [{ nonsense: 1 }, 'init: there is no option "nonsense". There are: incomingOption'],
    [{ hiddenIncomingComponents: true } as AnyOption, 'Did you mean "hiddenIncomingComponent"?'],
    [{ pbxurl: 1 } as AnyOption, 'Did you mean "pbxURL"?'],
    [{ sessionOption: { sessionSettings: {} } }, '"sessionOption.sessionSettings". Did you mean "sessionSetting"?'],
    [{ sessionOption: { sessionSetting: { mini_width: 5 } } }, 'Did you mean "miniWidth"?'],
    [{ intl: { message: {} } }, '"intl.message". Did you mean "messages"?'],
    [{ dialPanelOption: { style: 'color: red' } }, '"dialPanelOption.style" must be object; it is ignored.'],
    [{ incomingOption: 5 }, '"incomingOption" must be object; it is ignored.'],
    [{ hiddenDialPanelComponent: 'true' }, '"hiddenDialPanelComponent" must be boolean; it is ignored.'],
    [
      { sessionOption: { sessionSetting: { width: NaN } } },
      '"sessionOption.sessionSetting.width" must be number; it is ignored.',
    ],
    [{ intl: { messages: [] } }, '"intl.messages" must be object; it is ignored.'],
  ];
  for (const [option, warning] of mistakes) {
    it(`goes on, and warns once: ${JSON.stringify(option)}`, async () => {
      const { ui } = await open(option);
      ui.destroy();
      await open(option);
      expect(warnings.filter((line) => line.includes(warning))).to.have.length(1);
      expect(warnings).to.have.length(1);
    });
  }

  it('keeps the incoming calls in their place above a dialog of the page', async () => {
    const page = await open({ incomingOption: { style: { top: 100, right: 'auto', left: 30, width: 300 } } });
    const dialog = document.createElement('dialog');
    page.container.append(dialog);
    dialog.showModal();
    // The second time everything has been loaded.
    for (let round = 0; round < 2; round++) {
      await ring(page);
      await until(() => textOf(page.incoming).includes('F8 answers, Shift+F8 rejects.'));
      expect(rectOf(page.incoming)).to.include({ x: 30, y: 100, width: 300 });
      page.phone.reject();
      await until(() => page.phone.snapshot.calls.length === 0);
    }
  });

  it('warns of an event that does not exist', async () => {
    const { ui } = await open();
    ui.on('incomming' as 'incoming', () => undefined);
    ui.on('incoming', null as unknown as () => void);
    expect(warnings.join('\n')).to.contain('ui has no event "incomming". Did you mean "incoming"?');
  });

  it('the PBX ends the session: the application hears it, the dialpad says it, and a person signs in again', async () => {
    const page = await open();
    const before = page.ui.phone;
    const codes: number[] = [];
    page.ui.on('runtimeError', ({ code }) => void codes.push(code));
    await pbx.command('wait', { for: 'subscribed', extension: '1000', timeout: 5000 });
    await pbx.command('notify', { topic: 10_000, extension: '1000' }); // signed in elsewhere
    await until(() => isThere(page.dialpad, 'button', 'Sign in again'));
    expect(codes).to.deep.equal([-107]);
    await press(page.dialpad, 'Sign in again');
    await until(() => page.phone.connection === 'ready');
    expect(page.ui.phone === before).to.equal(false);
    expect(page.ui.phone.isRegistered).to.equal(true);
    await talk(page);
  });

  it('draws into a container that comes into the document later', async () => {
    const container = document.createElement('div');
    const username = '1000';
    const ui = await init(container, { username, secret: await pbx.sign(username), pbxURL: pbx.url, enableLog: false });
    running.push(ui);
    stage().append(container);
    await until(() => ui.phone.isRegistered);
  });

  it('two of them on a page are two phones', async () => {
    const first = await open();
    const second = await open({ username: '1001', secret: await pbx.sign('1001') });
    await first.ui.phone.call('1001');
    await until(() => isThere(second.incoming, 'button', 'Answer'));
    expect(isThere(first.incoming, 'button', 'Answer')).to.equal(false);
  });

  it('names of contacts of the PBX are shown while a number is typed', async () => {
    const { dialpad } = await open();
    dialpad.value = '1001';
    await until(() => textOf(dialpad).includes('Bob Carter'));
  });

  it('a second call that rings leaves the focus where it is, on the card of the first', async () => {
    const page = await open();
    await ring(page);
    button(page.incoming, 'Answer').focus();
    await pbx.command('call', { extension: '1000', from: '998', name: 'Eve' });
    await until(() => page.phone.snapshot.calls.length === 2);
    await drawn(page.incoming);
    expect(focusedPart(page.incoming)).to.equal('answer');
    expect(page.incoming.matches(':popover-open')).to.equal(true);
  });

  it('passes axe: alone, while a call rings, and in a call', async () => {
    const page = await open();
    await expectAccessible(page.container);
    await ring(page);
    await expectAccessible(page.container);
    await press(page.incoming, 'Answer');
    await until(() => page.phone.snapshot.calls[0]?.state === 'talking' && page.session.hasAttribute('popover'));
    await expectAccessible(page.container);
  });
});
