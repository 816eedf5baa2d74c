import { connect, createServer, type Socket } from "node:net";
import { listenOnFreePort, urlOf } from "../../../examples/demo/site/listen.ts";

/** What went through one connection of TCP. */
export interface RecordedConnection {
  readonly sent: Uint8Array;
  readonly received: Uint8Array;
}

/** A TCP proxy that writes down every byte. */
export interface RecordingProxy {
  readonly url: string;
  /** In the order in which the connections were made. */
  connections(): readonly RecordedConnection[];
  close(): Promise<void>;
}

interface Tape {
  readonly sent: Buffer[];
  readonly received: Buffer[];
}

export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const tapes: Tape[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(target).port), "127.0.0.1");
    const tape: Tape = { sent: [], received: [] };
    tapes.push(tape);
    record(client, upstream, tape.sent);
    record(upstream, client, tape.received);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    }
  });
  const port = await listenOnFreePort(server, { host: "127.0.0.1", port: 0, attempts: 1 });
  return {
    url: urlOf("127.0.0.1", port),
    connections: () =>
      tapes.map(({ sent, received }) => ({ sent: Buffer.concat(sent), received: Buffer.concat(received) })),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function record(from: Socket, to: Socket, tape: Buffer[]): void {
  from.on("data", (chunk) => {
    tape.push(chunk);
    to.write(chunk);
  });
  from.on("end", () => to.end());
  from.on("close", () => to.destroy());
  from.on("error", () => to.destroy());
}
