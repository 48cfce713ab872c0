import { expect } from 'chai';
import { next, until } from '../testing/wait.js';
import { Peer } from '../media/peer.js';
import { RtcSessionView, type RtcSessionSource } from './rtc-session-view.js';
import type { CallState } from './session-state.js';

interface Call {
  state: CallState;
  isRing: boolean;
  direction: 'outbound' | 'inbound';
  peer: Peer | null;
  remote: { number: string; name: string };
}

describe('the compatibility view of a session', () => {
  let call: Call;
  let view: RtcSessionView;

  function source(): RtcSessionSource {
    return {
      id: () => 'a84b4c76e66710',
      direction: () => call.direction,
      state: () => call.state,
      isRing: () => call.isRing,
      peer: () => call.peer,
      remote: () => call.remote,
      host: () => 'pbx.example.com',
    };
  }

  beforeEach(() => {
    call = {
      state: 'calling',
      isRing: false,
      direction: 'outbound',
      peer: null,
      remote: { number: '1001', name: 'Bob' },
    };
    view = new RtcSessionView(source());
  });
  afterEach(() => call.peer?.close());

  const states: [state: CallState, isRing: boolean, is: 'in progress' | 'established' | 'ended'][] = [
    ['calling', false, 'in progress'],
    ['ringing', false, 'in progress'],
    ['connecting', true, 'in progress'],
    ['connecting', false, 'established'],
    ['talking', false, 'established'],
    ['ended', false, 'ended'],
    ['ended', true, 'ended'],
  ];
  for (const [state, isRing, is] of states) {
    it(`${state}${isRing ? ' and rings' : ''}: ${is}`, () => {
      Object.assign(call, { state, isRing });
      expect([view.isInProgress(), view.isEstablished(), view.isEnded()]).to.deep.equal([
        is === 'in progress',
        is === 'established',
        is === 'ended',
      ]);
    });
  }

  it('has the direction in the words of the stack', () => {
    expect(view.direction).to.equal('outgoing');
    call.direction = 'inbound';
    expect(view.direction).to.equal('incoming');
  });

  it('knows the other side, and follows when it changes', () => {
    expect(view.id).to.equal('a84b4c76e66710');
    expect(view.remote_identity.uri).to.include({ scheme: 'sip', user: '1001', host: 'pbx.example.com' });
    expect(view.remote_identity.display_name).to.equal('Bob');
    expect(String(view.remote_identity)).to.equal('"Bob" <sip:1001@pbx.example.com>');
    call.remote = { number: '*43', name: '' };
    expect(String(view.remote_identity)).to.equal('<sip:*43@pbx.example.com>');
    call.remote = { number: '1', name: 'a"b\\c' };
    expect(String(view.remote_identity)).to.equal('"a\\"b\\\\c" <sip:1@pbx.example.com>');
  });

  it('tells of the connection once, and of each of its candidates', async () => {
    const told = next(view, 'peerconnection');
    let connections = 0;
    view.on('peerconnection', () => connections++);
    expect(view.connection).to.equal(null);
    const peer = (call.peer = new Peer());
    view.opened();
    view.opened();
    expect((await told)[0].peerconnection).to.equal(peer.connection);
    expect(view.connection).to.equal(peer.connection);
    expect(connections).to.equal(1);

    const candidates: RTCIceCandidate[] = [];
    view.on('icecandidate', ({ candidate, ready }) => {
      candidates.push(candidate);
      ready();
    });
    await peer.offer();
    await until(() => peer.connection.iceGatheringState === 'complete');
    expect(candidates).to.not.be.empty;
    expect(candidates).to.deep.equal(peer.candidates);
    expect(candidates[0]!.candidate).to.match(/^candidate:/);
  });

  it('made after the connection, tells of its candidates too', async () => {
    call.peer = new Peer();
    view = new RtcSessionView(source());
    const first = next(view, 'icecandidate');
    await call.peer.offer();
    expect((await first)[0].candidate).to.be.instanceOf(RTCIceCandidate);
  });

  it('is silent about a connection that is closed', async () => {
    const peer = (call.peer = new Peer());
    view.opened();
    await peer.offer();
    const [candidate] = peer.candidates;
    let told = 0;
    view.on('icecandidate', () => told++);
    peer.close();
    peer.connection.dispatchEvent(new RTCPeerConnectionIceEvent('icecandidate', { candidate: candidate! }));
    expect(told).to.equal(0);
  });
});
