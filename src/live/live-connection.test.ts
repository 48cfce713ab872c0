import { expect } from 'chai';
import { startPbx } from '../testing/pbx.js';
import { until } from '../testing/wait.js';
import { startPhone } from './live-phone.js';
import { PhoneStore } from '../store/phone-store.js';

async function readyPhone() {
  const pbx = await startPbx();
  const store = new PhoneStore();
  const told: boolean[] = [];
  const phone = startPhone(
    store,
    {
      ...{ username: '1000', secret: await pbx.sign('1000'), pbxURL: pbx.url, signatureUrl: '' },
      ...{ credentials: 'same-origin', signatureProvider: null },
      ...{ devices: { microphone: '', camera: '', speaker: '', ringer: '' }, sounds: {}, callWaiting: true },
    },
    (name, detail) => name === 'linkus-registration-change' && 'registered' in detail && told.push(detail.registered),
  );
  await until(() => store.snapshot.connection === 'ready');
  return { phone, store, told };
}

it('a phone that the application has disconnected is signed out, not about to come back', async () => {
  const { phone, store, told } = await readyPhone();
  phone.phone?.disconnect();
  await until(() => store.snapshot.connection !== 'ready');
  expect([store.snapshot.connection, told.at(-1)]).to.deep.equal(['signed-out', false]);
  phone.destroy();
});

describe('a phone whose computer has no network', () => {
  it('says so at once, and is ready again as soon as there is one', async () => {
    const { phone, store, told } = await readyPhone();
    dispatchEvent(new Event('offline'));
    expect([store.snapshot.connection, told.at(-1)]).to.deep.equal(['reconnecting', false]);
    expect(store.snapshot.connectionProblem?.code).to.equal(-102);
    dispatchEvent(new Event('online'));
    expect([store.snapshot.connection, told.at(-1)]).to.deep.equal(['ready', true]);
    phone.destroy();
    dispatchEvent(new Event('offline'));
    expect(store.snapshot.connection).to.equal('signed-out');
  });
});
