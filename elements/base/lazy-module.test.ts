import { expect } from 'chai';
import { html, LitElement } from 'lit';
import { until } from '../../src/testing/wait.js';
import { lazyModule, loadAhead, notLoaded } from './lazy-module.js';
import { Clock } from './testing/clock.js';
import { button, cleanUp, drawn, isThere, press, stage, textOf } from './testing/harness.js';

let asked = 0;
let reachable = true;
let part = makePart();

function makePart() {
  return lazyModule(async () => {
    asked++;
    await Promise.resolve();
    if (!reachable) throw new TypeError('Failed to fetch');
    return { text: 'The part' };
  });
}

class LazyHost extends LitElement {
  override render() {
    return html`<p>${part(this)?.text ?? notLoaded(part)}</p>`;
  }
}
customElements.define('lazy-host', LazyHost);

describe('a part that is loaded when it is drawn', () => {
  const { warn } = console;
  let warnings: unknown[];
  let clock: Clock;

  beforeEach(() => {
    asked = 0;
    reachable = true;
    part = makePart();
    warnings = [];
    console.warn = (...args) => warnings.push(args[0]);
    clock = new Clock();
  });
  afterEach(() => {
    clock.restore();
    console.warn = warn;
    cleanUp();
  });

  const host = async () => {
    const element = stage().appendChild(document.createElement('lazy-host')) as LazyHost;
    await drawn(element);
    await drawn(element);
    return element;
  };

  it('is drawn as soon as it is there, and loaded once', async () => {
    const [one, other] = [await host(), await host()];
    expect([textOf(one), textOf(other)]).to.deep.equal(['The part', 'The part']);
    expect(asked).to.equal(1);
  });

  it('says so when it could not be loaded, and warns once', async () => {
    reachable = false;
    const element = await host();
    expect(textOf(element)).to.contain('Try again');
    element.requestUpdate();
    await drawn(element);
    expect(asked).to.equal(1);
    expect(isThere(element, 'alert', /^This part could not be loaded/)).to.equal(true);
    clock.pass(5000);
    await until(() => asked === 2);
    await drawn(element);
    expect(warnings).to.have.length(1);
  });

  it('comes by itself when it can be loaded again', async () => {
    reachable = false;
    const element = await host();
    clock.pass(5000);
    await until(() => asked === 2);
    await drawn(element);
    reachable = true;
    clock.pass(4999);
    await drawn(element);
    expect(asked).to.equal(2);
    clock.pass(1);
    await until(() => textOf(element) === 'The part');
  });

  it('comes at once with "Try again"', async () => {
    reachable = false;
    const element = await host();
    reachable = true;
    await press(element, 'Try again');
    await until(() => textOf(element) === 'The part');
    expect(clock.waiting).to.equal(0);
  });

  it('keeps the button while it tries, so that the keyboard stays where it is', async () => {
    reachable = false;
    const element = await host();
    const before = button(element, 'Try again');
    before.click();
    await until(() => asked === 2);
    await drawn(element);
    expect(button(element, 'Try again')).to.equal(before);
  });

  it('is not asked for by an element that is gone', async () => {
    reachable = false;
    const element = await host();
    element.remove();
    clock.pass(60_000);
    await drawn(element);
    expect(asked).to.equal(1);
  });

  it('is drawn when it was on its way already', async () => {
    const loading = part.load();
    const element = stage().appendChild(document.createElement('lazy-host')) as LazyHost;
    await loading;
    await drawn(element);
    expect(textOf(element)).to.equal('The part');
    expect(asked).to.equal(1);
  });

  it('is loaded ahead of need, and a failure then does not keep it from being drawn', async () => {
    reachable = false;
    clock.restore();
    loadAhead();
    await until(() => part.failed);
    reachable = true;
    expect(textOf(await host())).to.equal('The part');
  });
});
