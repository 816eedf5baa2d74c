import { createProtocolError } from "../../kernel/index.ts";
import type { EnginePacket } from "../packet.ts";
import type { ServerSessionCommand, ServerSessionOptions } from "../server-session-types.ts";
import { ServerSession } from "../server-session.ts";
import type { Step } from "./steps.ts";

export type ServerSteps = readonly Step<ServerSessionCommand>[];

const handshake = {
  sid: "x",
  upgrades: ["websocket"],
  pingInterval: 100,
  pingTimeout: 40,
  maxPayload: 9,
};
export const GREETING =
  'send open {"sid":"x","upgrades":["websocket"],"pingInterval":100,"pingTimeout":40,"maxPayload":9}';

export const open: ServerSessionCommand = { type: "open" };
export const packet = (type: EnginePacket["type"], data?: string): ServerSessionCommand => ({
  type: "packet",
  packet: { type, data },
});
export const ping = packet("ping");
export const pong = packet("pong");
export const activity: ServerSessionCommand = { type: "activity" };
export const error = createProtocolError("EIO_PARSE_ERROR");
export const garbage: ServerSessionCommand = { type: "garbage", error };
export const candidate: ServerSessionCommand = { type: "candidate" };
export const probe: ServerSessionCommand = {
  type: "candidatePacket",
  packet: { type: "ping", data: "probe" },
};
export const upgrade: ServerSessionCommand = { type: "candidatePacket", packet: { type: "upgrade" } };
export const lost: ServerSessionCommand = { type: "candidateLost" };
export const closeDrained: ServerSessionCommand = { type: "close", discard: false, isDrained: true };
export const closeWaiting: ServerSessionCommand = { type: "close", discard: false, isDrained: false };
export const discard: ServerSessionCommand = { type: "close", discard: true, isDrained: false };
export const drained: ServerSessionCommand = { type: "drained" };
export const gone: ServerSessionCommand = { type: "transportClosed", reason: "transport close" };
export const failed: ServerSessionCommand = {
  type: "transportClosed",
  reason: "transport error",
  description: error,
};
export const tick: ServerSessionCommand = { type: "tick" };
export const ANSWER = ["sendToCandidate pong probe", "upgrading"];

export function session(
  pinger: "server" | "client" = "server",
  more?: Partial<ServerSessionOptions>,
): ServerSession {
  return new ServerSession({ handshake, upgradeTimeout: 1000, dialect: { pinger }, ...more });
}

/** A session at 0 ms, greeted. */
export function opened(pinger?: "server" | "client", more?: Partial<ServerSessionOptions>): ServerSession {
  const machine = session(pinger, more);
  machine.handle(open, 0);
  return machine;
}
