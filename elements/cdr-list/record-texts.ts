import { isMissed, type CallRecord } from '../../src/store/call-records.js';
import { msg } from '../base/localize.js';
import { plainText } from '../base/plain-text.js';

const dayLength = 86_400_000;

const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0);

/** The calendar day of a call in this time zone; the same number for all calls of a day. */
export const dayOf = ({ timestamp }: CallRecord): number => midnight(timestamp * 1000);

/** Making a formatter takes a hundred times as long as formatting. */
function cached<Format>(make: (locale: string) => Format): (locale: string) => Format {
  const made = new Map<string, Format>();
  return (locale) => {
    let format = made.get(locale);
    if (!format) made.set(locale, (format = make(locale)));
    return format;
  };
}

const relative = cached((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
const weekday = cached((locale) => new Intl.DateTimeFormat(locale, { weekday: 'long' }));
const thisYear = cached(
  (locale) => new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'long' }),
);
const otherYear = cached((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'long' }));
const clock = cached((locale) => new Intl.DateTimeFormat(locale, { timeStyle: 'short' }));
const unit = (name: 'hour' | 'minute' | 'second') =>
  cached((locale) => new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }));
const hours = unit('hour');
const minutes = unit('minute');
const seconds = unit('second');

/** Today, Yesterday, a weekday, a date. @param day {@link dayOf} */
export function dayText(day: number, locale: string): string {
  if (Number.isNaN(day)) return '';
  // Not every day has 24 hours.
  const ago = Math.round((midnight(Date.now()) - day) / dayLength);
  if (ago < 0 || ago > 6) {
    const sameYear = new Date(day).getFullYear() === new Date().getFullYear();
    return (sameYear ? thisYear : otherYear)(locale).format(day);
  }
  const text = ago < 2 ? relative(locale).format(-ago, 'day') : weekday(locale).format(day);
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}

/** A PBX may send any number for a time. */
export const timeText = (record: CallRecord, locale: string): string =>
  Number.isNaN(dayOf(record)) ? '' : clock(locale).format(record.timestamp * 1000);

/** What kind of call it was. Call it while rendering only. */
export function kindText(record: CallRecord): string {
  if (isMissed(record)) return msg('Missed', { id: 'cdr.missed' });
  switch (record.status) {
    case 1:
      return msg('Incoming', { id: 'cdr.incoming' });
    case 2:
      return msg('Answered elsewhere', { id: 'cdr.answered_elsewhere' });
    case 3:
      return msg('Outgoing', { id: 'cdr.outgoing' });
    default:
      return '';
  }
}

/** How long they talked, or why they didn't; empty where the kind of call says it. Call it while rendering only. */
export function lengthText({ talk_duration: talked, status, disposition }: CallRecord, locale: string): string {
  if (disposition === 'VOICEMAIL') return msg('Voicemail', { id: 'cdr.voicemail' });
  if (talked > 0) return durationText(talked, locale);
  if (status !== 3) return '';
  if (disposition === 'BUSY') return msg('Busy', { id: 'cdr.busy' });
  if (disposition === 'FAILED') return msg('Failed', { id: 'cdr.failed' });
  return msg('No answer', { id: 'cdr.no_answer' });
}

function durationText(talked: number, locale: string): string {
  if (talked < 60) return seconds(locale).format(talked);
  const whole = Math.round(talked / 60);
  const text = whole % 60 || whole < 60 ? [minutes(locale).format(whole % 60 || whole)] : [];
  if (whole >= 60) text.unshift(hours(locale).format(Math.floor(whole / 60)));
  return text.join(' ');
}

/** Who it was: name, or number in its place. Call it while rendering only. */
export function whoText({ name, number }: CallRecord): string {
  return plainText(name) || plainText(number) || msg('Unknown number', { id: 'cdr.unknown' });
}
