import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import { expectAccessible } from '../base/testing/axe.js';
import {
  button,
  call,
  cleanUp,
  drawn,
  find,
  findAll,
  fixture,
  idle,
  phoneAround,
  press,
  requestsOf,
  ringing,
  stage,
  textOf,
} from '../base/testing/harness.js';
import type { LinkusIncoming } from './incoming.js';
import './incoming.js';

const onePixel = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';

describe('linkus-incoming', () => {
  afterEach(cleanUp);

  const alone = (attributes: string) => fixture<LinkusIncoming>(`<linkus-incoming ${attributes}></linkus-incoming>`);

  describe('alone on a page', () => {
    it('takes no room when nothing rings', async () => {
      const incoming = await alone('');
      expect(incoming.getBoundingClientRect().height).to.equal(0);
    });

    it('says who calls', async () => {
      const incoming = await alone('number="1003" name="Cid Cole" company="Acme"');
      expect(textOf(incoming)).to.contain('Incoming call | Cid Cole | 1003 | Acme');
      expect(find(incoming, 'group').getAttribute('aria-label')).to.equal('Incoming call: Cid Cole');
    });

    it('shows the number where there is no name, once', async () => {
      const incoming = await alone('number="1003"');
      expect(textOf(incoming).match(/1003/g)).to.have.length(1);
    });

    it('asks to answer and to reject', async () => {
      const incoming = await alone('call-id="x" number="1003"');
      const answers = requestsOf(document, 'linkus-answer-request');
      const rejects = requestsOf(document, 'linkus-reject-request');
      await press(incoming, 'Answer');
      await press(incoming, 'Reject');
      expect(answers.details).to.deep.equal([{ callId: 'x' }]);
      expect(rejects.details).to.deep.equal([{ callId: 'x' }]);
    });

    it('may be answered with video when it has pictures', async () => {
      const incoming = await alone('call-id="x" number="1003" video');
      const answers = requestsOf(document, 'linkus-answer-request');
      await press(incoming, 'Answer with video');
      await press(incoming, 'Answer');
      expect(answers.details).to.deep.equal([{ callId: 'x', video: true }, { callId: 'x' }]);
      incoming.video = false;
      await drawn(incoming);
      expect(findAll(incoming, 'button', 'Answer with video')).to.have.length(0);
    });

    it('says what answering does to the present call, and how to hear the ring', async () => {
      const incoming = await alone('call-id="x" number="1003"');
      expect(textOf(incoming)).not.to.match(/hold|press/i);
      incoming.inCall = incoming.ringBlocked = true;
      await drawn(incoming);
      expect(textOf(incoming)).to.contain('Answering puts your present call on hold.');
      expect(textOf(incoming)).to.contain('Press anywhere to hear the ring.');
    });

    it('is answered by Enter only while the card has the focus', async () => {
      const incoming = await alone('call-id="x" number="1003"');
      const answers = requestsOf(incoming, 'linkus-answer-request');
      const rejects = requestsOf(incoming, 'linkus-reject-request');
      find(incoming, 'group').focus();
      await sendKeys({ press: 'Enter' });
      expect(answers.details).to.have.length(1);
      button(incoming, 'Reject').focus();
      await sendKeys({ press: 'Enter' });
      expect(answers.details).to.have.length(1);
      expect(rejects.details).to.have.length(1);
    });

    it('cannot be answered twice, but still be rejected', async () => {
      const incoming = await alone('call-id="x" number="1003" answering');
      expect(button(incoming, 'Answer').disabled).to.equal(true);
      expect(button(incoming, 'Reject').disabled).to.equal(false);
      expect(textOf(incoming)).to.contain('Connecting...');
    });

    it('draws text from the network as text', async () => {
      const incoming = await alone('number="1003"');
      incoming.name = '<img src=x>';
      await drawn(incoming);
      expect(textOf(incoming)).to.contain('<img src=x>');
      expect(findAll(incoming, 'image')).to.have.length(0);
    });

    it('keeps its buttons in sight whatever somebody is called', async () => {
      const incoming = await alone('call-id="x" number="1003" company="Acme"');
      const { height } = incoming.getBoundingClientRect();
      incoming.name = 'W'.repeat(10_000);
      incoming.company = `\u202e${'long '.repeat(2000)}`;
      await drawn(incoming);
      expect(incoming.getBoundingClientRect().height).to.be.below(height + 120);
      expect(incoming.scrollWidth).to.be.at.most(incoming.clientWidth);
    });

    it('shows the shape of a person where there is no name to take letters of', async () => {
      const incoming = await alone('number="1003"');
      const drawing = () => incoming.shadowRoot?.querySelector('[part=avatar]');
      expect([drawing()?.textContent, drawing()?.querySelectorAll('svg').length]).to.deep.equal(['', 1]);
      incoming.name = 'Cid Cole';
      await drawn(incoming);
      expect([drawing()?.textContent, drawing()?.querySelectorAll('svg').length]).to.deep.equal(['CC', 0]);
    });

    it('shows a picture, and the initials when it does not load', async () => {
      const incoming = await alone(`number="1003" avatar="${onePixel}"`);
      const picture = find<HTMLImageElement>(incoming, 'image');
      await picture.decode();
      expect(findAll(incoming, 'image')).to.have.length(1);
      const failed = new Promise((resolve) => picture.addEventListener('error', resolve, { once: true }));
      incoming.avatar = 'data:image/png,broken';
      await failed;
      expect(findAll(incoming, 'image')).to.have.length(0);
    });
  });

  describe('in a phone', () => {
    const inside = async (...calls: Parameters<typeof ringing>) => {
      const { parent, store } = phoneAround(ringing(...calls));
      return { incoming: await fixture<LinkusIncoming>('<linkus-incoming></linkus-incoming>', parent), store };
    };

    it('reflects the first call and goes when it is over', async () => {
      const { incoming, store } = await inside({ callId: 'a', number: '1003' });
      expect(incoming.getAttribute('number')).to.equal('1003');
      store.update(idle);
      await drawn(incoming);
      expect(incoming.hasAttribute('number')).to.equal(false);
      expect(incoming.getBoundingClientRect().height).to.equal(0);
    });

    it('tells that answering holds the call that is up, but not one that is on hold already', async () => {
      const { incoming, store } = await inside();
      const up = call({ callId: 'up', state: 'talking' });
      const [rings] = ringing({ callId: 'a', number: '1003' }).calls ?? [];
      if (!rings) throw new Error();
      store.update({ calls: [up, rings] });
      await drawn(incoming);
      expect(textOf(incoming)).to.contain('on hold');
      store.update({ calls: [{ ...up, held: true }, rings] });
      await drawn(incoming);
      expect(textOf(incoming)).not.to.contain('on hold');
    });

    it('says that the ring can’t be heard yet', async () => {
      const { incoming, store } = await inside({ callId: 'a', number: '1003' });
      store.update({ ringBlocked: true });
      await drawn(incoming);
      expect(incoming.matches('[ring-blocked]')).to.equal(true);
    });

    it('announces a call once: names that come later and the answer change the words, not the live region', async () => {
      const { incoming, store } = await inside({ callId: 'a', number: '1003' });
      const alert = find(incoming, 'alert');
      const added: Node[] = [];
      new MutationObserver((records) =>
        records.forEach(({ addedNodes }) => added.push(...[...addedNodes].filter((node) => node instanceof Element))),
      ).observe(alert, { childList: true, subtree: true });
      store.update(ringing({ callId: 'a', number: '1003', answering: true }));
      await drawn(incoming);
      expect(added).to.have.length(0);
      expect(find(incoming, 'alert') === alert).to.equal(true);
    });

    it('stacks calls and asks for the right one', async () => {
      const { incoming } = await inside({ callId: 'a', number: '1003' }, { callId: 'b', number: '1004' });
      const { details } = requestsOf(incoming, 'linkus-answer-request');
      findAll(incoming, 'button', 'Answer')[1]?.click();
      expect(details).to.deep.equal([{ callId: 'b' }]);
    });

    it('leaves the focus where it is when a call comes in', async () => {
      const { incoming, store } = await inside();
      const input = document.createElement('input');
      stage().append(input);
      input.focus();
      store.update(ringing({ callId: 'a', number: '1003' }));
      await drawn(incoming);
      expect(findAll(incoming, 'alert')).to.have.length(1);
      expect(document.activeElement === input).to.equal(true);
    });

    it('keeps the focus in a card while the one above it goes', async () => {
      const { incoming, store } = await inside({ callId: 'a', number: '1003' }, { callId: 'b', number: '1004' });
      const second = findAll(incoming, 'button', 'Answer')[1];
      second?.focus();
      store.update(ringing({ callId: 'b', number: '1004' }, { callId: 'c', number: '1005' }));
      await drawn(incoming);
      expect(incoming.shadowRoot?.activeElement === second).to.equal(true);
      expect(findAll(incoming, 'group')).to.have.length(2);
      expect(button(incoming, 'Answer') === second).to.equal(true);
    });

    it('says why a call could not be answered', async () => {
      const { incoming, store } = await inside({ callId: 'a', number: '1003' });
      store.update({ callProblem: { code: -202, msg: '', at: 1 } });
      await drawn(incoming);
      while (!textOf(incoming).includes('Allow the microphone')) await new Promise(requestAnimationFrame);
      expect(incoming.problem).to.equal(-202);
    });
  });

  it('passes axe', async () => {
    await expectAccessible(await alone('call-id="x" number="1003" name="Cid Cole" company="Acme"'));
    const refused = await alone('call-id="x" number="1003" problem="-202"');
    while (!textOf(refused).includes('Allow the microphone')) await new Promise(requestAnimationFrame);
    await expectAccessible(refused);
    await expectAccessible(await alone('call-id="x" number="1003" name="Cid Cole" video in-call ring-blocked'));
    await expectAccessible(await alone('call-id="x" number="1003" answering'));
  });
});
