/** What werift does in another way than we need it. */
import { RtpHeader, RtpPacket, type RTCPeerConnection, type RTCRtpCodecParameters, type RTCRtpSender } from 'werift';
import type { ForwardedPacket } from './rtp-numbering.js';

/**
 * Closes a peer connection with all its timers. werift begins or repeats an unfinished DTLS handshake for half a minute
 * after the end, which would keep Node running. It doesn't when it believes that the first flight was sent already, or
 * that the last one was reached.
 */
export function closeConnection(connection: RTCPeerConnection): Promise<void> {
  for (const { dtls } of connection.dtlsTransports) {
    if (dtls) dtls.dtls.flight = dtls.dtls.flight === 0 ? 1 : Number.MAX_SAFE_INTEGER;
  }
  return connection.close();
}

/**
 * werift's sender writes the payload type of its one codec on every packet; it reads it before its first await, so another
 * codec borrows the place for the length of this call.
 */
export function sendAs(
  sender: RTCRtpSender,
  codec: RTCRtpCodecParameters,
  { sequenceNumber, timestamp, marker, payload }: ForwardedPacket,
): void {
  const usual = sender.codec;
  sender.codec = codec;
  sender.sendRtp(new RtpPacket(new RtpHeader({ sequenceNumber, timestamp, marker }), payload)).catch(() => undefined);
  if (usual) sender.codec = usual;
}
