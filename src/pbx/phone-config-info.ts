import type { Result } from '../result.js';
import type { PbxProfile } from './sign-in.js';

/** What a sign-in gives, and a Result that says it went well. */
export interface PhoneConfigInfo extends Result {
  extensionNumber: string;
  extensionId: string;
  extensionName: string;
  realm: string;
  /** The digest's HA1 for SIP, not a password. A secret. */
  ha1: string;
  registername: string;
  recordPermissions: number;
}

/** That part of what the PBX told which applications get. */
export function configInfo(profile: PbxProfile): Omit<PhoneConfigInfo, keyof Result> {
  const { extensionNumber, extensionId, extensionName, realm, ha1, registerName, recordPermissions } = profile;
  return { extensionNumber, extensionId, extensionName, realm, ha1, registername: registerName, recordPermissions };
}
