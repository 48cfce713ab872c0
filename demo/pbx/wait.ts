import type { Pbx } from './pbx.js';

/** Facts that the `wait` command can wait for. */
export const WAITABLE = [
  'registered',
  'unregistered',
  'subscribed',
  'call',
  'no-calls',
  'cdr',
  'digits',
  'hold',
  'bridged',
  'recording',
  'reports',
  'logs',
] as const;

export const WAITABLE_STATES = ['calling', 'ringing', 'talking', 'recording', 'pause', 'stop'] as const;

export interface Fact {
  for: (typeof WAITABLE)[number];
  extension?: string;
  /** Of a call, or of its recording. */
  state?: (typeof WAITABLE_STATES)[number];
  /** Keys that the extension's phone sent in its present call. */
  digits?: string;
  /** Of `hold`: false waits for somebody who does not hold. */
  held?: boolean;
  /** Of `bridged`: the extension at the other side. */
  with?: string;
  /** At least so many registrations, subscribers, calls or rows of the call records. */
  count: number;
}

/** Resolves to true as soon as the fact is true, or to false after `timeout` milliseconds. */
export function waitFor(pbx: Pbx, fact: Fact, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (result: boolean): void => {
      clearTimeout(timer);
      unwatch();
      pbx.closing.removeEventListener('abort', giveUp);
      resolve(result);
    };
    const giveUp = (): void => finish(false);
    const check = (): void => {
      if (isTrue(pbx, fact)) finish(true);
    };
    const timer = setTimeout(giveUp, timeout);
    const unwatch = pbx.changes.watch(check);
    pbx.closing.addEventListener('abort', giveUp);
    check();
  });
}

function isTrue(pbx: Pbx, fact: Fact): boolean {
  const concerns = (entry: { extension: string }): boolean =>
    fact.extension === undefined || entry.extension === fact.extension;
  const legs = () => pbx.calls.all.flatMap((call) => call.legs).filter(concerns);
  switch (fact.for) {
    case 'registered':
      return pbx.registrar.all().filter(concerns).length >= fact.count;
    case 'unregistered':
      return !pbx.registrar.all().some(concerns);
    case 'subscribed':
      return (
        pbx.notifications.list().filter((entry) => concerns(entry) && entry.topics.length > 0).length >= fact.count
      );
    case 'call': {
      const calls = pbx.calls.all.filter((call) => call.legs.some(concerns));
      return calls.filter((call) => fact.state === undefined || call.state === fact.state).length >= fact.count;
    }
    case 'no-calls':
      return pbx.calls.all.length === 0;
    case 'cdr':
      return pbx.records.count >= fact.count;
    case 'digits':
      return legs().some((leg) =>
        leg.keys
          .map(({ key }) => key)
          .join('')
          .includes(fact.digits ?? ''),
      );
    case 'hold':
      return legs().some((leg) => (leg.holding !== undefined) === (fact.held ?? true));
    case 'bridged':
      return pbx.calls.all.some(
        ({ legs: [first, second], state }) =>
          state === 'talking' &&
          first !== undefined &&
          second !== undefined &&
          (concerns(first) ? second.extension === fact.with : concerns(second) && first.extension === fact.with),
      );
    case 'recording':
      return pbx.calls.all.some(
        (call) => call.legs.some(concerns) && call.recording.status === (fact.state ?? 'recording'),
      );
    case 'reports':
      return pbx.reports.calls.length >= fact.count;
    case 'logs':
      return pbx.reports.logs.length >= fact.count;
  }
}
