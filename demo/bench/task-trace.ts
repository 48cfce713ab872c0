import type { CDPSession, Page } from 'playwright-core';

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds; `tdur` of the processor's time alone. */
  dur?: number;
  tdur?: number;
  args?: { name?: string };
}

/** What the main thread of a page does, task by task. */
export class TaskTrace {
  readonly #events: TraceEvent[] = [];

  private constructor(private readonly session: CDPSession) {
    session.on('Tracing.dataCollected', ({ value }) => this.#events.push(...(value as unknown as TraceEvent[])));
  }

  static async start(page: Page): Promise<TaskTrace> {
    const session = await page.context().browser()?.newBrowserCDPSession();
    if (!session) throw new Error('The page has no browser.');
    const trace = new TaskTrace(session);
    await session.send('Tracing.start', {
      transferMode: 'ReportEvents',
      traceConfig: { includedCategories: ['disabled-by-default-devtools.timeline', '__metadata'] },
    });
    return trace;
  }

  /** The longest task (ms): as it passed, and what it took of the processor. The second does not depend on what else runs. */
  async stop(): Promise<{ passed: number; processor: number }> {
    const complete = new Promise<void>((resolve) => this.session.once('Tracing.tracingComplete', () => resolve()));
    await this.session.send('Tracing.end');
    await complete;
    await this.session.detach();
    const threads = this.#events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
    const tasks = this.#events.filter(
      ({ name, pid, tid }) => name === 'RunTask' && threads.some((thread) => thread.pid === pid && thread.tid === tid),
    );
    if (tasks.length === 0) throw new Error('The trace has no task.');
    const longest = (key: 'dur' | 'tdur') => Math.max(0, ...tasks.map((task) => task[key] ?? 0)) / 1000;
    return { passed: longest('dur'), processor: longest('tdur') };
  }
}
