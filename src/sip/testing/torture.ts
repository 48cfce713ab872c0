import { next } from '../../testing/wait.js';
import type { Operators } from '../../init.js';
import type { TestPbx } from '../../testing/pbx.js';

interface LogEntry {
  time: string;
  direction: 'in' | 'out';
  summary: string;
  text: string;
}

/** For tests that send a phone what nobody should; use it in a `describe`. */
export function torture(parties: () => [pbx: TestPbx, phone: Operators]) {
  const errors: string[] = [];
  const onError = (event: ErrorEvent | PromiseRejectionEvent) =>
    errors.push(String('reason' in event ? event.reason : event.message));
  before(() => {
    addEventListener('error', onError);
    addEventListener('unhandledrejection', onError);
  });
  after(() => {
    removeEventListener('error', onError);
    removeEventListener('unhandledrejection', onError);
  });
  return {
    /** What reached the page as an error since the last time. */
    errors: () => errors.splice(0),
    /**
     * Sends the text to the phone of extension 1000, and refuses the call that may come of it. Resolves with the statuses of
     * the phone's responses, without 100.
     */
    async send(text: string, padding = 0): Promise<number[]> {
      const [pbx, { phone }] = parties();
      const log = () => pbx.command<LogEntry[]>('sip-log', { count: 40 });
      // What is sent after the message is answered after it: by then the message has been dealt with.
      const dealtWith = async () => {
        const status = await pbx.command<number>('send', { extension: '1000', method: 'OPTIONS' });
        if (status !== 200) throw new Error(`The phone answered ${status} to OPTIONS.`);
      };
      const last = JSON.stringify((await log()).at(-1));
      await pbx.command('raw', { extension: '1000', text, padding });
      await dealtWith();
      for (const session of phone.getSessions()) {
        const gone = next(phone, 'deleteSession');
        session.reject();
        await gone;
      }
      await dealtWith();
      const entries = await log();
      const since = entries.slice(entries.findLastIndex((entry) => JSON.stringify(entry) === last) + 1);
      const asked = new Set(
        since.filter(({ direction }) => direction === 'out').map(({ text: sent }) => callIdOf(sent)),
      );
      return since
        .filter(({ direction, text: got }) => direction === 'in' && !asked.has(callIdOf(got)))
        .map(({ summary }) => Number.parseInt(summary, 10))
        .filter((status) => status > 100);
    },
  };
}

function callIdOf(message: string): string {
  return /^Call-ID: (.*)$/im.exec(message)?.[1] ?? '';
}
