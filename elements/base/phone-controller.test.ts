import { expect } from 'chai';
import { PhoneStore } from '../../src/store/phone-store.js';
import '../incoming/incoming.js';
import type { LinkusIncoming } from '../incoming/incoming.js';
import { announcePhone, providePhone } from './phone-context.js';
import { cleanUp, drawn, fixture, idle, press, requestsOf, ringing, stage } from './testing/harness.js';

/** Which phone an element follows; seen with linkus-incoming, which is small. */
describe('an element that names its phone', () => {
  afterEach(cleanUp);

  /** What a `<linkus-phone>` is to the others, without its drawing. */
  const phoneOf = (number: string, id = '', parent: HTMLElement = stage()) => {
    const element = document.createElement('div');
    const store = new PhoneStore();
    store.update(ringing({ callId: `of-${number}`, number }));
    providePhone(element, store);
    element.id = id;
    parent.append(element);
    announcePhone(element);
    return { element, store };
  };
  const incoming = (attributes = '', parent?: HTMLElement) =>
    fixture<LinkusIncoming>(`<linkus-incoming ${attributes}></linkus-incoming>`, parent);

  it('follows the one with that id, wherever it is', async () => {
    const { store } = phoneOf('1001', 'left');
    phoneOf('1002', 'right');
    const element = await incoming('for="left"');
    expect(element.number).to.equal('1001');
    store.update(idle);
    await drawn(element);
    expect(element.number).to.equal(null);
  });

  it('rather than the one around it', async () => {
    phoneOf('1001', 'left');
    const { element: around } = phoneOf('1002', 'right');
    expect((await incoming('for="left"', around)).number).to.equal('1001');
    expect((await incoming('', around)).number).to.equal('1002');
  });

  it('when that one comes later, and when another takes its place', async () => {
    const element = await incoming('for="late" number="7"');
    expect(element.number).to.equal('7');
    const { element: first } = phoneOf('1001', 'late');
    await drawn(element);
    expect(element.number).to.equal('1001');
    first.remove();
    phoneOf('1002', 'late');
    await drawn(element);
    expect(element.number).to.equal('1002');
  });

  it('when the attribute changes, and no longer when it is taken away', async () => {
    phoneOf('1001', 'left');
    phoneOf('1002', 'right');
    const element = await incoming('for="left"');
    element.setAttribute('for', 'right');
    await drawn(element);
    expect(element.number).to.equal('1002');
    element.removeAttribute('for');
    await drawn(element);
    expect(element.number).to.equal(null);
  });

  it('follows none while no element has the id', async () => {
    const { element: around } = phoneOf('1002', 'right');
    const element = await incoming('for="nobody"', around);
    expect(element.number).to.equal(null);
  });

  it('finds it from inside a shadow root', async () => {
    phoneOf('1001', 'left');
    const host = stage();
    const inside = document.createElement('div');
    host.attachShadow({ mode: 'open' }).append(inside);
    expect((await incoming('for="left"', inside)).number).to.equal('1001');
  });

  it('changes its phone when it is moved', async () => {
    const { element: left } = phoneOf('1001');
    const { element: right } = phoneOf('1002');
    const element = await incoming('', left);
    right.append(element);
    await drawn(element);
    expect(element.number).to.equal('1002');
    element.remove();
    expect(element.number).to.equal(null);
    right.append(element);
    expect(element.number).to.equal('1002');
  });

  it('asks that phone, once, and not the one around it', async () => {
    const { element: left } = phoneOf('1001', 'left');
    const { element: around } = phoneOf('1002', 'right');
    const element = await incoming('for="left"', around);
    const heard = [element, left, around, document].map((each) => requestsOf(each, 'linkus-answer-request').details);
    await press(element, 'Answer');
    expect(heard.map(({ length }) => length)).to.deep.equal([1, 1, 0, 1]);
  });

  it('does not ask when the page prevented the wish at the element', async () => {
    const { element: left } = phoneOf('1001', 'left');
    const element = await incoming('for="left"');
    element.addEventListener('linkus-answer-request', (event) => event.preventDefault());
    const { details } = requestsOf(left, 'linkus-answer-request');
    await press(element, 'Answer');
    expect(details).to.have.length(0);
  });
});
