/** Walks the manual's chapter "Result": every code has the name that the table gives it. */
import { expect } from 'chai';
import * as core from '../core.js';

type Rows = readonly [code: number, msg: string][];

const tables: Readonly<Record<string, Rows>> = {
  COMMON_ERROR: [
    [-1, 'UNKNOWN_ERROR'],
    [-2, 'INVALID_PBX_URL'],
    [-3, 'PBX_URL_NOT_HTTPS'],
    [-4, 'GET_PRODUCT_FAILED'],
  ],
  COMMON_SUCCESS: [[0, 'SUCCESS']],
  PBX_ERROR: [
    [-100, 'UNKNOWN_ERROR'],
    [-101, 'REGISTRY_FAILED'],
    [-102, 'PBX_NETWORK_ERROR'],
    [-103, 'PBX_API_ERROR'],
    [-104, 'GET_PERSONAL_NOT_FOUND_DATA'],
    [-105, 'PBX_ALREADY_INITIALIZED'],
    [-106, 'LINKUS_DISABLED'],
    [-107, 'LOGGED_IN_ELSEWHERE'],
    [-108, 'EXTENSION_DELETED'],
    [-109, 'RE_LOGIN'],
    [-110, 'SDK_PLAN_DISABLED'],
  ],
  PBX_SUCCESS: [[100, 'SUCCESS']],
  PHONE_ERROR: [
    [-200, 'UNKNOWN_ERROR'],
    [-201, 'REGISTRY_FAILED'],
    [-202, 'GET_AGREE_CHROME_USER_MEDIA_ROLE_ERROR'],
    [-203, 'GET_LOCAL_STREAM_ERROR'],
    [-204, 'RE_REGISTRY_MAX_LIMIT_TIMES'],
    [-205, 'MAX_LIMIT_CALL'],
    [-206, 'GET_LOCAL_MEDIA_INFO_ERROR'],
    [-207, 'ATTENDED_PARENT_NOT_FOUND'],
    [-208, 'CALL_TOO_MANY_TIMES'],
    [-209, 'INVALID_NUMBER'],
    [-210, 'CURRENT_CALL_HAS_NOT_CONNECTED'],
    [-211, 'NOT_FOUND_CALL_ID'],
    [-290, 'NOT_FOUND_AUDIO_INPUT_DEVICE'],
    [-291, 'NOT_FOUND_VIDEO_INPUT_DEVICE'],
    // Ours.
    [-299, 'WEBRTC_NOT_SUPPORTED'],
  ],
  PHONE_SUCCESS: [[200, 'SUCCESS']],
};

describe('the results of the manual', () => {
  const exported = core as unknown as Readonly<Record<string, Record<string, core.Result>>>;
  for (const [table, rows] of Object.entries(tables)) {
    for (const [code, msg] of rows) {
      it(`${table}.${msg} is ${code}, in words and frozen`, () => {
        const result = exported[table]?.[msg];
        expect(result).to.include({ code, msg });
        expect(result?.describe).to.match(/\w+/);
        expect(Object.isFrozen(result)).to.equal(true);
      });
    }
    it(`${table} has nothing else`, () => expect(Object.keys(exported[table] ?? {})).to.have.length(rows.length));
  }

  it('the classes and functions of the manual are exported', () => {
    for (const name of ['init', 'on', 'PBXOperator', 'PhoneOperator', 'Session']) {
      expect((core as Record<string, unknown>)[name], name).to.be.a('function');
    }
  });
});
