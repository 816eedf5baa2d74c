import { createHash } from "node:crypto";
import type WebSocket from "ws";
import type { WebSocketServer } from "ws";
import { describeError } from "../ws-scenarios/harness/describe.ts";
import type { ClientOptions, ServerOptions, WsApi } from "../ws-scenarios/harness/api.ts";
import { next, urlOf } from "../ws-scenarios/harness/world.ts";
import { type Script, type Side, type Step, UNASKED } from "./script.ts";

/** The two implementations of one connection. */
export interface Pairing {
  readonly server: WsApi;
  readonly client: WsApi;
}

export interface Settings {
  readonly server: ServerOptions;
  readonly client: ClientOptions;
}

/** Everything that one end got. */
export interface Received {
  /** Messages and pings in the order of their arrival. */
  readonly events: readonly string[];
  /** Pongs that nobody asked for. */
  readonly unasked: readonly string[];
  /** Answers to pings: when they are sent is the business of the other end (RFC 6455 section 5.5.3). */
  readonly pongs: readonly string[];
  readonly close: string;
  readonly errors: readonly string[];
}

export type Outcome = Readonly<Record<Side, Received>> & { readonly extensions: string };

/** Sent by the end that does not close, when it has sent the rest. */
const LAST = "that was all";

export function digest(bytes: Buffer): string {
  return `${bytes.length} ${createHash("sha1").update(bytes).digest("hex").slice(0, 16)}`;
}

/** Records what arrives; resolves when the socket has closed. */
function record(socket: WebSocket, onLast: () => void): Promise<Received> {
  const events: string[] = [];
  const unasked: string[] = [];
  const pongs: string[] = [];
  const errors: string[] = [];
  socket.on("message", (data, isBinary) => {
    const bytes = data as Buffer;
    events.push(`${isBinary ? "binary" : "text"} ${digest(bytes)}`);
    if (!isBinary && bytes.toString() === LAST) onLast();
  });
  socket.on("ping", (data) => events.push(`ping ${digest(data)}`));
  socket.on("pong", (data) => (data.toString().startsWith(UNASKED) ? unasked : pongs).push(digest(data)));
  socket.on("error", (error) => errors.push(describeError(error)));
  return new Promise((resolve) => {
    socket.on("close", (code, reason) =>
      resolve({ events, unasked, pongs, errors, close: `${code} ${reason.toString()}` }),
    );
  });
}

function play(socket: WebSocket, step: Step): void {
  if (step.kind !== "message") {
    socket[step.kind](step.data);
    return;
  }
  const { pieces, isBinary, pings } = step;
  const [only] = pieces;
  if (pieces.length === 1 && !isBinary) {
    socket.send(only!.toString());
    return;
  }
  for (const [index, piece] of pieces.entries()) {
    if (pings && index > 0) socket.ping(`piece ${index}`);
    socket.send(piece, { binary: isBinary, fin: index === pieces.length - 1 });
  }
}

/** Plays a script over one connection and returns what both ends got. */
export async function runSession(script: Script, pairing: Pairing, settings: Settings): Promise<Outcome> {
  const server: WebSocketServer = new pairing.server.WebSocketServer({
    port: 0,
    host: "127.0.0.1",
    ...settings.server,
  });
  await next(server, "listening");
  try {
    const connection = next(server, "connection");
    const client = new pairing.client.WebSocket(urlOf(server), settings.client);
    const close = (socket: WebSocket): void => {
      if (script.code === undefined) socket.close();
      else socket.close(script.code, script.reason);
    };
    const clientReceived = record(client, () => script.closer === "client" && close(client));
    const opened = next(client, "open");
    const [accepted] = (await connection) as [WebSocket];
    const serverReceived = record(accepted, () => script.closer === "server" && close(accepted));
    await opened;
    const ends = { client, server: accepted };
    for (const side of ["client", "server"] as const) {
      for (const step of script.steps[side]) play(ends[side], step);
    }
    ends[script.closer === "client" ? "server" : "client"].send(LAST);
    const extensions = `${client.extensions}/${accepted.extensions}`;
    return { client: await clientReceived, server: await serverReceived, extensions };
  } finally {
    for (const socket of server.clients) socket.terminate();
    server.close();
  }
}
