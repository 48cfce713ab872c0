import { expect } from 'chai';
import { oneOf } from './one-of.js';

describe('attributes that allow a few words', () => {
  const { warn } = console;
  let told: string[] = [];
  beforeEach(() => {
    told = [];
    console.warn = (text: string) => told.push(text);
  });
  afterEach(() => {
    console.warn = warn;
  });

  const element = document.createElement('my-element');
  const read = (value: string | null) => oneOf(element, 'mode', value, ['dial', 'dtmf'], 'dial');

  it('gives the word back, without a word about it', () => {
    expect([read('dtmf'), read(null), read('')]).to.deep.equal(['dtmf', 'dial', 'dial']);
    expect(told).to.deep.equal([]);
  });

  it('tells once what is allowed, and goes on with what is left', () => {
    expect([read('sing'), read('sing'), read('dance')]).to.deep.equal(['dial', 'dial', 'dial']);
    expect(told).to.have.length(2);
    expect(told[0]).to.equal('<my-element mode="sing">: allowed is "dial", "dtmf". It is taken as "dial".');
  });
});
