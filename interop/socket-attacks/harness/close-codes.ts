import type { ProtocolErrorCode } from "@sockeye/protocol/kernel";
import { expect } from "vitest";
import type { RawSocket } from "./clients.ts";

/** What a WebSocket is closed with, by the code that says why: the table that every attack over WebSocket is held to. */
const closeCodes: Readonly<Record<string, number>> = {
  SIO_UNKNOWN_PACKET_TYPE: 1002,
  SIO_ILLEGAL_ATTACHMENTS: 1002,
  SIO_TOO_MANY_ATTACHMENTS: 1008,
  SIO_INVALID_PAYLOAD: 1002,
  SIO_INVALID_ACK_ID: 1002,
  SIO_ILLEGAL_PLACEHOLDER: 1002,
  SIO_UNEXPECTED_TEXT: 1002,
  SIO_UNEXPECTED_BINARY: 1002,
  SIO_NAMESPACE_TOO_LONG: 1008,
  SIO_EVENT_NAME_TOO_LONG: 1008,
  SIO_PAYLOAD_TOO_DEEP: 1008,
  SIO_CONNECT_TOO_LARGE: 1009,
  SIO_ATTACHMENTS_TOO_LARGE: 1009,
  SIO_ATTACHMENT_TIMEOUT: 1008,
  SIO_CONNECT_TIMEOUT: 1008,
  SIO_TOO_MANY_UNCONNECTED: 1013,
  SIO_TOO_MANY_CONNECTS: 1008,
  SIO_TOO_MANY_UNKNOWN_ACKS: 1008,
  SIO_UNEXPECTED_PACKET: 1002,
  SIO_RECOVERY_LOST: 1013,
} satisfies Record<Extract<ProtocolErrorCode, `SIO_${string}`>, number>;

/** What an application's parser cannot decode, whatever its error says. */
const NO_PROTOCOL = 1002;

/** The connection has ended, with what goes with this code; what is none of ours is what a parser has thrown. */
export function expectCloseCode({ closeCode }: RawSocket, code: string): void {
  const expected = code.startsWith("SIO_") ? closeCodes[code] : NO_PROTOCOL;
  if (expected === undefined) throw new Error(`no close code is known for ${code}`);
  expect(closeCode, code).toBe(expected);
}

/** The server ends the connection, without a word before the close frame, which says what goes with this code. */
export async function expectCut(socket: RawSocket, code: string): Promise<void> {
  expect(await socket.rest()).toEqual([]);
  expectCloseCode(socket, code);
}
