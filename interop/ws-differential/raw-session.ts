import net from "node:net";
import type WebSocket from "ws";
import { describeError } from "../ws-scenarios/harness/describe.ts";
import { OPCODE, describeFrame } from "../ws-scenarios/harness/frames.ts";
import { RawPeer, connectRaw, requestText, responseText } from "../ws-scenarios/harness/raw-peer.ts";
import type { WsApi } from "../ws-scenarios/harness/api.ts";
import { next, portOf, urlOf } from "../ws-scenarios/harness/world.ts";
import type { ByteStream } from "./byte-stream.ts";
import { digest } from "./session.ts";

export interface RawOutcome {
  /** What the listeners of the endpoint saw, to the `close` event. */
  readonly events: readonly string[];
  /** The frames that the endpoint sent, pongs left out. */
  readonly frames: readonly string[];
  /** The pongs, each as the ping that it answers. */
  readonly pongs: readonly string[];
}

const DEFLATE = "permessage-deflate";

function watch(socket: WebSocket): { events: string[]; closed: Promise<unknown> } {
  const events: string[] = [];
  socket.on("message", (data, isBinary) =>
    events.push(`${isBinary ? "binary" : "text"} ${digest(data as Buffer)}`),
  );
  socket.on("ping", (data) => events.push(`ping ${digest(data)}`));
  socket.on("pong", (data) => events.push(`pong ${digest(data)}`));
  socket.on("error", (error) => events.push(describeError(error)));
  socket.on("close", (code, reason) => events.push(`close ${code} ${reason.toString()}`));
  return { events, closed: next(socket, "close") };
}

/** Writes the chunks one by one, each as a packet of its own as far as that can be had. */
async function deliver(peer: RawPeer, { chunks, ending }: ByteStream): Promise<void> {
  peer.socket.setNoDelay(true);
  for (const chunk of chunks) {
    // A failed endpoint has gone away in the middle; the rest is of no interest then.
    if (peer.socket.destroyed || peer.ended) break;
    await new Promise<void>((resolve) => peer.socket.write(chunk, () => setImmediate(resolve)));
  }
  if (ending.startsWith("the end of the connection")) peer.socket.end();
}

function outcome(events: string[], peer: RawPeer): RawOutcome {
  const pongs = peer.frames.filter(({ opcode }) => opcode === OPCODE.pong);
  return {
    events,
    frames: peer.frames.filter(({ opcode }) => opcode !== OPCODE.pong).map(describeFrame),
    pongs: pongs.map(({ payload }) => `ping ${digest(payload)}`),
  };
}

/** A raw client against a server of the implementation. */
export async function rawToServer(api: WsApi, stream: ByteStream, deflate: boolean): Promise<RawOutcome> {
  const server = new api.WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: deflate });
  await next(server, "listening");
  try {
    const connection = next(server, "connection");
    const request = requestText({ headers: { "Sec-WebSocket-Extensions": deflate ? DEFLATE : undefined } });
    const peer = await connectRaw(portOf(server), request);
    const [accepted] = (await connection) as [WebSocket];
    const { events, closed } = watch(accepted);
    await peer.head();
    await deliver(peer, stream);
    await Promise.all([closed, peer.untilClosed()]);
    return outcome(events, peer);
  } finally {
    for (const socket of server.clients) socket.terminate();
    server.close();
  }
}

/** A raw server against a client of the implementation. */
export async function rawToClient(api: WsApi, stream: ByteStream, deflate: boolean): Promise<RawOutcome> {
  let done: Promise<RawPeer> | undefined;
  const server = net.createServer((socket) => {
    const peer = new RawPeer(socket);
    done = (async () => {
      const request = await peer.head();
      peer.write(responseText(request, ...(deflate ? [`Sec-WebSocket-Extensions: ${DEFLATE}`] : [])));
      await deliver(peer, stream);
      // A server closes first once both close frames are there (RFC 6455 section 7.1.1).
      await peer.until(() => peer.ended || peer.frames.some(({ opcode }) => opcode === OPCODE.close));
      peer.socket.end();
      await peer.untilClosed();
      return peer;
    })();
  });
  server.listen(0, "127.0.0.1");
  await next(server, "listening");
  try {
    const client = new api.WebSocket(urlOf(portOf(server)), { perMessageDeflate: deflate });
    const { events, closed } = watch(client);
    await closed;
    return outcome(events, await done!);
  } finally {
    server.close();
  }
}
