import type { DeviceCheckStep, EchoReport, MicrophoneProblem, SoundReport } from '../../src/store/device-report.js';
import type { DeviceRole } from '../../src/store/phone-snapshot.js';
import { msg } from '../base/localize.js';

/* Sentences about devices. Call them while rendering only. */

export function roleText(role: DeviceRole): string {
  switch (role) {
    case 'microphone':
      return msg('Microphone', { id: 'device.microphone' });
    case 'speaker':
      return msg('Speaker', { id: 'device.speaker' });
    case 'ringer':
      return msg('Ringing', { id: 'device.ringer' });
    case 'camera':
      return msg('Camera', { id: 'device.camera' });
  }
}

/** Why the microphone can't be used and what to do, in the words of the browser that this is. */
export function microphoneProblemText(problem: MicrophoneProblem): string {
  switch (problem) {
    case 'denied':
      return deniedText();
    case 'dismissed':
      return msg('The question about the microphone was closed. Try again, and allow it.', { id: 'device.dismissed' });
    case 'permissions-policy':
      return msg('The page does not let the phone use the microphone. Ask whoever runs the page.', {
        id: 'device.policy',
      });
    case 'insecure-page':
      return msg('Browsers give a microphone only to pages with an https address. Open the page by that.', {
        id: 'device.insecure',
      });
    case 'busy':
      return msg('The microphone could not be opened. Close other programs that use it, then try again.', {
        id: 'device.busy',
      });
    case 'none':
    case 'gone':
      return msg('No microphone was found. Connect one, then try again.', { id: 'device.none' });
  }
}

function deniedText(): string {
  const { userAgent } = navigator;
  if (/Firefox\//.test(userAgent)) {
    return msg(
      'The microphone is blocked for this page. Press the crossed-out microphone left of the address, take the block away, then try again.',
      { id: 'device.denied_firefox' },
    );
  }
  if (/Safari\//.test(userAgent) && !/Chrom(e|ium)\//.test(userAgent)) {
    return msg(
      'The microphone is blocked for this page. Choose Settings for This Website in the Safari menu, allow the microphone, then reload the page.',
      { id: 'device.denied_safari' },
    );
  }
  return msg(
    'The microphone is blocked for this page. Press the icon left of the address, allow the microphone, then try again.',
    { id: 'device.denied' },
  );
}

/** What came of a test sound. */
export function soundText({ played, fallback }: SoundReport): string {
  if (!played) {
    return msg('The browser played nothing. Press the button again.', { id: 'device.not_played' });
  }
  switch (fallback) {
    case null:
      return msg('Played. Heard nothing? Choose another device, or turn up the volume.', { id: 'device.played' });
    case 'gone':
      return msg('That device is not connected. It was played on the default one.', { id: 'device.sink_gone' });
    case 'unsupported':
      return msg('This browser plays on the default device only.', { id: 'device.sink_unsupported' });
    case 'forbidden':
      return msg('The page may not use that device. It was played on the default one.', {
        id: 'device.sink_forbidden',
      });
    case 'failed':
      return msg('That device did not work. It was played on the default one.', { id: 'device.sink_failed' });
  }
}

/** What came of the echo call. `language` is the one of the texts. */
export function echoText({ heard, delay, loss, mos, number, problem }: EchoReport, language: string): string {
  if (problem) {
    return msg('The test call to', { id: 'device.echo_failed' }) + ` ${number}: ${problem.msg} (${problem.code})`;
  }
  if (!heard) return msg('Your sound did not come back from the PBX.', { id: 'device.echo_silent' });
  const seconds = new Intl.NumberFormat(language, { style: 'unit', unit: 'millisecond' }).format(
    Math.round((delay ?? 0) * 1000),
  );
  const lost = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(loss ?? 0);
  const delayText = msg('Delay there and back:', { id: 'device.echo_delay' });
  const lossText = msg('Lost:', { id: 'device.echo_loss' });
  return `${gradeText(mos ?? 1)} ${delayText} ${seconds}. ${lossText} ${lost}.`;
}

/** ITU-T G.107, table B.1: the steps at which users begin to be dissatisfied. */
function gradeText(mos: number): string {
  if (mos >= 4.03) return msg('The connection is good.', { id: 'device.echo_good' });
  if (mos >= 3.6) return msg('The connection is fair.', { id: 'device.echo_fair' });
  return msg('The connection is poor.', { id: 'device.echo_poor' });
}

/** What the check does now. */
export function stepText(step: DeviceCheckStep): string {
  switch (step) {
    case 'microphone':
      return msg('Say something...', { id: 'device.step_microphone' });
    case 'speaker':
      return msg('Listen to the speaker...', { id: 'device.step_speaker' });
    case 'ringer':
      return msg('Listen for the ringing...', { id: 'device.step_ringer' });
    case 'echo':
      return msg('Calling the PBX for an echo...', { id: 'device.step_echo' });
    case 'done':
      return msg('Checked.', { id: 'device.step_done' });
  }
}
