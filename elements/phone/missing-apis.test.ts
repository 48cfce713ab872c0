import { expect } from 'chai';
import { replaceMember, restoreAll } from '../../src/media/testing/replace-member.js';
import { startPbx, type TestPbx } from '../../src/testing/pbx.js';
import { until } from '../../src/testing/wait.js';
import { cleanUp, drawn, fixture, isThere, textOf } from '../base/testing/harness.js';
import '../index.js';
import type { LinkusPhone } from '../index.js';

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
const cannotConstruct = function () {
  throw refused();
};

/** A property that can't even be read. */
function lock(target: object, name: string): void {
  replaceMember(target, name, undefined);
  Object.defineProperty(target, name, { configurable: true, get: throws });
}

const breakages: [what: string, breakIt: () => void][] = [
  ['Web Locks missing', () => replaceMember(navigator, 'locks', undefined)],
  ['Web Locks refused', () => replaceMember(navigator, 'locks', { request: rejects, query: rejects })],
  ['Web Locks that throw', () => replaceMember(navigator, 'locks', { request: throws, query: throws })],
  ['Web Locks that never answer', () => replaceMember(navigator, 'locks', { request: silent, query: silent })],
  ['BroadcastChannel missing', () => replaceMember(window, 'BroadcastChannel', undefined)],
  ['BroadcastChannel refused', () => replaceMember(window, 'BroadcastChannel', cannotConstruct)],
  ['localStorage missing', () => replaceMember(window, 'localStorage', undefined)],
  ['localStorage refused', () => lock(window, 'localStorage')],
  ['sessionStorage refused', () => lock(window, 'sessionStorage')],
  ['IndexedDB missing', () => replaceMember(window, 'indexedDB', undefined)],
  ['IndexedDB refused', () => lock(window, 'indexedDB')],
  ['IndexedDB that never answers', () => replaceMember(window, 'indexedDB', { open: () => ({}) })],
  ['Notification missing', () => Reflect.deleteProperty(window, 'Notification')],
  ['permissions missing', () => replaceMember(navigator, 'permissions', undefined)],
  ['permissions refused', () => replaceMember(navigator, 'permissions', { query: rejects })],
  ['permissions that never answer', () => replaceMember(navigator, 'permissions', { query: silent })],
  ['media devices missing', () => replaceMember(navigator, 'mediaDevices', undefined)],
  ['media devices that are not listed', () => replaceMember(navigator.mediaDevices, 'enumerateDevices', rejects)],
  ['media devices that never answer', () => replaceMember(navigator.mediaDevices, 'enumerateDevices', silent)],
  ['AudioContext missing', () => replaceMember(window, 'AudioContext', undefined)],
  ['setSinkId missing', () => replaceMember(HTMLMediaElement.prototype, 'setSinkId', undefined)],
  ['setSinkId refused', () => replaceMember(HTMLMediaElement.prototype, 'setSinkId', rejects)],
  ['media that may not play', () => replaceMember(HTMLMediaElement.prototype, 'play', rejects)],
  ['Worker missing', () => replaceMember(window, 'Worker', undefined)],
  ['service workers missing', () => replaceMember(navigator, 'serviceWorker', undefined)],
  ['service workers refused', () => lock(navigator, 'serviceWorker')],
  ['IntersectionObserver missing', () => replaceMember(window, 'IntersectionObserver', undefined)],
  ['requestIdleCallback missing', () => Reflect.deleteProperty(window, 'requestIdleCallback')],
  ['userActivation missing', () => replaceMember(navigator, 'userActivation', undefined)],
];

describe('linkus-phone in a browser with', () => {
  let pbx: TestPbx;
  const { Notification, requestIdleCallback } = window;
  before(async () => {
    pbx = await startPbx();
  });
  afterEach(async () => {
    restoreAll();
    Object.assign(window, { Notification, requestIdleCallback });
    cleanUp();
    await pbx.command('wait', { for: 'no-calls', timeout: 5000 });
  });

  async function phone(): Promise<LinkusPhone> {
    const element = await fixture<LinkusPhone>(
      `<linkus-phone username="1000" pbx-url="${pbx.url}" microphone="some label"></linkus-phone>`,
    );
    element.secret = await pbx.sign('1000');
    return element;
  }

  for (const [what, breakIt] of breakages) {
    it(`${what}: signs in, shows a call that comes in, and lets it be rejected`, async () => {
      row = what;
      breakIt();
      const ann = await phone();
      await until(() => ann.connection === 'ready');
      const told: string[] = [];
      ann.addEventListener('linkus-call-end', ({ detail }) => told.push(detail.reason));
      await pbx.command('call', { extension: '1000', from: '999' });
      await until(() => isThere(ann, 'button', 'Answer'));
      // A page that is frozen in its own loop never comes to a timer.
      await new Promise((resolve) => setTimeout(resolve));
      ann.reject();
      await until(() => told.length === 1);
      await drawn(ann);
      expect([told, ann.connection]).to.deep.equal([['rejected'], 'ready']);
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
