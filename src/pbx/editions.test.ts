import { expect } from 'chai';
import { register } from '../testing/operators.js';
import { startPbx, type TestPbx, type TestPbxOptions } from '../testing/pbx.js';
import { next, until } from '../testing/wait.js';
import { init, type Operators } from '../init.js';

/** PBXs that are not like the usual one. */
describe('editions of the PBX', () => {
  let operators: Operators | undefined;
  afterEach(() => operators?.destroy());

  const begin = async (product: NonNullable<TestPbxOptions['product']>, settings: object = {}): Promise<TestPbx> => {
    const pbx = await startPbx({ product });
    await pbx.command('settings', { ...settings });
    operators = await register(pbx, '1000');
    await pbx.command('wait', { for: 'subscribed', extension: '1000' });
    return pbx;
  };
  const topics = async (pbx: TestPbx): Promise<number[]> => {
    const { subscribers } = await pbx.command<{ subscribers: { topics: number[] }[] }>('state');
    return subscribers[0]!.topics;
  };

  it('"cn": its switch for the client counts, and the others do not', async () => {
    const pbx = await begin({ base_oem_id: 1 });
    await pbx.command('extension', { number: '1000', enb_web_client: 0 });
    const ended = next(operators!.pbx, 'runtimeError');
    await pbx.command('settings', { enb_internal_client: 0 });
    const [error] = await ended;
    expect(error).to.include({ code: -106, reason: 'client-disabled' });
    const refused = await init({
      username: '1000',
      secret: await pbx.sign('1000'),
      pbxURL: pbx.url,
      enableLog: false,
    }).catch((reason: unknown) => reason);
    expect(refused).to.include({ code: -106, reason: 'client-disabled' });
  });

  it('firmware x.12.0.10 tells of the SDK switch and the access key', async () => {
    expect(await topics(await begin({ version: '83.12.0.10' }))).to.include.members([20153, 20154]);
  });

  it('older firmware does not, and is not asked for it', async () => {
    const subscribed = await topics(await begin({ version: '83.12.0.9' }));
    expect(subscribed).to.include(20010);
    expect(subscribed).not.to.include.oneOf([20153, 20154]);
  });

  it('a cloud PBX has its own STUN domain, and wants no reports', async () => {
    const cloud = {
      fqdn: 'connected',
      cloud_domain: 'Cloud.Example.com',
      enable_nat_fqdn: 1,
      fqdn_domain: 'x.example.com',
    };
    const pbx = await begin({ platform_name: 'p_cloudpbx' }, cloud);
    const { phone, pbx: operator } = operators!;
    expect(phone.config.iceServers).to.deep.equal([{ urls: 'stun:cloud.example.com:11009' }]);
    await until(() => phone.videoPlan !== ''); // the licence is known
    await operator.sendReport({ callId: 'abc' });
    const { reports } = await pbx.command<{ reports: { calls: number } }>('state');
    expect(reports.calls).to.equal(0);
  });
});
