import type { CDPSession, Page } from 'playwright-core';

/** What a page holds, after its garbage is collected. */
export interface Holdings {
  /** JavaScript heap in bytes. */
  readonly heap: number;
  /** Listeners on DOM objects. */
  readonly listeners: number;
  /** Timers that have not fired, or fire again and again. */
  readonly timers: number;
  /** Live objects by class. */
  readonly objects: Readonly<Record<string, number>>;
}

const classes = ['RTCPeerConnection', 'MediaStreamTrack', 'MediaStream', 'HTMLMediaElement', 'AudioNode', 'WebSocket'];

/** Chromium frees streams late: two readings that agree to so many bytes are taken as the end of it. */
const settledBytes = 4096;
const rounds = 20;
/** SIP keeps an ended transaction for 64·T1 (32 s), to know messages that come again (RFC 3261 section 17). */
const transactionTime = 40_000;
const betweenRounds = 500;

/** Counts timers from the page's start on. Call it before the page is opened. */
export async function countTimers(page: Page): Promise<void> {
  await page.addInitScript(`{
    const live = (globalThis.liveTimers = new Set());
    const { setTimeout, clearTimeout, setInterval, clearInterval } = globalThis;
    globalThis.setTimeout = (handler, time, ...args) => {
      const id = setTimeout(() => { live.delete(id); handler(...args); }, time);
      live.add(id);
      return id;
    };
    globalThis.setInterval = (...args) => { const id = setInterval(...args); live.add(id); return id; };
    globalThis.clearTimeout = (id) => { live.delete(id); clearTimeout(id); };
    globalThis.clearInterval = (id) => { live.delete(id); clearInterval(id); };
  }`);
}

export class HeapMeter {
  readonly #session: CDPSession;

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async of(page: Page): Promise<HeapMeter> {
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.enable');
    await session.send('Performance.enable');
    return new HeapMeter(session);
  }

  /** Waits until SIP has forgotten the calls, and collects until nothing more goes away. */
  async settle(): Promise<Holdings> {
    await new Promise((resolve) => setTimeout(resolve, transactionTime));
    return this.read();
  }

  /** Collects until nothing more goes away. */
  async read(): Promise<Holdings> {
    let heap = await this.#collect();
    for (let round = 0; round < rounds; round++) {
      await new Promise((resolve) => setTimeout(resolve, betweenRounds));
      const before = heap;
      heap = await this.#collect();
      if (Math.abs(before - heap) < settledBytes && round > 2) break;
    }
    const objects: Record<string, number> = {};
    for (const name of classes) objects[name] = await this.#count(name);
    const { metrics } = await this.#session.send('Performance.getMetrics');
    const listeners = metrics.find(({ name }) => name === 'JSEventListeners')?.value ?? NaN;
    const { result } = await this.#session.send('Runtime.evaluate', { expression: 'liveTimers.size' });
    // What was asked here has left objects of its own behind: the heap is read last.
    heap = await this.#collect();
    return { heap, listeners, timers: Number(result.value), objects };
  }

  async #collect(): Promise<number> {
    await this.#session.send('HeapProfiler.collectGarbage');
    return (await this.#session.send('Runtime.getHeapUsage')).usedSize;
  }

  async #count(name: string): Promise<number> {
    const objectGroup = 'count';
    const expression = `${name}.prototype`;
    const { result } = await this.#session.send('Runtime.evaluate', { expression, objectGroup });
    const { objects } = await this.#session.send('Runtime.queryObjects', {
      prototypeObjectId: result.objectId ?? '',
      objectGroup,
    });
    const { result: count } = await this.#session.send('Runtime.callFunctionOn', {
      objectId: objects.objectId ?? '',
      // Prototypes of subclasses, such as HTMLAudioElement's, inherit as objects do.
      functionDeclaration: `function () { return this.filter((each) => !Object.hasOwn(each, 'constructor')).length; }`,
      returnByValue: true,
    });
    await this.#session.send('Runtime.releaseObjectGroup', { objectGroup });
    return Number(count.value);
  }
}
