import { expect } from 'chai';
import { Outbox } from './outbox.js';

const request = (method: string, branch: string, ...lines: string[]) =>
  [
    `${method} sip:1001@pbx SIP/2.0`,
    `Via: SIP/2.0/WSS pbx;branch=${branch}`,
    'From: <sip:1000@pbx>;tag=1',
    'To: <sip:1001@pbx>;tag=2',
    `CSeq: 2 ${method}`,
    ...lines,
    '',
    '',
  ].join('\r\n');

const response = (status: string, method: string, branch: string) =>
  [
    `SIP/2.0 ${status}`,
    `Via: SIP/2.0/WSS pbx;branch=${branch}`,
    'To: <sip:1001@pbx>;tag=2',
    `CSeq: 2 ${method}`,
    '',
    '',
  ].join('\r\n');

/** The storage is that of the test's page: what one outbox leaves there, another finds as after a reload. */
describe('what a phone has sent and cannot know to have arrived', () => {
  const owner = 'wss://pbx/ws?exten=1000';
  afterEach(() => sessionStorage.clear());

  const ends: [what: string, text: string][] = [
    ['BYE', request('BYE', 'z9hG4bK1')],
    ['CANCEL', request('CANCEL', 'z9hG4bK2')],
    ['the refusal of an INVITE', response('486 Busy Here', 'INVITE', 'z9hG4bK3')],
  ];
  for (const [what, text] of ends) {
    it(`${what} is sent again after a reload, until it is answered`, () => {
      new Outbox(owner).keep(text);
      const reloaded = new Outbox(owner);
      expect(reloaded.takeUp()).to.deep.equal([text]);
      reloaded.onLife();
      expect(new Outbox(owner).takeUp(), 'life alone says nothing about it').to.deep.equal([text]);
      const branch = /branch=(\S+)/.exec(text)?.[1] ?? '';
      const method = what === 'the refusal of an INVITE' ? 'ACK' : what;
      reloaded.onMessage(method === 'ACK' ? request('ACK', branch) : response('481 Gone', method, branch));
      expect(reloaded.takeUp()).to.deep.equal([]);
      expect(new Outbox(owner).takeUp()).to.deep.equal([]);
      expect(sessionStorage.length).to.equal(0);
    });
  }

  it('another phone of the same origin has its own', () => {
    new Outbox(owner).keep(request('BYE', 'z9hG4bK1'));
    expect(new Outbox('wss://pbx/ws?exten=1001').takeUp()).to.deep.equal([]);
  });

  it('no credentials are stored, in whatever letters', () => {
    const lines = ['Authorization: Digest response="secret"', 'proxy-authorization: Digest response="secret"'];
    const text = request('BYE', 'z9hG4bK1', ...lines, 'X-After: kept');
    new Outbox(owner).keep(text);
    const stored = JSON.stringify(sessionStorage);
    expect(stored).to.include('BYE').and.include('X-After: kept').and.not.include('secret');
    expect(new Outbox(owner).takeUp()).to.deep.equal([request('BYE', 'z9hG4bK1', 'X-After: kept')]);
  });

  it('a provisional response answers nothing', () => {
    const outbox = new Outbox(owner);
    outbox.keep(request('BYE', 'z9hG4bK1'));
    outbox.onMessage(response('100 Trying', 'BYE', 'z9hG4bK1'));
    expect(outbox.takeUp()).to.have.length(1);
  });

  it('what ends no call is not stored, and is done with as soon as something arrives', () => {
    const outbox = new Outbox(owner);
    outbox.keep(request('INFO', 'z9hG4bK1'));
    outbox.keep(response('200 OK', 'INVITE', 'z9hG4bK2'));
    expect(sessionStorage.length).to.equal(0);
    expect(outbox.takeUp()).to.have.length(2);
    outbox.onLife();
    expect(outbox.takeUp()).to.deep.equal([]);
  });

  it('a re-INVITE and a registration belong to their socket', () => {
    const outbox = new Outbox(owner);
    outbox.keep(request('INVITE', 'z9hG4bK1'));
    outbox.keep(request('REGISTER', 'z9hG4bK2'));
    expect(outbox.takeUp()).to.deep.equal([]);
  });

  it('only what has not gone out can be taken back', () => {
    const outbox = new Outbox(owner);
    const [waiting, sent] = [request('INFO', 'z9hG4bK1'), request('INFO', 'z9hG4bK2')];
    for (const text of [waiting, sent]) outbox.keep(text);
    outbox.onSent(sent);
    expect([outbox.withdraw(waiting), outbox.withdraw(sent)]).to.deep.equal([true, false]);
    expect(outbox.takeUp()).to.deep.equal([sent]);
  });
});
