import type { Certificate } from "./certificate.ts";
import { WebSocket } from "./implementation.ts";
import {
  cutInto,
  fingerprint,
  payloadBytes,
  type ClientPeer,
  type Fingerprint,
  type Payload,
  type SeenClose,
  type SessionPlan,
  type SessionResult,
} from "./session.ts";

export interface OurClientOptions {
  /** What to trust besides the usual authorities. */
  readonly certificate?: Certificate;
  readonly perMessageDeflate?: boolean;
}

function sendPayload(socket: WebSocket, payload: Payload): void {
  const parts = cutInto(payload.fragments ?? 1, payloadBytes(payload));
  for (const [index, part] of parts.entries()) {
    socket.send(part, { binary: payload.kind === "binary", fin: index === parts.length - 1 });
  }
}

function closeAsPlanned(socket: WebSocket, { code, reason }: NonNullable<SessionPlan["close"]>): void {
  if (code === undefined) socket.close();
  else socket.close(code, reason);
}

function play(socket: WebSocket, plan: SessionPlan): Promise<SessionResult> {
  const sends = plan.sends ?? [];
  const messages: Fingerprint[] = [];
  let pong: string | null = null;
  let agreed = { protocol: "", extensions: "" };
  const closeWhenDone = (): void => {
    const complete =
      messages.length === (plan.expect ?? sends.length) && (plan.ping === undefined || pong !== null);
    if (complete && plan.close !== undefined) closeAsPlanned(socket, plan.close);
  };
  socket.on("open", () => {
    agreed = { protocol: socket.protocol, extensions: socket.extensions };
    for (const payload of sends) sendPayload(socket, payload);
    if (plan.ping !== undefined) socket.ping(plan.ping);
    closeWhenDone();
  });
  socket.on("message", (data: Buffer, isBinary: boolean) => {
    messages.push(fingerprint(isBinary ? "binary" : "text", data));
    closeWhenDone();
  });
  socket.on("pong", (payload: Buffer) => {
    pong = payload.toString();
    closeWhenDone();
  });
  return new Promise((resolve, reject) => {
    socket.on("error", reject);
    socket.on("close", (code: number, reason: Buffer) => {
      const close: SeenClose = { code, reason: reason.toString() };
      resolve({ ...agreed, messages, pong, close });
    });
  });
}

/** Our client as a peer of the suite. */
export function createOurClient({
  certificate,
  perMessageDeflate = false,
}: OurClientOptions = {}): ClientPeer {
  return {
    run: (plan) => {
      const ca = certificate === undefined ? {} : { ca: certificate.cert };
      return play(new WebSocket(plan.url, [...(plan.protocols ?? [])], { perMessageDeflate, ...ca }), plan);
    },
    stop: () => Promise.resolve(),
  };
}
