import type { IncomingReferRequest } from 'sip.js/lib/core/index.js';
import type { Call } from './call.js';
import type { FinishedCall } from './cdr.js';
import type { DialEnvironment } from './dial.js';
import type { AnyLeg } from './dialogs.js';
import type { Extensions } from './extensions.js';

/** What a call needs of the PBX around it. */
export interface CallEnvironment extends DialEnvironment {
  extensions: Extensions;
  now: () => number;
  /** An ordinary call rings with 183 and a tone instead of 180. */
  earlyMedia: boolean;
  /** Each phone that rings makes an early dialog of its own for the caller. */
  forkEarly: boolean;
  recordFeatureCode: () => string;
  onRecord: (call: Call) => void;
  onRefer: (call: Call, leg: AnyLeg, request: IncomingReferRequest) => void;
  onChange: () => void;
  onFinished: (call: Call, finished: FinishedCall) => void;
}
