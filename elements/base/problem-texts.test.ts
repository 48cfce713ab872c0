import { expect } from 'chai';
import { COMMON_ERROR, PBX_ERROR, PHONE_ERROR } from '../../src/result.js';
import { problemText } from './problem-texts.js';

/** A person cannot meet it in the elements: two sign-ins of one operator. */
const notMet = [-105];
const unknown = [COMMON_ERROR.UNKNOWN_ERROR, PBX_ERROR.UNKNOWN_ERROR, PHONE_ERROR.UNKNOWN_ERROR].map(
  ({ code }) => code,
);

describe('problemText', () => {
  const codes = [COMMON_ERROR, PBX_ERROR, PHONE_ERROR].flatMap((table) => Object.values(table).map(({ code }) => code));

  for (const code of codes.filter((each) => !notMet.includes(each) && !unknown.includes(each))) {
    it(`has a sentence of its own for ${code}, with what to do`, () => {
      expect(problemText(code)).not.to.equal(problemText(-1));
      expect(problemText(code)).to.match(/(again|administrator|Sign in|first|Open|Wait|Check|over already)[^.]*\./);
    });
  }

  it('says something about a code that it does not know', () => {
    expect(problemText(-999)).to.equal('Unknown Error. Try again.');
  });
});
