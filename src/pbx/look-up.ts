import { createLogger } from '../logger.js';
import { textOf, type Answer } from './answer-fields.js';
import type { PbxApi } from './pbx-api.js';

const log = createLogger('pbx');

/** Who a number belongs to, as far as the PBX knows. */
export interface Contact {
  name?: string;
  /** URL of a picture. */
  avatar?: string;
}

/** A name that comes later than this is of no use to a phone that rings (ms). */
const answerTime = 2_000;
/** So many numbers are remembered; a phone that is open for weeks must not grow. */
const remembered = 500;

/** Asks the PBX for name and picture of numbers, once each. */
export class ContactLookUp {
  readonly #api: PbxApi;
  readonly #pbx: URL;
  readonly #contacts = new Map<string, Promise<Contact>>();

  constructor(api: PbxApi, pbx: URL) {
    this.#api = api;
    this.#pbx = pbx;
  }

  /** Never rejects, and takes 2 s at most; a contact without a name is one that the PBX does not know. */
  find(number: string): Promise<Contact> {
    const known = this.#contacts.get(number);
    if (known || number === '') return known ?? Promise.resolve({});
    const contact = this.#ask(number);
    this.#contacts.set(number, contact);
    const [oldest] = this.#contacts.keys();
    if (this.#contacts.size > remembered && oldest !== undefined) this.#contacts.delete(oldest);
    return contact;
  }

  async #ask(number: string): Promise<Contact> {
    const options = { timeout: answerTime };
    const [matched, photo] = await Promise.allSettled([
      this.#api.get('/v1.0/contacts/matchall', { number }, options),
      this.#api.get('/v1.0/extension/getphoto', { ext_num: number }, options),
    ]);
    if (matched.status === 'rejected') {
      log.info('a number could not be looked up');
      this.#contacts.delete(number); // the next call asks again
    }
    const name = textOf(answerOf(matched), 'name').trim();
    const avatar = photoUrl(this.#pbx, textOf(answerOf(photo), 'photo'));
    return { ...(name && { name }), ...(avatar && { avatar }) };
  }
}

function answerOf(settled: PromiseSettledResult<Answer>): Answer | undefined {
  return settled.status === 'fulfilled' ? settled.value : undefined;
}

/** Where the PBX serves a picture: `{origin}/api/photo/<photo>`. Empty when there is none. */
export function photoUrl(pbx: URL, photo: string): string {
  if (photo === '') return '';
  const folder = '/api/photo/';
  const url = new URL(folder + photo.split('/').map(encodeURIComponent).join('/'), pbx);
  // A name with `..` in it would lead somewhere else.
  return url.pathname.startsWith(folder) && url.pathname !== folder ? url.href : '';
}
