import type { CDPSession, Page } from 'playwright-core';

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds; `tdur` of the processor's time alone. */
  dur?: number;
  tdur?: number;
  args?: {
    name?: string;
    beginData?: { dirtyObjects: number; totalObjects: number };
    endData?: { layoutRoots: { nodeName: string }[] };
  };
}

export interface TraceResult {
  /** The longest task (ms), as it passed. */
  readonly passed: number;
  /** The longest task (ms), what it took of the processor: that does not depend on what else runs. */
  readonly processor: number;
  /** Each layout: from which nodes, and of how many boxes of how many. */
  readonly layouts: readonly { roots: string; dirty: number; total: number }[];
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
      traceConfig: { includedCategories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', '__metadata'] },
    });
    return trace;
  }

  async stop(): Promise<TraceResult> {
    const complete = new Promise<void>((resolve) => this.session.once('Tracing.tracingComplete', () => resolve()));
    await this.session.send('Tracing.end');
    await complete;
    await this.session.detach();
    const threads = this.#events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
    const main = this.#events.filter(({ pid, tid }) => threads.some((it) => it.pid === pid && it.tid === tid));
    const tasks = main.filter(({ name }) => name === 'RunTask');
    if (tasks.length === 0) throw new Error('The trace has no task.');
    const longest = (key: 'dur' | 'tdur') => Math.max(0, ...tasks.map((task) => task[key] ?? 0)) / 1000;
    const layouts = main.flatMap(({ name, args }) => {
      const { beginData, endData } = args ?? {};
      if (name !== 'Layout' || !beginData || !endData) return [];
      const roots = endData.layoutRoots.map(({ nodeName }) => nodeName).join(', ');
      return [{ roots, dirty: beginData.dirtyObjects, total: beginData.totalObjects }];
    });
    return { passed: longest('dur'), processor: longest('tdur'), layouts };
  }
}
