import { html, type TemplateResult } from 'lit';
import { expect } from 'chai';
import { setLocale } from '../../locales/index.js';
import { msg, useOwnTexts } from './localize.js';

describe('texts of the page’s own', () => {
  afterEach(async () => {
    useOwnTexts({});
    await setLocale('en');
  });

  const hold = () => msg('Hang up', { id: 'incoming.btn.hang_up' });

  it('stand in place of ours, in every language, until there are others', async () => {
    useOwnTexts({ 'incoming.btn.hang_up': 'Nope' });
    expect(hold()).to.equal('Nope');
    await setLocale('zh-CN');
    expect(hold()).to.equal('Nope');
    useOwnTexts({ 'session.hold': 'Wait' });
    expect(hold()).to.equal('挂断');
  });

  it('may be empty', () => {
    useOwnTexts({ 'incoming.btn.hang_up': '' });
    expect(hold()).to.equal('');
  });

  it('leave a template with markup as it is, and a text without an id', () => {
    useOwnTexts({ marked: '<b>x</b>' });
    const template: TemplateResult = msg(html`<b>ours</b>`, { id: 'marked' });
    expect(template.strings[0]).to.equal('<b>ours</b>');
    expect(msg('ours')).to.equal('ours');
  });
});
