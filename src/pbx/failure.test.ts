import { expect } from 'chai';
import { refusalReason, type SignInReason } from './failure.js';

describe('why the PBX refused', () => {
  const table: [errcode: number, errmsg: string, reason: SignInReason][] = [
    [10002, 'WRONG USERNAME OR SIGNATURE', 'wrong-signature'],
    [70087, '', 'address-forbidden'],
    [70004, 'ACCOUNT IP BLOCKED', 'address-forbidden'],
    [70136, 'anything', 'service-expired'],
    [403, '', 'wrong-signature'],
    [405, '', 'client-disabled'],
    [407, '', 'account-locked'],
    [416, '', 'address-forbidden'],
    [1, 'USER LOCKED', 'account-locked'],
    [1, 'account_locked', 'account-locked'],
    [1, 'SIGNATURE EXPIRED', 'expired-signature'],
    [1, 'expired signature', 'expired-signature'],
    [1, 'IP ADDRESS FORBIDDEN', 'address-forbidden'],
    [1, 'COUNTRY IP LIMIT', 'address-forbidden'],
    [1, 'SDK DISABLED', 'sdk-disabled'],
    [1, 'SERVICE EXPIRED', 'service-expired'],
    [1, 'PLAN_NOT_SUBSCRIBED', 'service-expired'],
    [1, 'LINKUS CLIENT DISABLED', 'client-disabled'],
    [1, 'INVALID PASSWORD', 'wrong-signature'],
    [10004, 'TOKEN EXPIRED', 'refused'],
    [-1, 'FAILURE', 'refused'],
    [-1, '', 'refused'],
    [-1, 'blocked '.repeat(100_000), 'refused'],
  ];
  for (const [errcode, errmsg, reason] of table) {
    it(`${errcode} ${errmsg.slice(0, 40)}: ${reason}`, () => expect(refusalReason(errcode, errmsg)).to.equal(reason));
  }
});
