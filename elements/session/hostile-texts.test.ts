import { expect } from 'chai';
import { cleanUp, drawn, findAll, fixture, inCall, phoneAround, textOf, call } from '../base/testing/harness.js';
import type { LinkusSession } from './session.js';
import './session.js';

/** Names, numbers and companies come from the network. */
describe('linkus-session, hostile texts', () => {
  afterEach(cleanUp);

  const inside = async (text: string) => {
    const texts = { name: text, number: text, company: text, avatar: text };
    const other = call({ callId: 'other', state: 'talking', held: true, ...texts });
    const current = inCall({ state: 'talking', answeredAt: Date.now(), ...texts });
    const { parent, store } = phoneAround({ ...current, calls: [...(current.calls ?? []), other] });
    parent.style.inlineSize = '320px';
    const session = await fixture<LinkusSession>('<linkus-session></linkus-session>', parent);
    return { session, store };
  };

  const markup = [
    '<img src=x onerror="window.hacked=1">',
    '<script>window.hacked=1</script>',
    '"><svg onload=window.hacked=1>',
    'javascript:window.hacked=1',
    '${window.hacked=1}{{window.hacked=1}}',
    '</style><style>*{display:none}</style>',
    '--x:url(x)}body{display:none',
  ];
  for (const text of markup) {
    it(`${text} is text`, async () => {
      const { session } = await inside(text);
      expect(textOf(session)).to.contain(text);
      await new Promise(requestAnimationFrame);
      expect('hacked' in window).to.equal(false);
      expect(getComputedStyle(document.body).display).to.equal('block');
    });
  }

  it('10,000 characters leave the controls where they are, and a reader is spared most of them', async () => {
    for (const text of ['x'.repeat(10_000), 'word '.repeat(2000), '\u{1f600}'.repeat(5000), '\u0e4e'.repeat(10_000)]) {
      const { session } = await inside(text);
      const { height, width } = session.getBoundingClientRect();
      expect(width).to.equal(320);
      expect(height).to.be.below(700);
      expect(session.renderRoot.textContent?.length).to.be.below(3000);
      for (const button of findAll(session, 'button')) {
        expect(button.getBoundingClientRect().right).to.be.at.most(session.getBoundingClientRect().right);
      }
      cleanUp();
    }
  });

  it('an override of the direction of writing turns nothing', async () => {
    const { session } = await inside('\u202e1001 boB\u2066');
    expect(textOf(session)).to.contain('1001 boB');
    expect(session.renderRoot.textContent).not.to.match(/[\u202a-\u202e\u2066-\u2069]/);
  });

  it('nothing at all is drawn as a call of nobody', async () => {
    const { session } = await inside('');
    expect(textOf(session)).to.contain('Talking...');
    await drawn(session);
  });

  it('a picture that cannot be loaded leaves the initials', async () => {
    const { session } = await inside('Bob Baker');
    const picture = session.shadowRoot?.querySelector('img');
    while (picture && !picture.hidden) await new Promise(requestAnimationFrame);
    expect(session.shadowRoot?.querySelector('[part=avatar]')?.textContent).to.equal('BB');
  });
});
