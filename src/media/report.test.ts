import { expect } from 'chai';
import { readStats } from './call-stats.js';
import { addSample, growth, iceResult, lossRatio, makeReport, noTotals, reportDate } from './report.js';

const info = { callId: 'abc@pbx', extension: '1000', startedAt: new Date(2026, 0, 2, 3, 4, 5).getTime() };

type Entries = Record<string, unknown>[];

/** A call after some seconds, as a browser tells it. */
const sample = ({ received = 300, lost = 3, sent = 310, lostThere = 5, jitter = 0.004 } = {}): Entries => [
  { id: 'T', type: 'transport', selectedCandidatePairId: 'P2' },
  { id: 'P1', type: 'candidate-pair', state: 'succeeded', nominated: true, localCandidateId: 'L1' },
  { id: 'P2', type: 'candidate-pair', state: 'succeeded', currentRoundTripTime: 0.02, localCandidateId: 'L2' },
  { id: 'L1', type: 'local-candidate', candidateType: 'host', networkType: 'ethernet' },
  { id: 'L2', type: 'local-candidate', candidateType: 'srflx', networkType: 'wifi' },
  { id: 'C', type: 'codec', mimeType: 'audio/opus' },
  {
    ...{ id: 'I', type: 'inbound-rtp', kind: 'audio', codecId: 'C', packetsReceived: received, packetsLost: lost },
    ...{ jitter, totalSamplesDuration: 6.0049999999, totalAudioEnergy: 0.5 },
  },
  { id: 'O', type: 'outbound-rtp', kind: 'audio', codecId: 'C', packetsSent: sent },
  {
    ...{
      id: 'R',
      type: 'remote-inbound-rtp',
      kind: 'audio',
      packetsLost: lostThere,
      jitter: 0.0061234,
      fractionLost: 0.1,
    },
  },
  { id: 'S', type: 'media-source', kind: 'audio', trackIdentifier: 't', totalAudioEnergy: 1, totalSamplesDuration: 6 },
];

describe('readStats', () => {
  it('reads what a browser tells', () => {
    const { audio, ...path } = readStats(sample());
    expect(audio).to.deep.equal({
      ...{ codec: 'opus', received: 300, lostIn: 3, jitterIn: 0.004, sent: 310, lostOut: 5, jitterOut: 0.0061234 },
      ...{ fractionLostOut: 0.1, energyIn: 0.5, playedIn: 6.0049999999, energyOut: 1, heardOut: 6, source: 't' },
    });
    expect(path).to.include({ roundTripTime: 0.02, candidateType: 'srflx', networkType: 'wifi' });
  });

  it('takes the round trip that the other side reports before that of the connectivity checks', () => {
    const entries = [...sample(), { type: 'remote-inbound-rtp', kind: 'audio', roundTripTime: 0.05 }];
    expect(readStats(entries).roundTripTime).to.equal(0.05);
  });

  it('finds the path where a transport names none (Firefox)', () => {
    const entries: Entries = [
      { id: 'P1', type: 'candidate-pair', state: 'succeeded', nominated: true, localCandidateId: 'L1' },
      { id: 'P2', type: 'candidate-pair', state: 'succeeded', nominated: true, selected: true, localCandidateId: 'L2' },
      { id: 'L1', type: 'local-candidate', candidateType: 'host' },
      { id: 'L2', type: 'local-candidate', candidateType: 'relay' },
    ];
    expect(readStats(entries).candidateType).to.equal('relay');
    expect(readStats(entries.filter(({ id }) => id !== 'P2')).candidateType).to.equal('host');
  });

  it('knows nothing of an empty list', () => {
    const { audio, roundTripTime, candidateType } = readStats([]);
    expect(audio).to.include({ received: 0, sent: 0, jitterIn: undefined, codec: undefined });
    expect([roundTripTime, candidateType]).to.deep.equal([undefined, undefined]);
  });
});

describe('a report', () => {
  it('has every field of the manual, as a string', () => {
    const fields = [
      ...['lksTimestamp', 'lksDate', 'callId', 'extension', 'iceResult', 'lksNetworkType', 'lksDeviceType'],
      'lksDuration',
      ...['Audio', 'Video'].flatMap((kind) => [
        `lks${kind}Codec`,
        ...['Rx', 'Tx'].flatMap((way) =>
          ['', 'Lost', 'Maxjitter', 'Avgjitter'].map((what) => `lks${kind}${way}${what}`),
        ),
      ]),
    ];
    const report = makeReport(info, addSample(noTotals, null, readStats(sample())));
    expect(Object.keys(report)).to.deep.equal(fields);
    for (const [field, value] of Object.entries(report)) expect(value, field).to.be.a('string').and.not.equal('');
  });

  it('says "0" before the first sample', () => {
    const { lksTimestamp, lksDate, callId, extension, lksDeviceType, ...measured } = makeReport(info, noTotals);
    expect([callId, extension, lksDeviceType]).to.deep.equal(['abc@pbx', '1000', 'web']);
    expect([lksTimestamp, lksDate]).to.deep.equal([String(info.startedAt), '2026-01-02 03:04:05']);
    expect([...new Set(Object.values(measured))]).to.deep.equal(['0']);
  });

  it('follows the formulas of the manual', () => {
    const report = makeReport(info, addSample(noTotals, null, readStats(sample())));
    expect(report).to.include({
      ...{ iceResult: 'public', lksNetworkType: 'wifi', lksDuration: '6.005', lksAudioCodec: 'opus' },
      ...{ lksAudioRx: '300', lksAudioRxLost: '0.009901', lksAudioRxMaxjitter: '4', lksAudioRxAvgjitter: '4' },
      ...{ lksAudioTx: '310', lksAudioTxLost: '0.016129', lksAudioTxMaxjitter: '6.123', lksAudioTxAvgjitter: '6.123' },
      ...{ lksVideoCodec: '0', lksVideoRx: '0', lksVideoRxLost: '0' },
    });
  });

  it('keeps the largest jitter and tells the last', () => {
    const samples = [0.004, 0.03, 0.01].map((jitter) => readStats(sample({ jitter })));
    const totals = samples.reduce((sum, now, index) => addSample(sum, samples[index - 1] ?? null, now), noTotals);
    expect(makeReport(info, totals)).to.include({ lksAudioRxMaxjitter: '30', lksAudioRxAvgjitter: '10' });
  });

  it('goes on counting when the other side sends a new stream', () => {
    const samples = [{ received: 300 }, { received: 450 }, { received: 20, lost: 0 }, { received: 170, lost: 2 }];
    const stats = samples.map((values) => readStats(sample(values)));
    const totals = stats.reduce((sum, now, index) => addSample(sum, stats[index - 1] ?? null, now), noTotals);
    expect(totals.audio).to.include({ received: 620, lostIn: 5 });
  });

  it('keeps what it knew when a browser leaves a counter out', () => {
    const first = readStats(sample());
    const totals = addSample(addSample(noTotals, null, first), first, readStats([]));
    expect(makeReport(info, totals)).to.include({
      iceResult: 'public',
      lksAudioCodec: 'opus',
      lksAudioRxAvgjitter: '4',
    });
  });
});

describe('the parts of a report', () => {
  const types: [type: RTCIceCandidateType | undefined, result: string][] = [
    ['host', 'local'],
    ['srflx', 'public'],
    ['prflx', 'public'],
    ['relay', 'turn'],
    [undefined, '0'],
  ];
  for (const [type, result] of types)
    it(`candidate ${type} is ${result}`, () => expect(iceResult(type)).to.equal(result));

  const losses: [lost: number, received: number, ratio: string][] = [
    [0, 0, '0'],
    [0, 100, '0.000000'],
    [1, 2, '0.333333'],
    [5, 0, '1.000000'],
    [5, -2, '1.000000'],
  ];
  for (const [lost, received, ratio] of losses) {
    it(`${lost} lost, ${received} received is ${ratio}`, () => expect(lossRatio(lost, received)).to.equal(ratio));
  }

  const growths: [before: number | undefined, now: number, grown: number][] = [
    [undefined, 5, 5],
    [5, 8, 3],
    [8, 8, 0],
    [8, 2, 2],
    [2, -1, 0],
  ];
  for (const [before, now, grown] of growths) {
    it(`from ${before} to ${now} are ${grown}`, () => expect(growth(before, now)).to.equal(grown));
  }

  const dates: [date: Date, text: string][] = [
    [new Date(2026, 11, 31, 23, 59, 59), '2026-12-31 23:59:59'],
    [new Date(2026, 0, 1, 0, 0, 0, 999), '2026-01-01 00:00:00'],
  ];
  for (const [date, text] of dates) it(text, () => expect(reportDate(date.getTime())).to.equal(text));
});
