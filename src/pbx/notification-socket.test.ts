import { expect } from 'chai';
import { Clock } from '../testing/clock.js';
import { startPbx, type TestPbx } from '../testing/pbx.js';
import { until } from '../testing/wait.js';
import { NotificationSocket, type SocketTimes } from './notification-socket.js';
import { PbxApi } from './pbx-api.js';
import { login } from './sign-in.js';

describe('notification socket', () => {
  let pbx: TestPbx;
  let socket: NotificationSocket;
  const UsualSocket = WebSocket;
  before(async () => {
    pbx = await startPbx();
  });
  afterEach(() => {
    socket.stop();
    globalThis.WebSocket = UsualSocket;
  });

  /** All sockets that were opened, and what was sent over them. */
  const spy = (deaf = false) => {
    const opened: { sent: string[]; socket: WebSocket }[] = [];
    globalThis.WebSocket = class extends UsualSocket {
      readonly #sent: string[] = [];
      constructor(url: string | URL) {
        super(url);
        opened.push({ sent: this.#sent, socket: this });
      }
      override send(data: string): void {
        this.#sent.push(data);
        // On a dead way nothing arrives any more.
        if (!deaf || data !== 'heartbeat') super.send(data);
      }
    };
    return opened;
  };

  const start = async (times: Partial<SocketTimes>): Promise<number[]> => {
    const url = new URL(pbx.url);
    const api = new PbxApi(url);
    await login(api, url.host, { username: '1000', secret: await pbx.sign('1000'), userAgent: 'WebClient' });
    const topics: number[] = [];
    socket = new NotificationSocket((topic) => topics.push(topic), {
      heartbeat: 30_000,
      answer: 20_000,
      reconnect: 5_000,
      ...times,
    });
    socket.start(`${pbx.url.replace('http', 'ws')}/api/v1.0/subscribe?access_token=${api.token}`, [1, 2]);
    await until(() => socket.connected);
    return topics;
  };

  it('sends its topics when it is open, and a heartbeat from time to time', async () => {
    const opened = spy();
    await start({ heartbeat: 50 });
    await until(() => opened[0]!.sent.filter((text) => text === 'heartbeat').length === 3);
    expect(opened[0]!.sent[0]).to.equal('{"topic_list":[1,2]}');
    expect(opened).to.have.length(1);
  });

  it('takes a socket without an answer to the heartbeat for dead, and opens another', async () => {
    const opened = spy(true);
    const changes: boolean[] = [];
    // The time for an answer is also the one to open in: on a busy machine that takes a while.
    await start({ heartbeat: 1200, answer: 1000, reconnect: 20 });
    socket.on('connectedChange', (connected) => changes.push(connected));
    await until(() => opened.length === 2 && socket.connected);
    expect(opened[0]!.sent).to.deep.equal(['{"topic_list":[1,2]}', 'heartbeat']);
    expect(opened[0]!.socket.readyState).to.be.at.least(WebSocket.CLOSING);
    expect(changes).to.deep.equal([false, true]);
    expect(opened[1]!.sent).to.deep.equal(['{"topic_list":[1,2]}']);
  });

  describe('on a way that lets nothing through any more', () => {
    let clock: Clock | undefined;
    afterEach(() => clock?.restore());

    /** A socket that hears nothing from now on: how many milliseconds until that is noticed. */
    const noticed = async (use: (now: Clock) => void = () => undefined): Promise<number> => {
      const hears = (clock = new Clock());
      spy(true);
      await start({ heartbeat: 25_000, answer: 10_000 });
      const since = Date.now();
      let lostAt = 0;
      socket.on('connectedChange', (connected) => {
        if (!connected) lostAt ||= Date.now();
      });
      use(hears);
      while (!lostAt && Date.now() - since < 120_000) hears.pass(100);
      return lostAt - since;
    };

    it('it is noticed within 35 s', async () => {
      expect(await noticed()).to.be.within(1, 35_000);
    });

    it('within 10 s while a call is up', async () => {
      expect(await noticed(() => (socket.inCall = true))).to.be.within(1, 10_000);
    });

    it('each heartbeat of a call is noticed within 10 s, whenever the way broke', async () => {
      const hears = (clock = new Clock());
      const opened = spy(true);
      await start({});
      socket.inCall = true;
      for (let beat = 0; beat < 4; beat++) {
        hears.pass(3000);
        opened[0]?.socket.dispatchEvent(new MessageEvent('message', { data: 'heartbeat response' }));
      }
      const since = Date.now();
      while (socket.connected) hears.pass(100);
      expect(Date.now() - since).to.be.within(1, 10_000);
    });

    it('within 5 s once something has happened to the network, also if it happens again and again', async () => {
      const time = await noticed((now) => {
        now.pass(20_000);
        for (let count = 0; count < 3; count++) {
          socket.probe();
          now.pass(1000);
        }
      });
      expect(time - 20_000).to.be.within(1, 5000);
    });
  });

  it('does not wait when the PBX is back', async () => {
    const opened = spy();
    await start({ reconnect: 1_000_000 });
    opened[0]?.socket.close();
    await until(() => !socket.connected);
    let back = 0;
    socket.onBack = () => back++;
    socket.retryNow();
    socket.retryNow();
    socket.probe();
    await until(() => socket.connected);
    expect([opened.length, back]).to.deep.equal([2, 1]);
  });

  it('goes on trying while nothing answers', async () => {
    const opened = spy();
    await start({ reconnect: 10 });
    const token = new URL(opened[0]!.socket.url).searchParams.get('access_token') ?? '';
    await fetch(`${pbx.url}/api/v1.0/logout`, { headers: { Authorization: token } });
    await until(() => opened.length > 3); // the token is no longer good: each is refused
    expect(socket.connected).to.equal(false);
    socket.stop();
    const { length } = opened;
    await until(() => opened.every((entry) => entry.socket.readyState === WebSocket.CLOSED));
    await new Promise((resolve) => setTimeout(resolve, 50)); // longer than it would have waited
    expect(opened).to.have.length(length);
  });

  it('subscribes again on errcode -3, but not in a circle', async () => {
    const opened = spy();
    await start({ reconnect: 200 });
    const { sent } = opened[0]!;
    const before = performance.now();
    for (let count = 0; count < 5; count++) await pbx.command('notify', { raw: '{"errcode":-3}', extension: '1000' });
    await until(() => sent.length === 2);
    expect(performance.now() - before).to.be.above(100);
    expect(sent).to.deep.equal(['{"topic_list":[1,2]}', '{"topic_list":[1,2]}']);
  });

  it('does nothing on errcode -2, whatever else the message says', async () => {
    const topics = await start({});
    await pbx.command('notify', { raw: '{"errcode":-2,"type":1,"msg":"{}"}', extension: '1000' });
    await pbx.command('notify', { raw: '{"errcode":0,"type":2,"msg":"{}"}', extension: '1000' });
    await until(() => topics.length > 0);
    expect(topics).to.deep.equal([2]);
  });

  it('stays as it is when it is opened where there is no WebSocket', () => {
    globalThis.WebSocket = function forbidden() {
      throw new DOMException('The page may not', 'SecurityError');
    } as unknown as typeof WebSocket;
    socket = new NotificationSocket(() => undefined);
    socket.start('ws://127.0.0.1:9/', [1]);
    expect(socket.connected).to.equal(false);
    expect(socket.connection).to.equal(null);
  });
});
