import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { describe, test } from 'node:test';
import { startRestarted } from './media-path.js';
import { WeriftMediaServer } from './media.js';
import { NodeMedia } from './testing/phone.js';

const LOOPBACK = '127.0.0.1';

/** A value of a description, such as `ice-ufrag`. */
const valueOf = (sdp: string, name: string) => new RegExp(`^a=${name}:(.*?)\r?$`, 'm').exec(sdp)?.[1] ?? '';

/** The port of the candidate that a PBX on this address offers. */
const portOf = (sdp: string) => Number(/^a=candidate:.* 127\.0\.0\.1 (\d+) typ host/m.exec(sdp)?.[1]);

/** A connectivity check that nominates its path (RFC 8489 section 5, RFC 8445 section 7.1). */
function check(username: string): Buffer {
  const attribute = (type: number, value: Buffer): Buffer => {
    const head = Buffer.alloc(4);
    head.writeUInt16BE(type, 0);
    head.writeUInt16BE(value.length, 2);
    return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
  };
  const attributes = Buffer.concat([
    attribute(0x0006, Buffer.from(username)),
    attribute(0x0024, Buffer.from('6e0001ff', 'hex')), // PRIORITY
    attribute(0x802a, Buffer.alloc(8, 1)), // ICE-CONTROLLING
    attribute(0x0025, Buffer.alloc(0)), // USE-CANDIDATE
  ]);
  const head = Buffer.from('000100002112a442000102030405060708090a0b', 'hex');
  head.writeUInt16BE(attributes.length, 2);
  return Buffer.concat([head, attributes]);
}

describe('an ICE restart', () => {
  test('is not undone by a late check of the path that was left', { timeout: 15_000 }, async () => {
    const server = new WeriftMediaServer(LOOPBACK);
    const leg = server.createLeg();
    const phone = new NodeMedia((sdp) => sdp, 'opus');
    const { connection } = phone;
    const first = await leg.answer((await phone.getDescription()).body);
    await phone.setDescription(first);
    leg.play('melody');
    await phone.receiveMany(1);

    await connection.setLocalDescription(await connection.createOffer({ iceRestart: true }));
    const second = await leg.answer(connection.localDescription?.sdp ?? '');
    assert.notEqual(valueOf(second, 'ice-ufrag'), valueOf(first, 'ice-ufrag'));
    const leftPath = createSocket('udp4');
    const answered = new Promise((resolve) => leftPath.once('message', resolve));
    leftPath.send(check(`${valueOf(first, 'ice-ufrag')}:late`), portOf(second), LOOPBACK);
    await answered;
    await phone.setDescription(second);
    startRestarted(connection);
    await phone.receiveMany(phone.received.length + 1);

    leftPath.close();
    phone.close();
    await server.close();
  });
});
