import { expect } from 'chai';
import { hear, place } from '../testing/calls.js';
import { register } from '../testing/operators.js';
import { startPbx } from '../testing/pbx.js';
import { until } from '../testing/wait.js';
import { LiveCalls } from './live-calls.js';
import { PhoneStore } from '../store/phone-store.js';

describe('a call that loses its sound', () => {
  it('is shown as reconnecting, and as well again', async () => {
    const pbx = await startPbx();
    const operators = await register(pbx, '1000');
    const store = new PhoneStore();
    const changes: boolean[] = [];
    new LiveCalls(store, (name, detail) => {
      if (name === 'linkus-call-change' && 'call' in detail) changes.push(detail.call.reconnecting);
    }).follow(operators.phone);
    await hear(await place(operators, '*43'));
    const reconnecting = () => store.snapshot.calls[0]?.reconnecting;
    expect(reconnecting()).to.equal(false);
    await pbx.command('media', { extension: '1000', path: 'cut-until-restart' });
    await until(() => reconnecting());
    expect(changes.at(-1)).to.equal(true);
    await until(() => reconnecting() === false);
    expect(changes.at(-1)).to.equal(false);
    operators.destroy();
  });
});
