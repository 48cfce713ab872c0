import { checkMicrophone, checkSound } from '../media/device-check.js';
import { checkEcho } from '../media/echo-check.js';
import type { PhoneOperator } from '../phone/phone-operator.js';
import type { Session } from '../phone/session.js';
import { PHONE_ERROR, isResult } from '../result.js';
import type { DeviceCheckStep, DeviceReport, EchoReport } from '../store/device-report.js';
import { microphonePermission, ringerSound, speakerSound } from './device-tools.js';
import type { PhoneStore } from '../store/phone-store.js';

export interface CheckOptions {
  /** A number that sends back what it hears; empty: no call is made. */
  readonly echoNumber: string;
}

/** An echo that is not answered within this time (ms) is none. */
const answerTime = 15_000;

const running = new WeakMap<PhoneStore, Promise<DeviceReport>>();

/**
 * Checks microphone, speaker, ringer and the way to the PBX, one after the other, with the devices that are chosen; takes up
 * to half a minute. What is known so far is in the snapshot (`deviceCheck`). Never rejects. Asked again meanwhile, it gives
 * the same report.
 */
export function checkDevices(
  store: PhoneStore,
  phone: PhoneOperator | null,
  options: CheckOptions,
): Promise<DeviceReport> {
  const present = running.get(store) ?? check(store, phone, options).finally(() => running.delete(store));
  running.set(store, present);
  return present;
}

async function check(
  store: PhoneStore,
  phone: PhoneOperator | null,
  { echoNumber }: CheckOptions,
): Promise<DeviceReport> {
  const known: { -readonly [Name in keyof DeviceReport]?: DeviceReport[Name] } = {};
  const show = (step: DeviceCheckStep) =>
    store.update({ deviceCheck: Object.freeze({ step, report: Object.freeze({ ...known }) }) });
  const { microphone, speaker, ringer } = store.snapshot.chosenDevices;
  show('microphone');
  known.microphone = Object.freeze(await checkMicrophone(microphone));
  known.permission = await microphonePermission();
  show('speaker');
  known.speaker = Object.freeze({ id: speaker, ...(await checkSound(speakerSound, speaker)) });
  show('ringer');
  known.ringer = Object.freeze({ id: ringer, ...(await checkSound(ringerSound, ringer)) });
  // A call of the person's own says more, and must not be put on hold for this.
  const calls = phone?.isRegistered && phone.getSessions().length === 0 && known.microphone.problem === null;
  if (calls && echoNumber) show('echo');
  known.echo = calls && echoNumber ? Object.freeze(await echo(phone, echoNumber)) : null;
  known.at = Date.now();
  const report = Object.freeze({ ...known } as DeviceReport);
  store.update({ deviceCheck: Object.freeze({ step: 'done', report }) });
  return report;
}

async function echo(phone: PhoneOperator, number: string): Promise<EchoReport> {
  const none = { number, heard: false, delay: null, roundTripTime: null, loss: null, mos: null };
  let session: Session | undefined;
  try {
    const started = new Promise<Session>((resolve) => phone.once('startSession', (told) => resolve(told.session)));
    await phone.call(number);
    session = await started;
    await talking(session);
    const { connection } = session;
    if (!connection) throw PHONE_ERROR.UNKNOWN_ERROR;
    return { number, ...(await checkEcho(connection)), problem: null };
  } catch (error) {
    const { code, msg } = isResult(error) ? error : PHONE_ERROR.UNKNOWN_ERROR;
    return { ...none, problem: Object.freeze({ code, msg }) };
  } finally {
    session?.terminate();
  }
}

/** @throws the SIP status and reason of a call that ended before */
function talking(session: Session): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject({ code: 408, msg: 'no-answer' }), answerTime);
    const look = () => {
      const { end } = session;
      if (!end && session.status.callStatus !== 'talking') return;
      clearTimeout(timer);
      if (end) reject({ code: end.code, msg: end.reason });
      else resolve();
    };
    session.on('statusChange', look);
    session.on('failed', look);
    session.on('ended', look);
    look();
  });
}
