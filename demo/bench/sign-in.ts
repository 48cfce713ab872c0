/**
 * `npm run bench:signin`: how many round trips a sign-in waits for, one after the other, from `init()` to `registered`.
 * The PBX delays each of its answers by the round trip; the page is on the PBX's origin, so that no preflight is asked for.
 * Two round-trip times are measured in turn: the slope between them counts the trips and leaves out the work itself.
 */
import type * as Core from '../../src/core.js';
import { openPageWithPbx } from '../testing/browser.js';
import { median } from './median.js';

const roundTrip = 50;
const rounds = 7;
/** More would mean that something waits which need not. */
const allowedTrips = 3;

const { page, pbx, close } = await openPageWithPbx('src/core.ts');

async function signIn(delay: number): Promise<number> {
  const secret = await pbx.command('sign', { username: '1000' });
  await pbx.command('delay', { milliseconds: delay });
  const time = await page.evaluate(async (signature) => {
    const { init } = (window as unknown as { exports: typeof Core }).exports;
    const start = performance.now();
    const { phone, destroy } = await init({
      username: '1000',
      secret: signature,
      pbxURL: location.origin,
      enableLog: false,
    });
    await new Promise<void>((resolve) => {
      phone.on('registered', resolve);
      phone.start();
    });
    const registered = performance.now() - start;
    destroy();
    return registered;
  }, String(secret));
  await pbx.command('delay', { milliseconds: 0 });
  return time;
}

try {
  await signIn(0); // the first one also pays for the compiler
  const times: Record<'near' | 'far', number[]> = { near: [], far: [] };
  for (let round = 0; round < rounds; round++) {
    times.far.push(await signIn(roundTrip));
    times.near.push(await signIn(0));
  }
  const far = median(times.far);
  const trips = (far - median(times.near)) / roundTrip;
  console.log(`round trip                        ${roundTrip} ms`);
  console.log(`init() to registered              ${far.toFixed(0)} ms = ${(far / roundTrip).toFixed(2)} round trips`);
  console.log(`of it without any delay           ${median(times.near).toFixed(0)} ms`);
  console.log(`sequential round trips            ${trips.toFixed(2)} (at most ${allowedTrips})`);
  if (Math.round(trips) > allowedTrips) {
    console.error('Too many: find what waits for an answer that it does not need.');
    process.exitCode = 1;
  }
} finally {
  await close();
}
