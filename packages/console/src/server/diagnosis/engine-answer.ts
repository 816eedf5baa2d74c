import type { ProbeAnswer } from "./http-probe.ts";

/** What the answer to the first request of a client says about who has given it. */
export type EngineAnswer =
  | { readonly kind: "handshake"; readonly sid: string; readonly offersWebSocket: boolean }
  /** The first packet, in the form of protocol revision 3: a server of Socket.IO 2 or older. */
  | { readonly kind: "old" }
  /** A server of Engine.IO that refuses: with one of its numbers. */
  | { readonly kind: "refusal"; readonly code: number; readonly message: string }
  /** Somebody else. */
  | { readonly kind: "foreign" };

const OLD_PAYLOAD = /^(\d+:|[\u0000\u0001][\u0000-\u0009]+\u00ff)0\{/;
const MAX_MESSAGE = 200;

export function readEngineAnswer({ status, body }: ProbeAnswer): EngineAnswer {
  if (status === 200 && OLD_PAYLOAD.test(body)) return { kind: "old" };
  if (status === 200 && body.startsWith("0{")) {
    // More packets may follow.
    const { sid, upgrades } = parseObject(body.slice(1).split("\u001e", 1)[0]!);
    const offersWebSocket = Array.isArray(upgrades) && upgrades.includes("websocket");
    if (typeof sid === "string") return { kind: "handshake", sid, offersWebSocket };
  }
  const { code, message } = status >= 400 ? parseObject(body) : {};
  return typeof code === "number" && typeof message === "string"
    ? { kind: "refusal", code, message: message.slice(0, MAX_MESSAGE) }
    : { kind: "foreign" };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
