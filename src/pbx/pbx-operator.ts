import { Emitter } from '../emitter.js';
import type { Result } from '../result.js';
import type { PbxApi } from './pbx-api.js';
import type { PbxProfile } from './sign-in.js';

export interface PbxOperatorEvents {
  /** The PBX ended this client's session; everything is torn down after this. */
  runtimeError: [Result];
}

/** The PBX as a signed-in client sees it (manual, chapter "PBXOperator"). */
export class PBXOperator extends Emitter<PbxOperatorEvents> {
  readonly extensionNumber: string;
  readonly extensionId: string;
  readonly extensionName: string;
  readonly #api: PbxApi;

  constructor(
    readonly username: string,
    readonly url: URL,
    api: PbxApi,
    profile: PbxProfile,
  ) {
    super();
    this.#api = api;
    this.extensionNumber = profile.extensionNumber;
    this.extensionId = profile.extensionId;
    this.extensionName = profile.extensionName;
  }

  /** The access token of this session. */
  get token(): string {
    return this.#api.token;
  }

  /** Ends the session at the PBX. */
  async logout(): Promise<void> {
    await this.#api.get('/v1.0/logout');
  }

  destroy(): void {
    this.removeAllListeners();
    this.#api.abort();
  }
}
