import { expect } from 'chai';
import { Emitter } from './emitter.js';

describe('an emitter', () => {
  let emitter: Emitter<{ one: []; two: [] }>;
  let heard: number;
  const listener = () => heard++;
  beforeEach(() => {
    emitter = new Emitter();
    heard = 0;
  });

  it('tells a listener of once() once', () => {
    emitter.once('one', listener);
    emitter.emit('one');
    emitter.emit('one');
    expect(heard).to.equal(1);
  });

  it('takes a listener of once() away by its own name, of that event alone', () => {
    emitter.once('one', listener).once('two', listener);
    emitter.off('one', listener);
    emitter.emit('one');
    expect(heard).to.equal(0);
    emitter.emit('two');
    expect(heard).to.equal(1);
  });

  it('leaves the listeners alone when a program takes away none', () => {
    emitter.on('one', listener).once('one', listener);
    Reflect.apply(emitter.off.bind(emitter), null, ['one']);
    emitter.emit('one');
    expect(heard).to.equal(2);
  });
});
