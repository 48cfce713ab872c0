import { expect } from 'chai';
import { removeMember, replaceMember, restoreAll } from '../../src/media/testing/replace-member.js';
import { startPbx, type TestPbx } from '../../src/testing/pbx.js';
import { until } from '../../src/testing/wait.js';
import { cleanUp, drawn, fixture, isThere, press, textOf } from '../base/testing/harness.js';
import '../index.js';
import type { LinkusCdrList, LinkusPhone, LinkusSession } from '../index.js';

/*
 * Blocked storage, a sandboxed frame, a policy, an old browser, a page that is not secure: what a phone does without an
 * interface of the browser, or with one that refuses.
 */

/** The row of the table, for the message of an error that gets lost. */
let row = '';
const refused = () => new DOMException(`The page may not: ${row}`, 'SecurityError');
const throws = (): never => {
  throw refused();
};
const rejects = () => Promise.reject(refused());
const silent = () => new Promise<never>(() => undefined);
/** Not an arrow function: it is called with `new`, too. */
const refusesToWork = function () {
  throw refused();
};

/** A property that can't even be read. */
function lock(target: object, name: string): void {
  replaceMember(target, name, undefined);
  Object.defineProperty(target, name, { configurable: true, get: throws });
}

/**
 * What `src/` and `elements/` use beyond what every browser of ES2022 has had for years. Each row is tried missing, and refusing:
 * a function or constructor throws, a property throws when it is read, where a browser does that.
 */
const interfaces: [what: string, target: object, name: string, refusal?: 'use' | 'read'][] = [
  ['localStorage', window, 'localStorage', 'read'],
  ['sessionStorage', window, 'sessionStorage', 'read'],
  ['IndexedDB', window, 'indexedDB', 'read'],
  ['BroadcastChannel', window, 'BroadcastChannel', 'use'],
  ['Web Locks', navigator, 'locks', 'read'],
  ['permissions', navigator, 'permissions', 'read'],
  ['media devices', navigator, 'mediaDevices'],
  ['enumerateDevices', MediaDevices.prototype, 'enumerateDevices', 'use'],
  ['service workers', navigator, 'serviceWorker', 'read'],
  ['userActivation', navigator, 'userActivation'],
  ['navigator.platform', navigator, 'platform'],
  ['Notification', window, 'Notification', 'use'],
  ['Notification.permission', Notification, 'permission', 'read'],
  ['Notification.requestPermission', Notification, 'requestPermission', 'use'],
  ['AudioContext', window, 'AudioContext', 'use'],
  ['AnalyserNode', window, 'AnalyserNode', 'use'],
  ['setSinkId', HTMLMediaElement.prototype, 'setSinkId', 'use'],
  ['setSinkId of Web Audio', AudioContext.prototype, 'setSinkId', 'use'],
  ['setCodecPreferences', RTCRtpTransceiver.prototype, 'setCodecPreferences', 'use'],
  ['RTCRtpReceiver.getCapabilities', RTCRtpReceiver, 'getCapabilities', 'use'],
  ['matchMedia', window, 'matchMedia', 'use'],
  ['ResizeObserver', window, 'ResizeObserver', 'use'],
  ['IntersectionObserver', window, 'IntersectionObserver', 'use'],
  ['requestIdleCallback', window, 'requestIdleCallback'],
  ['crypto.randomUUID', crypto, 'randomUUID', 'use'],
  ['Worker', window, 'Worker', 'use'],
  ['visualViewport', window, 'visualViewport'],
  ['picture-in-picture of documents', window, 'documentPictureInPicture'],
  ['attachInternals', HTMLElement.prototype, 'attachInternals', 'use'],
  ['custom states', CustomStateSet.prototype, 'add', 'use'],
  ['showPopover', HTMLElement.prototype, 'showPopover', 'use'],
  ['hidePopover', HTMLElement.prototype, 'hidePopover', 'use'],
  ['checkVisibility', Element.prototype, 'checkVisibility', 'use'],
  ['scrollIntoView', Element.prototype, 'scrollIntoView', 'use'],
];

/** Those that answer in a third way. */
const oddities: [what: string, breakIt: () => void][] = [
  ['Web Locks that are refused later', () => replaceMember(navigator, 'locks', { request: rejects, query: rejects })],
  ['Web Locks that throw', () => replaceMember(navigator, 'locks', { request: throws, query: throws })],
  ['Web Locks that never answer', () => replaceMember(navigator, 'locks', { request: silent, query: silent })],
  ['IndexedDB that never answers', () => replaceMember(window, 'indexedDB', { open: () => ({}) })],
  ['permissions refused', () => replaceMember(navigator, 'permissions', { query: rejects })],
  ['permissions that never answer', () => replaceMember(navigator, 'permissions', { query: silent })],
  ['media devices that are not listed', () => replaceMember(navigator.mediaDevices, 'enumerateDevices', rejects)],
  ['media devices that never answer', () => replaceMember(navigator.mediaDevices, 'enumerateDevices', silent)],
  ['setSinkId refused later', () => replaceMember(HTMLMediaElement.prototype, 'setSinkId', rejects)],
  ['media that may not play', () => replaceMember(HTMLMediaElement.prototype, 'play', rejects)],
];

const missing = interfaces.map(([what, target, name]): [string, () => void] => [
  `${what} missing`,
  () => removeMember(target, name),
]);
const refusing = interfaces.flatMap(([what, target, name, refusal]): [string, () => void][] => {
  if (!refusal) return [];
  const refuse = () => (refusal === 'read' ? lock(target, name) : replaceMember(target, name, refusesToWork));
  return [[`${what} refused`, refuse]];
});
const breakages = [...missing, ...refusing, ...oddities];

/** Without a microphone there is no call; that is tested elsewhere. */
const withoutMedia = /^media devices (?:missing|that never answer)/;

describe('linkus-phone in a browser with', () => {
  let pbx: TestPbx;
  before(async () => {
    pbx = await startPbx();
  });
  afterEach(async () => {
    restoreAll();
    cleanUp();
    await pbx.command('wait', { for: 'no-calls', timeout: 5000 });
  });

  async function phone(): Promise<LinkusPhone> {
    const element = await fixture<LinkusPhone>(
      `<linkus-phone id="ann" username="1000" pbx-url="${pbx.url}" microphone="some label"></linkus-phone>`,
    );
    element.secret = await pbx.sign('1000');
    return element;
  }

  for (const [what, breakIt] of breakages) {
    it(`${what}: signs in, draws, and takes a call`, async () => {
      row = what;
      breakIt();
      const ann = await phone();
      const list = await fixture<LinkusCdrList>('<linkus-cdr-list for="ann"></linkus-cdr-list>');
      const session = await fixture<LinkusSession>('<linkus-session for="ann" layout="window"></linkus-session>');
      await until(() => ann.connection === 'ready');
      const told: string[] = [];
      ann.addEventListener('linkus-call-end', ({ detail }) => told.push(detail.reason));
      await pbx.command('call', { extension: '1000', from: '999' });
      await until(() => isThere(ann, 'button', 'Answer'));
      // A page that is frozen in its own loop never comes to a timer.
      await new Promise((resolve) => setTimeout(resolve));
      if (withoutMedia.test(what)) {
        ann.reject();
      } else {
        await press(ann, 'Answer');
        await until(() => session.callStatus === 'talking');
        ann.mute();
        await until(() => session.muted);
        ann.sendDtmf('5');
        await drawn(ann, session);
        expect(textOf(session)).to.contain('999');
        ann.hangUp();
      }
      await until(() => told.length === 1);
      await until(() => isThere(list, 'button', /999/));
      await press(ann, /^Calls/);
      await drawn(ann, session);
      expect([told[0], ann.connection]).to.deep.equal([withoutMedia.test(what) ? 'rejected' : 'hung-up-here', 'ready']);
    });
  }

  it('RTCPeerConnection missing: says so, and takes no calls away from other phones', async () => {
    replaceMember(window, 'RTCPeerConnection', undefined);
    const ann = await phone();
    const told: number[] = [];
    ann.addEventListener('linkus-registration-change', ({ detail }) => told.push(detail.code));
    await until(() => ann.connection === 'refused');
    await until(() => textOf(ann).includes('This browser cannot make calls.'));
    expect(told.at(-1)).to.equal(-299);
    expect(isThere(ann, 'button', 'Sign in again')).to.equal(false);
    expect(await pbx.command('registered')).to.deep.equal([]);
  });
});
