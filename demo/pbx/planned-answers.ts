import type { Body, IncomingRequestMessage, ResponseOptions } from 'sip.js/lib/core/index.js';

/** How the next requests of one method are answered, before anything else looks at them. */
export interface PlannedAnswer {
  /** Undefined: outside of any call, and inside one. */
  where: 'initial' | 'dialog' | undefined;
  times: number;
  /** 0: not at all. */
  status: number;
  phrase: string | undefined;
  headers: readonly string[];
  body: Body | undefined;
}

/** The answers that a test asked for, by extension and method. */
export class PlannedAnswers {
  readonly #answers = new Map<string, PlannedAnswer>();
  /** Branches of requests that were answered here: their ACK and CANCEL concern nothing else. */
  readonly #branches = new Set<string>();

  set(extension: string, method: string, answer: PlannedAnswer): void {
    const key = `${extension} ${method}`;
    if (answer.times > 0) this.#answers.set(key, { ...answer });
    else this.#answers.delete(key);
  }

  /** The answer to this request, which is then used up: `'none'` for silence, undefined when nothing was planned. */
  take(extension: string, message: IncomingRequestMessage): ResponseOptions | 'none' | undefined {
    const { method, toTag, viaBranch } = message;
    if (method === 'ACK' || method === 'CANCEL') return this.#branches.has(viaBranch) ? 'none' : undefined;
    const key = `${extension} ${method}`;
    const answer = this.#answers.get(key);
    const where = toTag ? 'dialog' : 'initial';
    if (!answer || (answer.where ?? where) !== where) return undefined;
    answer.times -= 1;
    if (answer.times === 0) this.#answers.delete(key);
    this.#branches.add(viaBranch);
    if (answer.status === 0) return 'none';
    const { status, phrase, headers, body } = answer;
    return {
      statusCode: status,
      extraHeaders: [...headers],
      ...(phrase !== undefined && { reasonPhrase: phrase }),
      ...(body && { body }),
    };
  }
}
