import { createLogger } from '../logger.js';

const log = createLogger('media');

/** Not codecs of their own: keys (RFC 4733), comfort noise (RFC 3389), redundancy and repetition. They always stay. */
const helpers = new Set(['telephone-event', 'cn', 'red', 'rtx', 'ulpfec', 'flexfec-03']);

const warned = new Set<string>();

/**
 * Puts codecs in front of the others, in the order of `names` (`opus`, `PCMA`, `G722` …; no matter how they are written).
 * None is taken out: a PBX that lacks the preferred one still finds one that it has, and keys stay keys.
 * Call it before the offer, or between taking an offer and making the answer.
 */
export function applyCodecPreferences(transceiver: RTCRtpTransceiver, names: readonly string[]): void {
  if (names.length === 0) return;
  try {
    const codecs = RTCRtpReceiver.getCapabilities(transceiver.receiver.track.kind)?.codecs ?? [];
    transceiver.setCodecPreferences(orderCodecs(codecs, names));
  } catch {
    // Firefox learned it late; there the browser's own order stays.
  }
}

/** The same as a rule on plain data. */
export function orderCodecs(codecs: readonly RTCRtpCodec[], names: readonly string[]): RTCRtpCodec[] {
  const wanted = names.map((name) => name.trim().toLowerCase());
  const rank = (codec: RTCRtpCodec) => {
    const name = nameOf(codec);
    if (helpers.has(name)) return wanted.length + 1;
    const index = wanted.indexOf(name);
    return index < 0 ? wanted.length : index;
  };
  for (const name of new Set(wanted)) {
    if (codecs.some((codec) => nameOf(codec) === name) || warned.has(name)) continue;
    warned.add(name);
    log.warn(`this browser has no codec "${name}"; it has ${[...new Set(codecs.map(nameOf))].join(', ')}`);
  }
  return [...codecs].sort((one, other) => rank(one) - rank(other));
}

function nameOf({ mimeType }: RTCRtpCodec): string {
  return mimeType.slice(mimeType.indexOf('/') + 1).toLowerCase();
}
