import { Md5 } from 'sip.js/lib/core/messages/md5.js';
import { randomToken } from './random.js';

/** The digest realm of a Yeastar PBX. */
export const REALM = 'YSAsterisk';

/** The switches of an extension that `extension/getpersonal` shows; 0 is off, 1 is on. */
export interface ExtensionSwitches {
  enb_web_client: number;
  enb_desktop_client: number;
  enb_web_client_call_waiting: number;
  /** Recording (manual: recordPermissions): 0 not allowed, 1 pause and resume, 2 start, pause and resume. */
  enb_ctl_record: number;
  /** 0: its phones are offered no keys in RTP (RFC 4733), so that they must send INFO. No field of a real PBX. */
  telephone_event: number;
  /** 1: its phones are told of being held by a re-INVITE with the holder's direction. No field of a real PBX. */
  hold_reinvite: number;
  /**
   * 1: provisional responses to its phones are reliable where they take it, and INVITEs to them list `100rel` (RFC 3262); 2: these
   * also require it. No field of a real PBX.
   */
  reliable_progress: number;
  /** 1: each of its calls is recorded from the beginning. No field of a real PBX. */
  auto_record: number;
}

export interface Extension extends ExtensionSwitches {
  id: number;
  number: string;
  name: string;
  email: string;
  /** Name of a picture at `/api/photo/`; empty: none. */
  photo: string;
  /** Authorization user of the digest. */
  registerName: string;
  /** MD5 of `registerName:realm:password`. The password itself is known to nobody. */
  ha1: string;
}

const NAMES = [
  'Alice Baker',
  'Bob Carter',
  'Chen Wei',
  'Dana Novák',
  'Elif Yılmaz',
  'Femi Adeyemi',
  'Greta Lind',
  'Hugo Martín',
  'Ines Costa',
  '王小明',
];

function newHa1(registerName: string): string {
  return Md5.hashStr(`${registerName}:${REALM}:${randomToken()}`);
}

/** The extensions 1000 to 1009. Each PBX has its own, with its own passwords. */
export class Extensions {
  readonly #extensions = new Map<string, Extension>();
  readonly #deleted = new Map<string, Extension>();

  constructor() {
    NAMES.forEach((name, index) => {
      const number = String(1000 + index);
      const registerName = `web-${number}`;
      this.#extensions.set(number, {
        id: 20 + index,
        number,
        name,
        email: `${number}@example.com`,
        photo: '',
        registerName,
        ha1: newHa1(registerName),
        enb_web_client: 1,
        enb_desktop_client: 1,
        enb_web_client_call_waiting: 1,
        enb_ctl_record: 2,
        telephone_event: 1,
        auto_record: 0,
        reliable_progress: 0,
        hold_reinvite: 0,
      });
    });
  }

  all(): Extension[] {
    return [...this.#extensions.values()];
  }

  find(number: string): Extension | undefined {
    return this.#extensions.get(number);
  }

  /** Deletes an extension, or brings a deleted one back. Returns false when nothing changed. */
  setDeleted(number: string, isDeleted: boolean): boolean {
    const [from, to] = isDeleted ? [this.#extensions, this.#deleted] : [this.#deleted, this.#extensions];
    const extension = from.get(number);
    if (!extension) return false;
    from.delete(number);
    to.set(number, extension);
    return true;
  }

  /** Gives the extension's phones another password. */
  changePassword(extension: Extension): void {
    extension.ha1 = newHa1(extension.registerName);
  }

  /** By number or e-mail address, as people sign in. */
  findByUsername(username: string): Extension | undefined {
    return this.find(username) ?? this.all().find((extension) => extension.email === username.toLowerCase());
  }

  findByRegisterName(registerName: string): Extension | undefined {
    return this.all().find((extension) => extension.registerName === registerName);
  }
}
