import type { PropertyDeclarations } from 'lit';
import type { Sounds, StartOptions } from '../../src/live/live-phone.js';
import type { SignatureProvider } from '../../src/live/signature.js';
import { oneOf } from '../base/one-of.js';
import { PhoneVerbs } from './phone-verbs.js';

/** A change of one of these is another sign-in. */
export const accountOptions = [
  'username',
  'secret',
  'signatureUrl',
  'signatureProvider',
  'signInWith',
  'credentials',
  'pbxUrl',
] as const;

export const soundNames = ['ringSound', 'callWaitingSound', 'endSound'] as const;

const onOff = ['on', 'off'] as const;

/** What a page may set of a phone. */
export abstract class PhoneOptions extends PhoneVerbs {
  static override properties: PropertyDeclarations = {
    username: {},
    secret: {},
    signatureUrl: { attribute: 'signature-url' },
    // Frameworks bring a new function each time they draw. It is stored all the same, and asked the next time.
    signatureProvider: { attribute: false, hasChanged: (now, before) => typeof now !== typeof before },
    signInWith: { attribute: false },
    credentials: {},
    pbxUrl: { attribute: 'pbx-url' },
    autoRegister: { attribute: 'auto-register' },
    callWaiting: { attribute: 'call-waiting' },
    notifications: {},
    confirmLeave: { attribute: 'confirm-leave' },
    microphone: { reflect: true },
    camera: { reflect: true },
    speaker: { reflect: true },
    ringer: { reflect: true },
    ringSound: { attribute: 'ring-sound' },
    callWaitingSound: { attribute: 'call-waiting-sound' },
    endSound: { attribute: 'end-sound' },
    echoNumber: { attribute: 'echo-number' },
    locale: {},
  };

  /** Extension number or e-mail address. With `signature-url` the application's server may tell it. */
  declare username: string;
  /** The login signature. Whoever reads the page can read it: prefer `signature-url`. */
  declare secret: string;
  /** An address of the application's server that answers with the signature, as JSON: `{secret, username?, pbxURL?}`. */
  declare signatureUrl: string;
  /**
   * Gets the signature in a way of the page's own: answers with it, or with `{secret, username?, pbxURL?}`, or with a promise
   * of one. Asked at each sign-in, and again when the PBX wants another one, of which calls notice nothing. Another function in
   * its place is asked from then on, and doesn't sign in anew.
   */
  declare signatureProvider: SignatureProvider | null;
  /** Signs in in place of the phone and gives it the operators. @internal for `linkus-elements/ui` */
  declare signInWith: StartOptions['signIn'] | null;
  /** How cookies go to `signature-url`: `omit`, `same-origin` or `include`. */
  declare credentials: RequestCredentials;
  /** Address of the PBX: protocol, host and port. The page's own origin when empty. */
  declare pbxUrl: string;
  /** `off`: signs in when `signIn()` is called, or a person presses "Sign in". */
  declare autoRegister: '' | 'on' | 'off';
  /**
   * `off`: one call at a time. Else a second one may ring while one is up, when the PBX allows it too. A change counts from the
   * next call on.
   */
  declare callWaiting: '' | 'on' | 'off';
  /**
   * How a call that rings while the page is hidden is told beside the sound, in the panel that the phone draws itself:
   * see `notifications` of `<linkus-incoming>`. The person is asked for permission at the first click in the phone; with
   * `off` never.
   */
  declare notifications: '' | 'on' | 'off' | 'worker';
  /**
   * `off`: leaving or reloading the page in a call ends it at once. Else the browser asks first, in words of its own, once the
   * person has pressed something on the page.
   */
  declare confirmLeave: '' | 'on' | 'off';
  /** Which microphone: an id as the browser names it on this page, or a label. Empty: the system's default. */
  declare microphone: string;
  /** Which camera, likewise. */
  declare camera: string;
  /** Where speech and tones sound, likewise. */
  declare speaker: string;
  /** Where it rings, likewise. */
  declare ringer: string;
  /** Address of a sound for a call that comes in. */
  declare ringSound: string;
  /** Address of a sound for a call that comes in while another is up. */
  declare callWaitingSound: string;
  /** Address of a sound for the end of a call. */
  declare endSound: string;
  /** A number that sends back what it hears, for `check()`. Empty: the PBX's own, `*43`. */
  declare echoNumber: string;
  /** Language of the texts, a BCP 47 tag. Without it, the `lang` of the page around the element. One language for a page. */
  declare locale: string;

  constructor() {
    super();
    this.username = this.secret = this.signatureUrl = this.pbxUrl = this.locale = '';
    this.microphone = this.camera = this.speaker = this.ringer = '';
    this.ringSound = this.callWaitingSound = this.endSound = this.echoNumber = '';
    this.autoRegister = this.callWaiting = this.notifications = this.confirmLeave = '';
    this.credentials = 'same-origin';
    this.signatureProvider = this.signInWith = null;
  }

  /** Whether there is anything to sign in with, and the phone shall do so by itself. */
  protected get signsInByItself(): boolean {
    return oneOf(this, 'auto-register', this.autoRegister, onOff, 'on') === 'on';
  }

  protected get asksForNotifications(): boolean {
    return oneOf(this, 'notifications', this.notifications, ['on', 'off', 'worker'], 'on') !== 'off';
  }

  protected get confirmsLeave(): boolean {
    return oneOf(this, 'confirm-leave', this.confirmLeave, onOff, 'on') === 'on';
  }

  protected get sounds(): Sounds {
    const { ringSound: ring, callWaitingSound: callWaiting, endSound: end } = this;
    return { ...(ring && { ring }), ...(callWaiting && { callWaiting }), ...(end && { end }) };
  }

  protected get allowsCallWaiting(): boolean {
    return oneOf(this, 'call-waiting', this.callWaiting, onOff, 'on') === 'on';
  }

  /** As `startPhone()` wants them. */
  protected get startOptions() {
    const { username, secret, signatureUrl, pbxUrl: pbxURL } = this;
    const { microphone, camera, speaker, ringer } = this;
    const provider = this.signatureProvider;
    const signatureProvider: SignatureProvider | null =
      provider && ((wish) => (this.signatureProvider ?? provider)(wish));
    return {
      ...{ username, secret, signatureUrl, signatureProvider, pbxURL, signIn: this.signInWith ?? undefined },
      credentials: oneOf(this, 'credentials', this.credentials, ['same-origin', 'omit', 'include'], 'same-origin'),
      callWaiting: this.allowsCallWaiting,
      devices: { microphone, camera, speaker, ringer },
      sounds: this.sounds,
    };
  }
}
