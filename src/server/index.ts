/** The application server's part: `linkus-elements/server`. It needs nothing but what the Fetch standard brings. */
export { createSignatureService, type ConnectionInfo, type FetchHandler } from './signature-service.js';
export type { SignatureServiceOptions } from './options.js';
export type { OnEvent, PbxCall, ServiceEvent } from './events.js';
export type { PbxFault } from './pbx-error.js';
export type { Limit, RateLimiter } from './rate-limit.js';
export { memoryTokens, type Tokens, type TokenStore } from './token-store.js';
export { storageTokens, type StorageDriver, type StorageTokensOptions } from './storage-tokens.js';
export {
  toNodeListener,
  type NodeListener,
  type NodeListenerOptions,
  type NodeRequest,
  type NodeResponse,
} from './node-adapter.js';
