import { resetMouse, sendKeys, sendMouse, setViewport } from '@web/test-runner-commands';
import { expect } from 'chai';
import { setLocale } from '../../locales/index.js';
import { expectAccessible } from '../base/testing/axe.js';
import {
  button,
  cleanUp,
  drawn,
  findAll,
  fixture,
  inCall,
  isThere,
  phoneAround,
  press,
  requestsOf,
  textOf,
} from '../base/testing/harness.js';
import type { LinkusSession } from './session.js';
import './session.js';

const key = 'linkus-session-window:1';

describe('linkus-session as a floating window', () => {
  beforeEach(() => setViewport({ width: 900, height: 700 }));
  afterEach(async () => {
    await resetMouse();
    cleanUp();
    localStorage.clear();
  });

  const frame = () => new Promise(requestAnimationFrame);
  const opened = async (session: LinkusSession) => {
    while (!session.matches(':popover-open')) await frame();
    await drawn(session);
    return session;
  };
  const open = async (attributes = '') =>
    opened(
      await fixture<LinkusSession>(
        `<linkus-session layout="window" call-id="x" call-status="talking" number="1001" name="Ann" ${attributes}></linkus-session>`,
      ),
    );
  const rect = (session: LinkusSession) => session.getBoundingClientRect();
  const inside = (session: LinkusSession) => {
    const { left, top, right, bottom } = rect(session);
    return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
  };
  const middle = (element: Element): [number, number] => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return [Math.round(left + width / 2), Math.round(top + height / 2)];
  };
  const drag = async (at: [number, number], by: [number, number]) => {
    const from: [number, number] = [Math.round(at[0]), Math.round(at[1])];
    await sendMouse({ type: 'move', position: from });
    await sendMouse({ type: 'down' });
    await sendMouse({ type: 'move', position: [from[0] + by[0] / 2, from[1] + by[1] / 2] });
    await sendMouse({ type: 'move', position: [from[0] + by[0], from[1] + by[1]] });
    await sendMouse({ type: 'up' });
  };

  it('begins in the lower corner, inside the viewport, and takes no focus', async () => {
    const field = await fixture<never>('<input aria-label="of the page">');
    (field as HTMLInputElement).focus();
    const session = await open();
    expect(rect(session).right).to.equal(innerWidth - 16);
    expect(rect(session).bottom).to.equal(innerHeight - 16);
    expect(document.activeElement === field).to.equal(true);
  });

  it('is inline without the attribute, and when it is taken away', async () => {
    const session = await open();
    session.layout = 'inline';
    await drawn(session);
    expect(getComputedStyle(session).position).to.equal('static');
    expect(session.hasAttribute('popover')).to.equal(false);
    expect(isThere(session, 'button', 'Move window')).to.equal(false);
  });

  it('is there only while there is a call', async () => {
    const { parent, store } = phoneAround(inCall({ state: 'talking' }));
    const session = await opened(await fixture('<linkus-session layout="window"></linkus-session>', parent));
    store.update({ calls: [], currentCallId: null });
    await drawn(session);
    expect(rect(session).height).to.equal(0);
    store.update(inCall({ callId: 'call-2', state: 'calling' }));
    await opened(session);
    expect(rect(session).height).to.be.above(0);
  });

  it('is not cut or shifted by what is around it', async () => {
    const parent = document.createElement('div');
    parent.style.cssText = 'transform: translate(50px, 50px); overflow: hidden; inline-size: 100px; block-size: 50px';
    ((await fixture<never>('<div></div>')) as HTMLElement).append(parent);
    const session = await opened(
      await fixture('<linkus-session layout="window" call-status="talking" number="1001"></linkus-session>', parent),
    );
    expect(rect(session).right).to.equal(innerWidth - 16);
  });

  describe('by pointer', () => {
    it('is dragged by its bar', async () => {
      const session = await open();
      const before = rect(session);
      await drag([before.left + 120, before.top + 20], [-150, -100]);
      expect(rect(session)).to.include({ left: before.left - 150, top: before.top - 100 });
    });

    it('is dragged by its handle, which is not pressed by that; a press takes it to the next corner', async () => {
      const session = await open();
      const before = rect(session);
      await drag(middle(button(session, 'Move window')), [-100, -40]);
      expect(rect(session)).to.include({ left: before.left - 100, top: before.top - 40 });
      const [x, y] = middle(button(session, 'Move window'));
      await sendMouse({ type: 'click', position: [x, y] });
      expect(rect(session).left).to.equal(16);
      expect(rect(session).bottom).to.equal(innerHeight - 16);
    });

    it('does not leave the viewport', async () => {
      const session = await open();
      const { left, top } = rect(session);
      await drag([left + 120, top + 20], [-2000, -2000]);
      expect(rect(session)).to.include({ left: 8, top: 8 });
      await drag([128, 28], [2000, 2000]);
      expect(rect(session)).to.include({ right: innerWidth - 8, bottom: innerHeight - 8 });
    });

    it('goes back by Escape while it is dragged', async () => {
      const session = await open();
      await press(session, 'Move window');
      await press(session, 'Move window');
      await press(session, 'Move window');
      const before = rect(session);
      await sendMouse({ type: 'move', position: [before.left + 120, Math.round(before.top) + 20] });
      await sendMouse({ type: 'down' });
      await sendMouse({ type: 'move', position: [before.left, Math.round(before.top)] });
      expect(rect(session).left).to.be.below(before.left);
      await sendKeys({ press: 'Escape' });
      await sendMouse({ type: 'up' });
      expect(rect(session)).to.include({ left: before.left, top: before.top });
    });

    it('is pulled larger at its edges, and keeps following its content in the other direction', async () => {
      const session = await open();
      const before = rect(session);
      await drag([before.left + 2, before.top + 200], [-60, 0]);
      expect(rect(session)).to.include({ right: before.right, width: before.width + 60 });
      expect(session.style.height).to.equal('');
      await drag([rect(session).left + 100, before.top + 2], [0, -50]);
      expect(rect(session)).to.include({ bottom: before.bottom, height: before.height + 50 });
    });

    it('is pulled at its handle; a press on it makes it large, another as small as can be', async () => {
      const session = await open();
      await press(session, 'Move window');
      await press(session, 'Move window');
      const before = rect(session);
      await drag(middle(button(session, 'Window size')), [40, 30]);
      expect(rect(session)).to.include({ width: before.width + 40, height: before.height + 30 });
      await sendMouse({ type: 'click', position: middle(button(session, 'Window size')) });
      expect(rect(session)).to.include({ width: before.width, height: before.height });
      await sendMouse({ type: 'click', position: middle(button(session, 'Window size')) });
      expect(rect(session)).to.include({ width: 480, height: 640 });
    });

    it('has its handle where its texts run to', async () => {
      const session = await open();
      await setLocale('ar');
      await drawn(session);
      const before = rect(session);
      const handle = session.renderRoot.querySelector('.size') as Element;
      expect(middle(handle)[0]).to.be.below(before.left + 60);
      await drag(middle(handle), [-40, -30]);
      await setLocale('en');
      expect(rect(session)).to.include({ right: before.right, width: before.width + 40 });
    });

    it('does not move by a press on its content', async () => {
      const session = await open();
      const before = rect(session);
      await drag([before.left + 100, before.top + 150], [-100, -100]);
      expect(rect(session)).to.include({ left: before.left, top: before.top });
    });
  });

  describe('by keyboard', () => {
    it('is moved by arrows, not over the edge', async () => {
      const session = await open();
      const before = rect(session);
      button(session, 'Move window').focus();
      await sendKeys({ press: 'ArrowLeft' });
      await sendKeys({ press: 'ArrowUp' });
      expect(rect(session)).to.include({ left: before.left - 24, top: before.top - 24 });
      for (let times = 0; times < 3; times++) await sendKeys({ press: 'ArrowRight' });
      expect(rect(session).right).to.equal(innerWidth - 8);
    });

    it('grows and shrinks by arrows', async () => {
      const session = await open();
      const before = rect(session);
      button(session, 'Window size').focus();
      await sendKeys({ press: 'ArrowRight' });
      await sendKeys({ press: 'ArrowDown' });
      expect(rect(session)).to.include({ width: before.width + 24, height: before.height + 24, right: before.right });
      await sendKeys({ press: 'ArrowLeft' });
      expect(rect(session).width).to.equal(before.width);
    });

    it('is minimised to a bar that says who and how, hangs up, and keeps the focus', async () => {
      const session = await open(`answered-at="${Date.now() - 65_100}"`);
      button(session, 'Minimise').focus();
      await sendKeys({ press: 'Enter' });
      await drawn(session);
      expect(session.minimised).to.equal(true);
      expect(rect(session).height).to.be.below(60);
      expect(rect(session).bottom).to.equal(innerHeight - 16);
      expect(textOf(session)).to.match(/Ann.*Talking.*01:05/);
      expect(findAll(session, 'button', 'Mute')).to.have.length(0);
      expect(findAll(session, 'status')).to.have.length(1);
      expect(session.shadowRoot?.activeElement === button(session, 'Restore')).to.equal(true);
      const { details } = requestsOf(document, 'linkus-hang-up-request');
      await press(session, 'End Call');
      expect(details).to.deep.equal([{ callId: 'x' }]);
      await press(session, 'Restore');
      expect(isThere(session, 'button', 'Mute')).to.equal(true);
    });
  });

  describe('in a viewport that changes', () => {
    it('stays inside one that shrinks, and returns to its place when that is there again', async () => {
      const session = await open();
      await press(session, 'Move window');
      await press(session, 'Move window'); // upper left
      await press(session, 'Move window'); // upper right
      const before = rect(session);
      await setViewport({ width: 400, height: 300 });
      await frame();
      await frame();
      expect(inside(session)).to.equal(true);
      await setViewport({ width: 900, height: 700 });
      await frame();
      await frame();
      expect(rect(session)).to.include({ left: before.left, top: before.top });
    });

    it('grows away from its corner when its content grows', async () => {
      const session = await open();
      const before = rect(session);
      session.company = 'ACME '.repeat(200);
      await drawn(session);
      await frame();
      await frame();
      expect(rect(session).height).to.be.above(before.height);
      expect(rect(session).bottom).to.equal(before.bottom);
      expect(inside(session)).to.equal(true);
    });
  });

  describe('its place', () => {
    it('is remembered', async () => {
      const session = await open();
      await drag([rect(session).left + 120, rect(session).top + 20], [-150, -100]);
      const { left, top } = rect(session);
      session.remove();
      expect(rect(await open())).to.include({ left, top });
    });

    it('is another one for each id', async () => {
      const first = await open('id="first"');
      await press(first, 'Move window');
      const second = await open('id="second"');
      expect(rect(second).right).to.equal(innerWidth - 16);
      first.remove();
      expect(rect(await open('id="first"')).left).to.equal(16);
    });

    it('survives a move of the element on the page', async () => {
      const session = await open();
      await press(session, 'Move window');
      const { left } = rect(session);
      ((await fixture<never>('<div></div>')) as HTMLElement).append(session);
      await opened(session);
      expect(rect(session).left).to.equal(left);
    });

    for (const nonsense of ['', 'nonsense', '{"x":1}', '[1,2]', '{"fromRight":true,"fromBottom":true,"x":1e9,"y":0}']) {
      it(`stored as ${nonsense || 'nothing'} is no place`, async () => {
        localStorage.setItem(key, nonsense);
        expect(rect(await open()).right).to.equal(innerWidth - 16);
      });
    }

    it('of a larger screen is drawn inside this one', async () => {
      const place = { fromRight: false, fromBottom: false, x: 5000, y: 4000, width: 3000, height: 2000 };
      localStorage.setItem(key, JSON.stringify(place));
      expect(inside(await open())).to.equal(true);
    });

    it('is forgotten where storage is forbidden, and nothing else happens', async () => {
      const { setItem } = Storage.prototype;
      Storage.prototype.setItem = () => {
        throw new DOMException('', 'SecurityError');
      };
      try {
        const session = await open();
        await press(session, 'Move window');
        expect(rect(session).left).to.equal(16);
      } finally {
        Storage.prototype.setItem = setItem;
      }
    });
  });

  it('leaves no listener behind', async () => {
    const session = await open();
    session.remove();
    const place = session.style.cssText;
    await setViewport({ width: 500, height: 400 });
    await frame();
    expect(session.style.cssText).to.equal(place);
  });

  it('passes axe: open and minimised', async () => {
    const session = await open(`answered-at="${Date.now()}"`);
    await expectAccessible(session);
    await press(session, 'Minimise');
    await expectAccessible(session);
  });
});
