import { html, type TemplateResult } from 'lit';
import { expect } from 'chai';
import { setLocale } from '../../locales/index.js';
import { msg, useOwnTexts } from './localize.js';

describe('texts of the page’s own', () => {
  afterEach(async () => {
    useOwnTexts({});
    await setLocale('en');
  });

  const hold = () => msg('Hold', { id: 'session.hold' });

  it('stand in place of ours, in every language, until there are others', async () => {
    useOwnTexts({ 'session.hold': 'Nope' });
    expect(hold()).to.equal('Nope');
    await setLocale('zh-CN');
    expect(hold()).to.equal('Nope');
    useOwnTexts({ 'session.mute': 'Quiet' });
    expect(hold()).to.equal('保持');
  });

  it('may be empty', () => {
    useOwnTexts({ 'session.hold': '' });
    expect(hold()).to.equal('');
  });

  it('leave a template with markup as it is, and a text without an id', () => {
    useOwnTexts({ marked: '<b>x</b>' });
    const template: TemplateResult = msg(html`<b>ours</b>`, { id: 'marked' });
    expect(template.strings[0]).to.equal('<b>ours</b>');
    expect(msg('ours')).to.equal('ours');
  });
});
