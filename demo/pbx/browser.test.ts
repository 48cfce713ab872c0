import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { DevelopmentPbx } from './index.js';
import { reachableAddress } from './media.js';
import { registerInfo, startTestPbx, stateOf } from './testing/client.js';
import { TestPhone } from './testing/phone.js';
import type {} from './testing/browser-phone.js';

const executablePath = process.env['CHROME_PATH'] ?? '/usr/bin/chromium';
const FAKE_MICROPHONE = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
const LOOPBACK = ['--allow-loopback-in-peer-connection', '--disable-features=WebRtcHideLocalIpsWithMdns'];

/** A browser with these flags calls a PBX that offers this address. */
const setups = [
  { what: 'an ordinary browser', flags: FAKE_MICROPHONE, mediaAddress: await reachableAddress() },
  { what: 'a browser that may use loopback', flags: [...FAKE_MICROPHONE, ...LOOPBACK], mediaAddress: '127.0.0.1' },
];

for (const { what, flags, mediaAddress } of setups) {
  const isOffline = what === 'an ordinary browser' && mediaAddress === '127.0.0.1';
  const skip = existsSync(executablePath) ? isOffline && 'this machine has no network' : 'there is no browser';

  describe(`${what} and the PBX on ${mediaAddress}`, { skip, timeout: 240_000 }, () => {
    let pbx: DevelopmentPbx;
    let browser: Browser;
    let page: Page;

    before(async () => {
      const { outputFiles } = await build({
        entryPoints: [fileURLToPath(new URL('testing/browser-phone.ts', import.meta.url))],
        bundle: true,
        write: false,
        format: 'iife',
      });
      const html = `<!doctype html><title>phone</title><script>${outputFiles[0]?.text ?? ''}</script>`;
      pbx = await startTestPbx({
        mediaAddress,
        fetch: () => new Response(html, { headers: { 'Content-Type': 'text/html' } }),
      });
      const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
      browser = await chromium.launch({ executablePath, args: [...flags, ...root] });
      page = await openPhone('1000');
    });
    after(async () => {
      await browser.close();
      await pbx.close();
    });

    async function openPhone(number: string): Promise<Page> {
      const opened = await browser.newPage();
      await opened.goto(pbx.url);
      const account = await registerInfo(pbx, number);
      const args = [pbx.url, number, account] as const;
      await opened.evaluate(([url, own, login]) => window.phone.connect(url, own, login), args);
      await pbx.command('wait', { for: 'registered', extension: number });
      return opened;
    }

    for (const number of ['*43', '*65']) {
      test(`${number} is heard`, async () => {
        await page.evaluate((dialled) => window.phone.call(dialled), number);
        const { packets } = await page.evaluate(() => window.phone.hear());
        assert.ok(packets > 10);
        const [call] = (await stateOf(pbx)).calls;
        assert.equal(call?.state, 'talking');
        assert.ok((call.legs[0]?.media.packetsReceived ?? 0) > 0);
        await page.evaluate(() => window.phone.hangUp());
        await pbx.command('wait', { for: 'no-calls' });
      });
    }

    test('two browsers hear each other', async () => {
      const other = await openPhone('1001');
      const answered = other.evaluate(() => window.phone.answer());
      await page.evaluate(() => window.phone.call('1001'));
      await answered;
      await Promise.all([page, other].map((side) => side.evaluate(() => window.phone.hear())));
      await other.evaluate(() => window.phone.hangUp());
      await pbx.command('wait', { for: 'no-calls' });
      await other.close();
    });

    test('keys of a browser are seen', async () => {
      await page.evaluate(() => window.phone.call('*43'));
      await page.evaluate(() => window.phone.hear());
      await page.evaluate(() => window.phone.press('12#'));
      await pbx.command('wait', { for: 'digits', digits: '12#' });
      await page.evaluate(() => window.phone.hangUp());
      await pbx.command('wait', { for: 'no-calls' });
    });

    test('an answered call is renegotiated: hold, resume, new ICE, and is heard again', async () => {
      await page.evaluate(() => window.phone.call('*65'));
      await page.evaluate(() => window.phone.hear());
      for (const change of [{ hold: true }, { hold: false }, { iceRestart: true }]) {
        const status = await page.evaluate((wish) => window.phone.renegotiate(wish), change);
        assert.equal(status, 200, JSON.stringify(change));
      }
      await page.evaluate(() => window.phone.hear());
      await page.evaluate(() => window.phone.hangUp());
    });

    test('hold: the other browser hears music; a re-INVITE of the PBX keeps the audio; resume', async () => {
      const other = await openPhone('1001');
      const answered = other.evaluate(() => window.phone.answer());
      await page.evaluate(() => window.phone.call('1001'));
      await answered;
      await page.evaluate(() => window.phone.renegotiate({ hold: true }));
      await pbx.command('wait', { for: 'hold', extension: '1000' });
      await other.evaluate(() => window.phone.hear());
      assert.equal(await pbx.command('reinvite', { extension: '1001', direction: 'sendonly' }), 200);
      await other.evaluate(() => window.phone.hear());
      assert.equal(await pbx.command('reinvite', { extension: '1001', direction: 'sendrecv' }), 200);
      await page.evaluate(() => window.phone.renegotiate({ hold: false }));
      await Promise.all([page, other].map((side) => side.evaluate(() => window.phone.hear())));
      await other.evaluate(() => window.phone.hangUp());
      await pbx.command('wait', { for: 'no-calls' });
      await other.close();
    });

    for (const [codec, mimeType] of [
      [undefined, 'video/VP8'],
      ['H264', 'video/H264'],
    ] as const) {
      test(`the echo shows pictures in ${mimeType}`, async () => {
        await page.evaluate((wish) => window.phone.call('*43', { video: true, ...(wish && { codec: wish }) }), codec);
        const [, seen] = await Promise.all([
          page.evaluate(() => window.phone.hear()),
          page.evaluate(() => window.phone.see()),
        ]);
        assert.equal(seen.codec, mimeType);
        await page.evaluate(() => window.phone.hangUp());
        await pbx.command('wait', { for: 'no-calls' });
      });
    }

    test('the melody refuses video and is heard', async () => {
      await page.evaluate(() => window.phone.call('*65', { video: true }));
      await page.evaluate(() => window.phone.hear());
      assert.equal(await page.evaluate(() => window.phone.remoteVideo()), '');
      await page.evaluate(() => window.phone.hangUp());
    });

    test('two browsers see each other; one drops video and adds it again', async () => {
      const other = await openPhone('1001');
      const answered = other.evaluate(() => window.phone.answer({ video: true }));
      await page.evaluate(() => window.phone.call('1001', { video: true }));
      await answered;
      const bothSee = () => Promise.all([page, other].map((side) => side.evaluate(() => window.phone.see())));
      await bothSee();
      assert.equal(await page.evaluate(() => window.phone.renegotiate({ video: false })), 200);
      assert.equal(await other.evaluate(() => window.phone.remoteVideo()), '');
      await Promise.all([page, other].map((side) => side.evaluate(() => window.phone.hear())));
      assert.equal(await page.evaluate(() => window.phone.renegotiate({ video: true })), 200);
      await pbx.command('wait', { for: 'call', state: 'talking' });
      await other.evaluate(() => window.phone.see());
      await other.evaluate(() => window.phone.hangUp());
      await pbx.command('wait', { for: 'no-calls' });
      await other.close();
    });

    test('a phone without a camera sees the caller', async () => {
      const other = await openPhone('1001');
      const answered = other.evaluate(() => window.phone.answer());
      await page.evaluate(() => window.phone.call('1001', { video: true }));
      await answered;
      await other.evaluate(() => window.phone.see());
      await page.evaluate(() => window.phone.hangUp());
      await pbx.command('wait', { for: 'no-calls' });
      await other.close();
    });

    test('a phone that refuses video: the caller’s is refused, too', async () => {
      const other = await TestPhone.register(pbx, '1001');
      other.rewriteSdp = (sdp) => sdp.replace('m=video 9', 'm=video 0');
      const calling = page.evaluate(() => window.phone.call('1001', { video: true }));
      const invitation = await other.nextInvitation();
      assert.match(invitation.body ?? '', /^m=video 9 .*^a=rtpmap:\d+ VP8/ms);
      await invitation.accept();
      await calling;
      assert.equal(await page.evaluate(() => window.phone.remoteVideo()), '');
      await page.evaluate(() => window.phone.hangUp());
      await pbx.command('wait', { for: 'no-calls' });
      await other.stop();
    });
  });
}
