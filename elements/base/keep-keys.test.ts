import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import type { LitElement } from 'lit';
import { until } from '../../src/testing/wait.js';
import type { PhoneSnapshot } from '../../src/store/phone-snapshot.js';
import {
  button,
  cleanUp,
  drawn,
  findAll,
  fixture,
  inCall,
  ringing,
  stage,
  storeOf,
  type Role,
} from './testing/harness.js';
import '../index.js';
import type { LinkusDialpad, LinkusPhone } from '../index.js';

/** Where a person may type, or press keys that an element uses. */
interface Place {
  readonly name: string;
  readonly state?: Partial<PhoneSnapshot>;
  /** Names of buttons that are pressed first. */
  readonly press?: readonly string[];
  readonly role: Role;
  readonly label?: string | RegExp;
  /** Keys that the element uses, or types: the page hears nothing of them. */
  readonly keys: readonly string[];
  /** Keys that are the page's although the focus is here. */
  readonly passes?: readonly string[];
  /** Escape closes what was opened, and is not the page's then. */
  readonly closes?: boolean;
}

const talking = inCall({ state: 'talking', answeredAt: 0 });
const microphones = [{ kind: 'microphone', id: 'm1', label: 'Headset' } as const];
const typed = ['s', '/', '?', '5', '#', 'Backspace', 'Delete', 'ArrowLeft', 'Home', 'Space'];
const places: readonly Place[] = [
  { name: 'the number field', role: 'textbox', label: 'Number', keys: typed },
  { name: 'the keys of the dialpad', role: 'button', label: /^5/, keys: ['5', '*', 'ArrowLeft'], passes: ['s', '/'] },
  {
    name: 'the tones of a call',
    closes: true,
    state: talking,
    press: ['Dialpad'],
    role: 'textbox',
    label: 'Tones sent',
    keys: typed,
  },
  {
    name: 'the keys of a call',
    closes: true,
    state: talking,
    press: ['Dialpad'],
    role: 'button',
    label: /^5/,
    keys: ['5', '#', 'm'],
    passes: ['s'],
  },
  {
    name: 'the controls of a call',
    state: talking,
    role: 'button',
    label: 'Mute',
    keys: ['m', 'k', 'ArrowRight'],
    passes: ['s', '?'],
  },
  {
    name: 'the field of a transfer',
    closes: true,
    state: talking,
    press: ['Transfer'],
    role: 'textbox',
    label: /^$/,
    keys: typed,
  },
  {
    name: 'the number of a second call',
    closes: true,
    state: talking,
    press: ['More', 'New call'],
    role: 'textbox',
    label: 'Number',
    keys: typed,
  },
  { name: 'the search of the call list', press: ['Calls'], role: 'textbox', label: /^Search/, keys: typed },
  {
    name: 'the choice of devices',
    closes: true,
    state: { devices: microphones },
    press: ['Devices'],
    role: 'combobox',
    keys: ['s', '5', 'ArrowDown'],
  },
  {
    name: 'the card of a call',
    state: ringing({ number: '1003' }),
    role: 'group',
    label: /1003/,
    keys: [],
    passes: ['s', '5'],
  },
];

describe('the keys of an element and the shortcuts of the page', () => {
  let heard: string[] = [];
  let listening = new AbortController();

  beforeEach(() => {
    heard = [];
    listening = new AbortController();
    const { signal } = listening;
    for (const target of [document, window]) {
      for (const type of ['keydown', 'keypress', 'keyup']) {
        target.addEventListener(
          type,
          (event) => {
            const { key } = event as KeyboardEvent;
            heard.push(`${type} ${key}`);
            // It would load the page again.
            if (key === 'F5') event.preventDefault();
          },
          { signal },
        );
      }
    }
  });
  afterEach(() => {
    listening.abort();
    cleanUp();
  });

  const ready = { connection: 'ready', extension: '1000' } as const;
  const phoneWith = async (state: Partial<PhoneSnapshot> = {}) => {
    const phone = await fixture<LinkusPhone>('<linkus-phone></linkus-phone>');
    storeOf(phone).update({ ...ready, ...state });
    await drawn(phone);
    return phone;
  };
  const seen = async (element: LitElement, role: Role, label?: string | RegExp) => {
    await until(() => findAll(element, role, label).length > 0);
    return findAll(element, role, label);
  };
  const focused = async ({ state, press = [], role, label }: Place) => {
    const phone = await phoneWith(state);
    for (const name of press) (await seen(phone, 'button', name))[0]?.click();
    // The dialpad of the phone, which is out of reach meanwhile, comes before what is opened in a call.
    await until(() => findAll(phone, role, label).some((each) => (each.focus(), each.matches(':focus'))));
    return findAll(phone, role, label).find((each) => each.matches(':focus')) as HTMLElement;
  };

  for (const place of places) {
    it(`${place.name} keeps its own`, async () => {
      const target = await focused(place);
      heard = [];
      for (const key of place.keys) {
        target.focus();
        await sendKeys({ press: key });
        expect(heard, key).to.deep.equal([]);
      }
    });

    it(`${place.name} leaves the page's to the page`, async () => {
      const target = await focused(place);
      for (const key of [...(place.passes ?? []), 'F5', 'Shift', 'Tab', 'Escape']) {
        heard = [];
        target.focus();
        await sendKeys({ press: key });
        expect(heard.length > 0, `${key}: ${heard.join()}`).to.equal(key !== 'Escape' || !place.closes);
      }
    });

    it(`${place.name} leaves combinations to the page`, async () => {
      await focused(place);
      for (const modifier of ['Control', 'Alt', 'Meta']) {
        await sendKeys({ down: modifier });
        heard = [];
        await sendKeys({ press: 'k' });
        expect(heard.length, modifier).to.be.above(0);
        await sendKeys({ up: modifier });
      }
    });
  }

  it('takes what AltGr types for text', async () => {
    const target = await focused(places[0] as Place);
    const key = { key: '#', ctrlKey: true, altKey: true, bubbles: true, composed: true, cancelable: true };
    target.dispatchEvent(new KeyboardEvent('keydown', { ...key, modifierAltGraph: true }));
    expect(heard).to.deep.equal([]);
    target.dispatchEvent(new KeyboardEvent('keydown', { ...key, key: 'k' }));
    expect(heard).to.deep.equal(['keydown k', 'keydown k']);
  });

  it('takes what is being composed for text, and a press without a key for nothing', async () => {
    const target = await focused(places[0] as Place);
    const options = { bubbles: true, composed: true };
    target.dispatchEvent(new KeyboardEvent('keydown', { ...options, key: 'Escape', isComposing: true }));
    expect(heard).to.deep.equal([]);
    // As the browser does when it fills a form.
    target.dispatchEvent(new Event('keydown', options));
    expect(heard).to.have.length(2);
  });

  it('keeps the end of a key whose start the page has not heard, once', async () => {
    const target = await focused(places[0] as Place);
    const own = document.createElement('input');
    stage().append(own);
    await sendKeys({ down: 'q' });
    own.focus();
    await sendKeys({ up: 'q' });
    expect(heard).to.deep.equal([]);
    await sendKeys({ press: 'q' });
    expect(heard).to.include.members(['keydown q', 'keyup q']);
    heard = [];
    target.focus();
    target.dispatchEvent(new KeyboardEvent('keydown', { key: 'w', code: 'KeyW', bubbles: true, composed: true }));
    own.focus();
    // Its end was lost, as macOS does with those that are pressed together with Meta.
    await sendKeys({ press: 'w' });
    expect(heard).to.include.members(['keydown w', 'keyup w']);
  });

  it('leaves fields that the page has put into a phone to the page', async () => {
    const phone = await fixture<LinkusPhone>('<linkus-phone><input></linkus-phone>');
    phone.querySelector('input')?.focus();
    await sendKeys({ press: 's' });
    expect(heard).to.include('keydown s');
  });

  it('hears in an element what another inside it has no use for', async () => {
    const phone = await phoneWith(talking);
    button(phone, 'Dialpad').click();
    const dialpad = () =>
      phone.shadowRoot?.querySelector('linkus-session')?.shadowRoot?.querySelector<LinkusDialpad>('linkus-dialpad');
    await until(() => dialpad()?.matches(':focus') ?? false);
    await sendKeys({ press: '5' });
    expect(dialpad()?.value).to.equal('5');
    await sendKeys({ press: 'Escape' });
    await until(() => !dialpad());
    expect(heard).to.deep.equal([]);
  });
});
