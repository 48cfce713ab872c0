/**
 * `npm run bench:call`: from the click on the call button to the INVITE on the socket, beside what a browser needs for
 * `getUserMedia` + `createOffer` + `setLocalDescription` alone, in the same page and in turn. At most 1.5 times that.
 * Both begin with a real click on a button: what the browser does for a click (it draws the pressed button) is in both.
 */
import type * as Elements from './elements-page.js';
import { openPageWithPbx } from '../testing/browser.js';
import { median } from './median.js';

const rounds = 15;
const allowed = 1.5;

/** One outgoing call a second is the rule; the bench keeps to it. */
const betweenCalls = 1100;

interface BenchWindow extends Window {
  exports: typeof Elements;
  /** When the call button was clicked, and when the INVITE was sent: `performance.now()`. */
  clickedAt: number;
  invited: (at: number) => void;
}
declare const window: BenchWindow;

const { page, pbx, close } = await openPageWithPbx(
  'demo/bench/elements-page.ts',
  '<linkus-phone username="1000"></linkus-phone><button>Bare</button>',
);

async function bare(): Promise<number> {
  const time = page.evaluate(() => window.exports.bareMedia());
  await page.getByRole('button', { name: 'Bare' }).click();
  return time;
}

async function clickToInvite(): Promise<number> {
  await page.getByRole('textbox', { name: 'Number' }).fill('*43');
  const invited = page.evaluate(() => new Promise<number>((resolve) => (window.invited = resolve)));
  await page.getByRole('button', { name: 'Call', exact: true }).click();
  const at = await invited;
  const time = at - (await page.evaluate(() => window.clickedAt));
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const phone = document.querySelector('linkus-phone') as Elements.LinkusPhone;
        phone.addEventListener('linkus-call-end', () => resolve(), { once: true });
        phone.hangUp();
      }),
  );
  await page.getByRole('button', { name: 'New call' }).click();
  return time;
}

try {
  const secret = String(await pbx.command('sign', { username: '1000' }));
  await page.evaluate(
    (signature) =>
      new Promise<void>((resolve) => {
        addEventListener('click', () => (window.clickedAt = performance.now()), { capture: true });
        const { send } = WebSocket.prototype;
        WebSocket.prototype.send = function (message) {
          if (typeof message === 'string' && message.startsWith('INVITE ')) window.invited(performance.now());
          send.call(this, message);
        };
        const phone = document.querySelector('linkus-phone') as Elements.LinkusPhone;
        phone.addEventListener('linkus-registration-change', ({ detail }) => detail.registered && resolve());
        phone.secret = signature;
      }),
    secret,
  );
  const times: Record<'bare' | 'call', number[]> = { bare: [], call: [] };
  for (let round = -2; round < rounds; round++) {
    const [bareTime, callTime] = [await bare(), await clickToInvite()];
    // The first rounds also pay for the audio service's start.
    if (round >= 0) {
      times.bare.push(bareTime);
      times.call.push(callTime);
    }
    await new Promise((resolve) => setTimeout(resolve, betweenCalls));
  }
  const ratio = median(times.call) / median(times.bare);
  console.log(`getUserMedia + createOffer + setLocalDescription   ${median(times.bare).toFixed(1)} ms`);
  console.log(`click on the call button → INVITE sent             ${median(times.call).toFixed(1)} ms`);
  console.log(`ratio                                              ${ratio.toFixed(2)} (at most ${allowed})`);
  if (ratio > allowed) {
    console.error('Too slow: find what the INVITE waits for besides the microphone and the offer.');
    process.exitCode = 1;
  }
} finally {
  await close();
}
