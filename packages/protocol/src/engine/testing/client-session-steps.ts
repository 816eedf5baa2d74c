import { createProtocolError } from "../../kernel/index.ts";
import type { ClientSessionCommand, ClientSessionOptions } from "../client-session-types.ts";
import { ClientSession } from "../client-session.ts";
import { encodeHandshake } from "../handshake.ts";
import type { EnginePacket } from "../packet.ts";
import type { TransportName } from "../transport-name.ts";
import type { Step } from "./steps.ts";

export type ClientSteps = readonly Step<ClientSessionCommand>[];

export const handshake = {
  sid: "x",
  upgrades: ["websocket", "webtransport", "pigeon"],
  pingInterval: 100,
  pingTimeout: 40,
  maxPayload: 9,
};
export const error = createProtocolError("EIO_PARSE_ERROR");

export const packet = (type: EnginePacket["type"], data?: EnginePacket["data"]): ClientSessionCommand => ({
  type: "packet",
  packet: { type, data },
});
export const open = packet("open", encodeHandshake(handshake));
export const ping = packet("ping");
export const pong = packet("pong");
export const garbage: ClientSessionCommand = { type: "garbage", error };
export const activity: ClientSessionCommand = { type: "activity" };
export const stands = (name: TransportName = "websocket"): ClientSessionCommand => ({
  type: "candidateOpen",
  name,
});
const says = (
  type: EnginePacket["type"],
  data?: string,
  name: TransportName = "websocket",
): ClientSessionCommand => ({ type: "candidatePacket", name, packet: { type, data } });
export const answer = says("pong", "probe");
export const lost = (name: TransportName = "websocket"): ClientSessionCommand => ({
  type: "candidateLost",
  name,
  problem: "closed",
});
export const paused: ClientSessionCommand = { type: "paused" };
export const closeDrained: ClientSessionCommand = { type: "close", isDrained: true };
export const closeWaiting: ClientSessionCommand = { type: "close", isDrained: false };
export const drained: ClientSessionCommand = { type: "drained" };
export const gone: ClientSessionCommand = { type: "transportClosed", reason: "transport close" };
export const failed: ClientSessionCommand = {
  type: "transportClosed",
  reason: "transport error",
  description: error,
};
export const tick: ClientSessionCommand = { type: "tick" };

/** A session over polling that may go to WebSocket, with plenty of time for it. */
export function session(more?: Partial<ClientSessionOptions>): ClientSession {
  return new ClientSession({
    dialect: { pinger: "server" },
    transport: "polling",
    upgrades: ["polling", "websocket"],
    upgradeTimeout: 1000,
    ...more,
  });
}

/** The same, greeted at 0 ms. */
export function opened(more?: Partial<ClientSessionOptions>): ClientSession {
  const machine = session(more);
  machine.handle(open, 0);
  return machine;
}
