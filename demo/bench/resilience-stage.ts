/** Where a fault of `resilience.ts` happens: a development PBX of its own, a phone (1000), and another one (1001). */
import type { Browser, CDPSession, Page } from 'playwright-core';
import { startDevelopmentPbx, type DevelopmentPbx, type PbxState } from '../pbx/index.js';
import type * as InPage from './resilience-page.js';

export interface StageWindow extends Window {
  exports: typeof InPage;
  signature: () => Promise<{ username: string; secret: string }>;
}
declare const window: StageWindow;

export type Phone = InPage.LinkusPhone;
export type Seen = InPage.Seen;
export type Report = ReturnType<typeof InPage.report>;

/** Longer than anything takes that a phone promises (ms). */
const patience = 75_000;

const html = `<!doctype html><meta charset="utf-8"><title>Bench</title><body>
<linkus-phone confirm-leave="off"></linkus-phone>
<script type="module">import * as exports from '/module.js'; window.exports = exports;</script>`;

export class Stage {
  /** When the fault began (ms since 1970). */
  startedAt = 0;
  /** When the phone could notice it, where that is later than the fault: it woke up, `online`, a user's action. */
  noticeableAt = 0;
  /** When the PBX had what the user asked for. */
  deliveredAt: number | null = null;
  other: Page | null = null;
  #cdp: CDPSession | undefined;

  private constructor(
    private readonly browser: Browser,
    private readonly script: string,
    public pbx: DevelopmentPbx,
    public page: Page,
  ) {}

  static async open(browser: Browser, script: string): Promise<Stage> {
    const pbx = await startDevelopmentPbx(pbxOptions(script, 0));
    const stage = new Stage(browser, script, pbx, await (await browser.newContext()).newPage());
    await stage.#signIn(stage.page, '1000');
    return stage;
  }

  async #signIn(page: Page, username: string): Promise<void> {
    await page.exposeFunction('signature', async () => ({
      username,
      secret: String(await this.pbx.command('sign', { username })),
    }));
    await page.goto(this.pbx.url);
    await this.boot(page);
  }

  /** Signs in on a page that was loaded. */
  async boot(page = this.page): Promise<void> {
    await page.waitForFunction(() => 'exports' in window);
    await page.evaluate(() => {
      const phone = document.querySelector('linkus-phone') as Phone;
      window.exports.watch(phone);
      phone.signatureProvider = () => window.signature();
    });
    await page.locator('linkus-phone[connection=ready]').waitFor();
  }

  /** The phone talks to 1001. */
  async talk(): Promise<void> {
    await this.callOther();
    await this.askOther((phone) => phone.answer());
    await this.talking();
    for (const page of [this.page, this.other]) {
      await page?.waitForFunction(() => window.exports.report().packets > 25);
    }
  }

  /** The phone calls 1001, which rings. */
  async callOther(): Promise<void> {
    this.other = await (await this.browser.newContext()).newPage();
    await this.#signIn(this.other, '1001');
    await this.ask((phone) => phone.call('1001'));
    await this.other.locator('linkus-phone[ringing]').waitFor();
    await this.callIs('ringing');
  }

  /** Somebody from outside calls the phone, which rings. */
  async ring(): Promise<void> {
    await this.pbx.command('call', { extension: '1000' });
    await this.page.locator('linkus-phone[ringing]').waitFor();
  }

  ask(action: (phone: Phone) => void): Promise<void> {
    return this.page.evaluate(`(${action.toString()})(document.querySelector('linkus-phone'))`);
  }

  async askOther(action: (phone: Phone) => void): Promise<void> {
    await this.other?.evaluate(`(${action.toString()})(document.querySelector('linkus-phone'))`);
  }

  /** The fault begins, by this command. */
  async fault(name?: string, args: Record<string, unknown> = {}): Promise<void> {
    await this.other?.evaluate(() => window.exports.begin());
    this.startedAt = this.noticeableAt = await this.page.evaluate(() => window.exports.begin());
    if (name) await this.pbx.command(name, { extension: '1000', ...args });
  }

  /** From now on the phone can notice the fault. */
  noticeable(): void {
    this.noticeableAt = Date.now();
  }

  /** The PBX goes away, and comes back on the same port without a memory. */
  async restart(milliseconds: number): Promise<void> {
    await this.pbx.close();
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    this.pbx = await startDevelopmentPbx(pbxOptions(this.script, this.pbx.port));
  }

  /**
   * Stops the page's script, as in a frozen tab or a sleeping computer: timers are overdue when it goes on. By the debugger,
   * because Chromium leaves the timers of a visible page alone when the page is set to `frozen`.
   */
  async sleep(milliseconds: number): Promise<void> {
    this.#cdp ??= await this.page.context().newCDPSession(this.page);
    const cdp = this.#cdp;
    const paused = new Promise<void>((resolve) => cdp.once('Debugger.paused', () => resolve()));
    await cdp.send('Debugger.enable');
    await cdp.send('Debugger.pause');
    await paused;
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    this.noticeable();
    await cdp.send('Debugger.resume');
    await cdp.send('Debugger.disable');
  }

  offline(isOffline: boolean): Promise<void> {
    return this.page.context().setOffline(isOffline);
  }

  seen(what: Seen['what'], state: string, since = this.startedAt): Promise<unknown> {
    return this.page.waitForFunction(
      ([...wanted]) =>
        window.exports
          .report()
          .seen.find((it) => it.at >= wanted[2] && it.what === wanted[0] && it.state === wanted[1]),
      [what, state, since] as const,
      { timeout: patience },
    );
  }

  /** The connection was lost, and is back. */
  async back(): Promise<void> {
    await this.seen('connection', 'reconnecting');
    await this.ready();
  }

  async ready(): Promise<void> {
    await this.page.locator('linkus-phone[connection=ready]').waitFor({ timeout: patience });
  }

  async callIs(state: string): Promise<void> {
    await this.page.waitForFunction(
      (wanted) =>
        (document.querySelector('linkus-phone') as Phone).snapshot.calls.some((call) => call.state === wanted),
      state,
      { timeout: patience },
    );
  }

  talking(): Promise<void> {
    return this.callIs('talking');
  }

  async ended(): Promise<void> {
    await this.page.waitForFunction(
      () => (document.querySelector('linkus-phone') as Phone).snapshot.calls.length === 0,
      null,
      {
        timeout: patience,
      },
    );
  }

  /** Sound comes again, on both sides. */
  async heard(): Promise<void> {
    for (const page of [this.page, this.other]) {
      if (!page) continue;
      const before = await page.evaluate(() => window.exports.report().packets);
      await page.waitForFunction((count) => window.exports.report().packets > count + 25, before, {
        timeout: patience,
      });
    }
  }

  /** The PBX has what the user asked for. */
  async delivered(fact: Record<string, unknown>): Promise<void> {
    await this.pbx.command('wait', { timeout: patience, ...fact });
    this.deliveredAt = Date.now();
  }

  async state(): Promise<PbxState> {
    return (await this.pbx.command('state')) as PbxState;
  }

  reports(): Promise<Report[]> {
    const pages = [this.page, this.other].filter((page) => page !== null);
    return Promise.all(pages.map((page) => page.evaluate(() => window.exports.report())));
  }

  async close(): Promise<void> {
    await this.page.context().close();
    await this.other?.context().close();
    await this.pbx.close();
  }
}

const pbxOptions = (script: string, port: number) => ({
  port,
  mediaAddress: '127.0.0.1',
  fetch: ({ url }: Request) =>
    new URL(url).pathname === '/module.js'
      ? new Response(script, { headers: { 'Content-Type': 'text/javascript; charset=utf-8' } })
      : new Response(html, { headers: { 'Content-Type': 'text/html; charset=utf-8' } }),
});
