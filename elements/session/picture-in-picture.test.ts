import { emulateMedia, sendMouse } from '@web/test-runner-commands';
import { expect } from 'chai';
import { startPbx, type TestPbx } from '../../src/testing/pbx.js';
import { nextEvent, sound, until } from '../../src/testing/wait.js';
import {
  button,
  call,
  cleanUp,
  drawn,
  fixture,
  isThere,
  press,
  stage,
  storeOf,
  textOf,
} from '../base/testing/harness.js';
import '../index.js';
import type { LinkusPhone, LinkusSession } from '../index.js';

type View = Window & typeof globalThis;
const pictureInPicture = (window as unknown as { documentPictureInPicture: { window: View | null } })
  .documentPictureInPicture;

/** In a real window of the browser's own, opened by a real press. */
describe('linkus-session in picture-in-picture', () => {
  const language = document.documentElement.lang;
  afterEach(async () => {
    pictureInPicture.window?.close();
    await until(() => pictureInPicture.window === null);
    cleanUp();
    document.head.querySelectorAll('style.of-test').forEach((style) => style.remove());
    delete document.documentElement.dataset['theme'];
    document.documentElement.lang = language;
  });

  const style = (css: string) => {
    const element = document.createElement('style');
    element.className = 'of-test';
    element.textContent = css;
    document.head.append(element);
  };

  /** A window is opened only while a press is handled. */
  async function popOut(session: LinkusSession): Promise<View> {
    const opener = document.createElement('button');
    opener.style.cssText = 'position: fixed; inset: 0; inline-size: 40px; block-size: 40px; z-index: 9999';
    stage().append(opener);
    const done = new Promise<void>((resolve, reject) => {
      opener.addEventListener('click', () => void session.popOut().then(resolve, reject), { once: true });
    });
    await sendMouse({ type: 'click', position: [20, 20] });
    await done;
    opener.remove();
    await drawn(session);
    return pictureInPicture.window as View;
  }

  async function comeBack(session: LinkusSession): Promise<void> {
    pictureInPicture.window?.close();
    await until(() => session.ownerDocument === document);
    await drawn(session);
  }

  const talking = (attributes = '') =>
    `<linkus-session call-id="x" call-status="talking" number="1001" name="Ann" ${attributes}></linkus-session>`;
  const colourOf = (session: LinkusSession, name: string) => {
    const view = session.ownerDocument.defaultView ?? window;
    return view.getComputedStyle(button(session, name)).backgroundColor;
  };

  it('moves there with its looks, and back to its place', async () => {
    const parent = stage();
    parent.innerHTML = `<p>before</p>${talking()}<p>after</p>`;
    const session = parent.querySelector('linkus-session') as LinkusSession;
    await drawn(session);
    const red = colourOf(session, 'End Call');
    const view = await popOut(session);
    expect(session.ownerDocument === view.document).to.equal(true);
    expect(session.isConnected).to.equal(true);
    expect(textOf(session)).to.contain('Ann');
    expect(colourOf(session, 'End Call')).to.equal(red);
    expect(parent.querySelector('linkus-session')).to.equal(null);
    await comeBack(session);
    expect([...parent.children].map(({ localName }) => localName)).to.deep.equal(['p', 'linkus-session', 'p']);
    expect(colourOf(session, 'End Call')).to.equal(red);
  });

  it('draws there what it had not drawn before, with its looks', async () => {
    const session = await fixture<LinkusSession>(talking());
    await popOut(session);
    await press(session, 'Dialpad');
    await until(() => isThere(session, 'button', '7'));
    const view = session.ownerDocument.defaultView ?? window;
    expect(view.getComputedStyle(button(session, '7')).borderStyle).to.equal('none');
    expect(view.getComputedStyle(button(session, '7')).cursor).to.equal('pointer');
  });

  it('keeps the theme: variables, parts, language and direction of the page around it', async () => {
    style(
      '.crm { --linkus-hang-up: rgb(1, 2, 3); font-family: monospace } .crm linkus-session::part(mute) { background: rgb(4, 5, 6) }',
    );
    const parent = stage();
    parent.className = 'crm';
    parent.dir = 'rtl';
    const session = await fixture<LinkusSession>(talking(), parent);
    const view = await popOut(session);
    expect(colourOf(session, 'End Call')).to.equal('rgb(1, 2, 3)');
    expect(colourOf(session, 'Mute')).to.equal('rgb(4, 5, 6)');
    const { direction, fontFamily } = view.getComputedStyle(session);
    expect({ direction, fontFamily }).to.deep.equal({ direction: 'rtl', fontFamily: 'monospace' });
    expect(view.document.documentElement.lang).to.equal(document.documentElement.lang);
  });

  it('is as light as the page is', async () => {
    style(
      ':root { color-scheme: light dark; --linkus-hang-up: rgb(1, 1, 1) } ' +
        '@media (prefers-color-scheme: dark) { :root { --linkus-hang-up: rgb(2, 2, 2) } }',
    );
    const session = await fixture<LinkusSession>(talking());
    const looks = () => {
      const { color, backgroundColor } = (session.ownerDocument.defaultView ?? window).getComputedStyle(
        button(session, 'End Call'),
      );
      return {
        color,
        backgroundColor,
        text: (session.ownerDocument.defaultView ?? window).getComputedStyle(session).color,
      };
    };
    const before = looks();
    await popOut(session);
    expect(looks()).to.deep.equal(before);
  });

  it('follows the theme of the page while it changes: attributes, variables, direction, language', async () => {
    style(
      '[data-theme=night] { --linkus-hang-up: rgb(1, 2, 3) } .crm linkus-session::part(mute) { background: rgb(4, 5, 6) }',
    );
    const parent = stage();
    const session = await fixture<LinkusSession>(talking(), parent);
    const red = colourOf(session, 'End Call');
    const view = await popOut(session);
    const root = document.documentElement;
    root.dataset['theme'] = 'night';
    parent.className = 'crm';
    parent.style.setProperty('--linkus-font', 'monospace');
    parent.dir = 'rtl';
    root.lang = 'fr';
    await until(() => colourOf(session, 'Mute') === 'rgb(4, 5, 6)');
    expect(colourOf(session, 'End Call')).to.equal('rgb(1, 2, 3)');
    const { direction, fontFamily } = view.getComputedStyle(session);
    expect({ direction, fontFamily }).to.deep.equal({ direction: 'rtl', fontFamily: 'monospace' });
    expect(view.document.documentElement.lang).to.equal('fr');
    // And back: what is taken away on the page is taken away there.
    delete root.dataset['theme'];
    parent.removeAttribute('class');
    root.lang = language;
    await until(() => colourOf(session, 'End Call') === red);
    expect(colourOf(session, 'Mute')).not.to.equal('rgb(4, 5, 6)');
    // A box of the page's would have no place there.
    expect(view.getComputedStyle(session.parentElement as Element).display).to.equal('contents');
  });

  it('follows the style sheets of the page: one that comes, changes, or goes', async () => {
    const session = await fixture<LinkusSession>(talking());
    const red = colourOf(session, 'End Call');
    await popOut(session);
    style(':root { --linkus-hang-up: rgb(1, 2, 3) }');
    await until(() => colourOf(session, 'End Call') === 'rgb(1, 2, 3)');
    const added = document.head.querySelector('style.of-test') as HTMLStyleElement;
    added.textContent = ':root { --linkus-hang-up: rgb(4, 5, 6) }';
    await until(() => colourOf(session, 'End Call') === 'rgb(4, 5, 6)');
    added.remove();
    await until(() => colourOf(session, 'End Call') === red);
    const link = document.createElement('link');
    Object.assign(link, {
      rel: 'stylesheet',
      href: `data:text/css,${encodeURIComponent(':root { --linkus-hang-up: rgb(7, 8, 9) }')}`,
    });
    document.head.append(link);
    await until(() => colourOf(session, 'End Call') === 'rgb(7, 8, 9)');
    link.remove();
    await until(() => colourOf(session, 'End Call') === red);
  });

  it('follows light and dark, whether the page or the system changes it', async () => {
    style(
      ':root { color-scheme: light dark } .always { color-scheme: dark } ' +
        '@media (prefers-color-scheme: dark) { :root { --linkus-hang-up: rgb(2, 2, 2) } }',
    );
    const parent = stage();
    const session = await fixture<LinkusSession>(talking(), parent);
    await emulateMedia({ colorScheme: 'light' });
    const red = colourOf(session, 'End Call');
    const view = await popOut(session);
    const text = () => view.getComputedStyle(session).color;
    const onLight = text();
    parent.className = 'always';
    await until(() => text() !== onLight);
    const onDark = text();
    parent.className = '';
    await until(() => text() === onLight);
    await emulateMedia({ colorScheme: 'dark' });
    await until(() => text() === onDark && colourOf(session, 'End Call') === 'rgb(2, 2, 2)');
    await emulateMedia({ colorScheme: 'light' });
    await until(() => text() === onLight && colourOf(session, 'End Call') === red);
  });

  it('keeps it inside a phone as well, whose parts it has, and carries no secret over', async () => {
    style('linkus-phone::part(mute) { background: rgb(7, 8, 9) }');
    const phone = await fixture<LinkusPhone>('<linkus-phone secret="hush"></linkus-phone>');
    const store = storeOf(phone);
    store.update({ connection: 'ready', calls: [call({ state: 'talking' })], currentCallId: 'call-1' });
    await drawn(phone);
    const session = phone.shadowRoot?.querySelector('linkus-session') as LinkusSession;
    await drawn(session);
    const view = await popOut(session);
    expect(colourOf(session, 'Mute')).to.equal('rgb(7, 8, 9)');
    expect(view.document.querySelector('linkus-phone')?.hasAttribute('secret')).to.equal(false);
  });

  it('has no bar and no place of a floating window there, and floats again when it is back', async () => {
    const session = await fixture<LinkusSession>(talking('layout="window"'));
    await until(() => session.matches(':popover-open'));
    await drawn(session);
    const { left } = session.getBoundingClientRect();
    const view = await popOut(session);
    expect(isThere(session, 'button', 'Move window')).to.equal(false);
    expect(session.style.cssText).to.equal('');
    expect(session.getBoundingClientRect().width).to.equal(view.innerWidth);
    await comeBack(session);
    await until(() => session.matches(':popover-open'));
    await until(() => session.getBoundingClientRect().left === left);
  });

  it('is brought back by the button that stands in its place, with the keyboard', async () => {
    const session = await fixture<LinkusSession>(talking());
    const parent = session.parentElement;
    await popOut(session);
    const standIn = parent?.querySelector('linkus-session-away') as LinkusSession;
    await drawn(standIn);
    button(standIn, 'Bring it back').focus();
    button(standIn, 'Bring it back').click();
    await until(() => session.ownerDocument === document);
    await drawn(session);
    expect(document.activeElement === session).to.equal(true);
  });

  it('goes away when the place that it would come back to does', async () => {
    const session = await fixture<LinkusSession>(talking());
    const parent = session.parentElement;
    const view = await popOut(session);
    parent?.remove();
    await until(() => !session.isConnected);
    expect(view.closed).to.equal(true);
  });

  it('floats over the page where the browser opens no such window', async () => {
    const session = await fixture<LinkusSession>(talking());
    // Not in a press: Chromium refuses. Browsers without it end in the same place.
    const own = Object.getOwnPropertyDescriptor(window, 'documentPictureInPicture');
    Object.defineProperty(window, 'documentPictureInPicture', { value: undefined, configurable: true });
    await session.popOut();
    if (own) Object.defineProperty(window, 'documentPictureInPicture', own);
    await until(() => session.matches(':popover-open'));
    expect(session.ownerDocument === document).to.equal(true);
    await drawn(session);
    await press(session, 'Bring it back');
    expect(session.layout).to.equal('inline');
    expect(session.matches(':popover-open')).to.equal(false);
  });

  describe('on a call', () => {
    let pbx: TestPbx;
    before(async () => {
      pbx = await startPbx();
    });

    it('leaves the sound alone, shows the call as it goes on, asks the phone, and closes after the call', async () => {
      const connections: RTCPeerConnection[] = [];
      const RealPeerConnection = RTCPeerConnection;
      window.RTCPeerConnection = class extends RealPeerConnection {
        constructor(configuration?: RTCConfiguration) {
          super(configuration);
          connections.push(this);
        }
      };
      const phone = await fixture<LinkusPhone>(
        `<linkus-phone username="1000" pbx-url="${pbx.url}"><linkus-session></linkus-session></linkus-phone>`,
      );
      phone.secret = await pbx.sign('1000');
      await until(() => phone.connection === 'ready');
      phone.call('*43');
      await until(() => phone.snapshot.calls[0]?.state === 'talking');
      window.RTCPeerConnection = RealPeerConnection;
      const session = phone.querySelector('linkus-session') as LinkusSession;
      const view = await popOut(session);
      expect(session.callStatus).to.equal('talking');
      const connection = phone.snapshot.calls[0]?.callId;
      expect(session.callId).to.equal(connection);
      const received = async () => (await sound(connections.at(-1) as RTCPeerConnection)).packetsReceived;
      const before = await received();
      await until(async () => (await received()) > before);
      // The timer goes on there, …
      const clock = () => session.shadowRoot?.querySelector('[role=timer]')?.textContent;
      const shown = clock();
      await until(() => clock() !== shown);
      // … wishes reach the phone, and its answer the window.
      await press(session, 'Mute');
      await until(
        () => phone.snapshot.calls[0]?.muted && button(session, 'Mute').getAttribute('aria-pressed') === 'true',
      );
      await press(session, 'Dialpad');
      await until(() => isThere(session, 'button', '7'));
      const digits = pbx.command('wait', { for: 'digits', digits: '7', extension: '1000', timeout: 8000 });
      await press(session, '7');
      await digits;
      const ended = nextEvent(phone, 'linkus-call-end');
      await press(session, 'End Call');
      expect((await ended).detail.reason).to.equal('hung-up-here');
      await until(() => view.closed);
      await until(() => session.parentElement === phone);
      expect(session.callStatus).to.equal(null);
    });
  });
});
