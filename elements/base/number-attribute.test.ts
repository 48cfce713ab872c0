import { expect } from 'chai';
import '../cdr-list/cdr-list.js';
import type { LinkusCdrList } from '../cdr-list/cdr-list.js';
import '../session/session.js';
import type { LinkusSession } from '../session/session.js';
import { cleanUp, fixture, isThere, textOf } from './testing/harness.js';

describe('attributes that take a number', () => {
  const { warn } = console;
  let told: string[] = [];
  beforeEach(() => {
    told = [];
    console.warn = (text: string) => told.push(text);
  });
  afterEach(() => {
    cleanUp();
    console.warn = warn;
  });

  const session = (attributes: string) => fixture<LinkusSession>(`<linkus-session ${attributes}></linkus-session>`);
  const list = (attributes: string) => fixture<LinkusCdrList>(`<linkus-cdr-list ${attributes}></linkus-cdr-list>`);

  it('give the number, without a word about it', async () => {
    const { networkLevel, problem, recordPermission, answeredAt } = await session(
      'network-level="3" problem="-205" record-permission="2" answered-at=" 1.7e12 "',
    );
    expect([networkLevel, problem, recordPermission, answeredAt]).to.deep.equal([3, -205, 2, 1.7e12]);
    expect((await list('unread="7"')).unread).to.equal(7);
    expect(told).to.deep.equal([]);
  });

  it('say nothing of what is not written, and of what is taken away', async () => {
    const element = await session('network-level="" record-permission="" problem="-205"');
    element.removeAttribute('problem');
    await element.updateComplete;
    expect([element.networkLevel, element.recordPermission, element.problem]).to.deep.equal([null, 0, null]);
    expect((await list('unread=""')).unread).to.equal(0);
    expect(told).to.deep.equal([]);
  });

  it('take nonsense as left out, and tell once for each element and attribute what to write', async () => {
    const element = await session('call-status="talking" network-level="loud" answered-at="Infinity"');
    expect([element.networkLevel, element.answeredAt]).to.deep.equal([null, null]);
    expect(isThere(element, 'button', /connection/i)).to.equal(false);
    element.setAttribute('network-level', 'louder');
    await session('network-level="loud"');
    expect(told).to.deep.equal([
      '<linkus-session network-level="loud">: write a number from 0 to 5. It is taken as left out.',
      '<linkus-session answered-at="Infinity">: write milliseconds since 1970. It is taken as left out.',
    ]);
  });

  it('draw nothing of nonsense', async () => {
    const element = await session('call-status="talking" problem="busy" record-permission="all" ended-at="now"');
    expect([element.problem, element.recordPermission, element.endedAt]).to.deep.equal([null, 0, null]);
    expect(isThere(element, 'alert')).to.equal(false);
    const calls = await list('unread="many" problem="x"');
    expect(calls.unread).to.equal(0);
    expect(textOf(calls)).not.to.contain('NaN');
    expect(isThere(calls, 'alert')).to.equal(false);
    expect(told.map((text) => /<(.*)>/.exec(text)?.[1])).to.deep.equal([
      'linkus-session problem="busy"',
      'linkus-session record-permission="all"',
      'linkus-session ended-at="now"',
      'linkus-cdr-list unread="many"',
      'linkus-cdr-list problem="x"',
    ]);
  });
});
