import { expect } from 'chai';
import { checkOptions } from './init-options.js';
import { addLogSink } from './logger.js';

const needed = { username: '1000', secret: 'signature', pbxURL: 'https://pbx.example.com' };

describe('options of init', () => {
  const defaults = {
    ...needed,
    enableLog: true,
    reRegistryPhoneTimes: Infinity,
    userAgent: 'WebClient',
    deviceIds: {},
    disableCallWaiting: false,
    audio: {},
    codecs: [],
    signal: undefined,
  };
  const ids = { cameraId: 'c', microphoneId: 'm' };
  const table: [what: string, options: object, changed: object][] = [
    ['nothing but what must be', {}, {}],
    ['a number as extension', { username: 1000 }, { username: '1000' }],
    ['blanks around', { username: ' 1000 ', secret: 's\n' }, { username: '1000', secret: 's' }],
    ['enableLog', { enableLog: false }, { enableLog: false }],
    ['reRegistryPhoneTimes', { reRegistryPhoneTimes: 3 }, { reRegistryPhoneTimes: 3 }],
    ['reRegistryPhoneTimes as text', { reRegistryPhoneTimes: '3' }, { reRegistryPhoneTimes: 3 }],
    ['userAgent', { userAgent: 'WebPC' }, { userAgent: 'WebPC' }],
    [
      'deviceIds',
      { deviceIds: { ...ids, speakerId: 's', volume: 0.5 } },
      { deviceIds: { ...ids, speakerId: 's', volume: 0.5 } },
    ],
    ['the alias deviceId', { deviceId: ids }, { deviceIds: ids }],
    ['both', { deviceId: { cameraId: 'old' }, deviceIds: ids }, { deviceIds: ids }],
    ['too loud', { deviceIds: { volume: 7 } }, { deviceIds: { volume: 1 } }],
    ['disableCallWaiting', { disableCallWaiting: true }, { disableCallWaiting: true }],
    ['audio', { audio: { echoCancellation: false } }, { audio: { echoCancellation: false } }],
    ['codecs', { codecs: ['opus', 'PCMA'] }, { codecs: ['opus', 'PCMA'] }],
  ];
  for (const [what, options, changed] of table) {
    it(what, () => {
      const { result, warnings } = heard(() => checkOptions({ ...needed, ...options }));
      expect(result).to.deep.equal({ ...defaults, ...changed });
      expect(warnings).to.deep.equal([]);
    });
  }

  describe('wrong values are ignored and told', () => {
    const wrong: [name: string, value: unknown][] = [
      ['enableLog', 'no'],
      ['reRegistryPhoneTimes', -1],
      ['userAgent', 'Firefox'],
      ['deviceIds', 'default'],
      ['disableCallWaiting', 1],
      ['audio', true],
      ['codecs', 'opus'],
      ['codecs', [8]],
      ['signal', {}],
    ];
    const told = new Set<string>();
    for (const [name, value] of wrong) {
      it(`${name}: ${JSON.stringify(value)}`, () => {
        const { result, warnings } = heard(() => checkOptions({ ...needed, [name]: value }));
        expect(result).to.deep.equal(defaults);
        expect(warnings).to.have.length(told.has(name) ? 0 : 1); // once for each name
        for (const warning of warnings) expect(warning).to.contain(`"${name}"`);
        told.add(name);
      });
    }
  });

  it('unknown names are told once, with the nearest right one', () => {
    const options = { ...needed, pbxUrl: 'https://pbx.example.com', disableCallWating: true, colour: 'red' };
    const { warnings } = heard(() => checkOptions(options));
    expect(warnings).to.have.length(3);
    expect(warnings[0]).to.contain('"pbxUrl"').and.to.contain('"pbxURL"');
    expect(warnings[1]).to.contain('"disableCallWaiting"');
    expect(warnings[2]).to.contain('There are: username, secret');
    expect(heard(() => checkOptions(options)).warnings).to.deep.equal([]);
  });

  describe('username and secret must be there', () => {
    const missing: [options: unknown, named: string][] = [
      [undefined, 'username'],
      [null, 'username'],
      ['1000', 'username'],
      [{ ...needed, username: undefined }, 'username'],
      [{ ...needed, username: '  ' }, 'username'],
      [{ ...needed, username: {} }, 'username'],
      [{ ...needed, secret: '' }, 'secret'],
      [{ ...needed, secret: [] }, 'secret'],
    ];
    for (const [options, named] of missing) {
      it(JSON.stringify(options) ?? 'nothing', () => {
        let thrown: unknown;
        try {
          checkOptions(options);
        } catch (error) {
          thrown = error;
        }
        expect(thrown).to.include({ code: -103, msg: 'PBX_API_ERROR', reason: 'invalid-option' });
        expect((thrown as { describe: string }).describe).to.contain(named);
      });
    }
  });
});

/** What `action` returns, and the warnings that it gives. */
function heard<Value>(action: () => Value): { result: Value; warnings: string[] } {
  const warnings: string[] = [];
  const remove = addLogSink(({ level, message }) => level === 'warn' && warnings.push(message));
  try {
    return { result: action(), warnings };
  } finally {
    remove();
  }
}
