/** INVITE and UPDATE inside a dialog, which renegotiate it. */
import { SessionDialog, type Body, type IncomingResponseMessage, type Session } from 'sip.js/lib/core/index.js';
import type { SipAgent } from './sip-endpoint.js';

export interface OfferRequest {
  /** UPDATE: RFC 3311. */
  method: 'INVITE' | 'UPDATE';
  extraHeaders: string[];
  /** Undefined: an INVITE asks the other side to offer (RFC 3261 section 14.1), an UPDATE changes no media. */
  body: Body | undefined;
}

export interface OfferResponse {
  /** 491 without a message: another one of this dialog is not finished. */
  status: number;
  message: IncomingResponseMessage | undefined;
  /** Acknowledges the 2xx of an INVITE without body, with the answer to its offer. */
  acknowledge: (answer?: Body) => void;
}

/** Sends the request; resolves with its final response. One of an INVITE with a body is acknowledged by then. */
export function sendOffer(agent: SipAgent, session: Session, request: OfferRequest): Promise<OfferResponse> {
  const { method, extraHeaders, body } = request;
  return new Promise((resolve) => {
    const finish = (response: {
      message: IncomingResponseMessage;
      ack?: (options?: { body: Body }) => unknown;
    }): void => {
      if (body) response.ack?.();
      resolve({
        status: response.message.statusCode ?? 500,
        message: response.message,
        acknowledge: (answer) => {
          if (!body) response.ack?.(answer && { body: answer });
        },
      });
    };
    const delegate = { onAccept: finish, onReject: finish, onRedirect: finish };
    const options = { extraHeaders, ...(body && { body }) };
    if (method === 'UPDATE' && session instanceof SessionDialog) {
      // sip.js knows nothing of UPDATE.
      agent.core.request(session.createOutgoingRequestMessage('UPDATE', options), delegate);
      return;
    }
    try {
      session.invite(delegate, options);
    } catch {
      // One of the phone's own is not finished.
      resolve({ status: 491, message: undefined, acknowledge: () => undefined });
    }
  });
}
