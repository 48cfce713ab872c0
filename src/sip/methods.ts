import { AllowedMethods } from 'sip.js/lib/core/user-agent-core/allowed-methods.js';

/** The methods that we take, as the value of `Allow`. sip.js knows no UPDATE (RFC 3311). */
export const allowedMethods = [...AllowedMethods, 'UPDATE']
  .filter((method) => !['REGISTER', 'SUBSCRIBE'].includes(method))
  .join(', ');
