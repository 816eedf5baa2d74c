import { Buffer } from "node:buffer";
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { WirePeer } from "../../attacks/harness/wire-peer.ts";
import { upgradeResponse } from "../../attacks/harness/hostile-server.ts";
import { BINARY, frame, TEXT } from "../../attacks/harness/frames.ts";
import type { Certificate } from "../../peers/certificate.ts";

/** One connection of a client, and the request that came over it. */
export interface Visit {
  /** Which one it is, of all; the first is 1. */
  readonly number: number;
  readonly method: string;
  readonly query: URLSearchParams;
  readonly head: string;
  readonly body: string;
  readonly isUpgrade: boolean;
  readonly peer: WirePeer;
}

/** What a server does with each request. */
export type Script = (visit: Visit) => unknown;

/** A server made of TCP, or TLS, that does what its script says, byte by byte. */
export class ScriptedServer {
  readonly visits: Visit[] = [];
  /** Connections that there have been, with or without a request. */
  connections = 0;
  readonly port: number;
  readonly url: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, scheme: string, script: Script) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    this.url = `${scheme}://127.0.0.1:${this.port}`;
    server.on(scheme === "https" ? "secureConnection" : "connection", (socket: Socket) => {
      this.connections++;
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.once("close", () => this.#sockets.delete(socket));
      void this.#visit(new WirePeer(socket), script);
    });
  }

  static async listen(script: Script, certificate?: Certificate): Promise<ScriptedServer> {
    const server = certificate === undefined ? createServer() : createTlsServer(certificate);
    await once(server.listen(0, "127.0.0.1"), "listening");
    return new ScriptedServer(server, certificate === undefined ? "http" : "https", script);
  }

  /** How many connections are open. */
  get open(): number {
    return this.#sockets.size;
  }

  async shut(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, "close");
  }

  async #visit(peer: WirePeer, script: Script): Promise<void> {
    const number = this.connections;
    const head = await peer.head();
    const [, method = "", target = "/"] = /^(\S+) (\S+) HTTP/.exec(head) ?? [];
    // A client that has gone has no request.
    if (method === "") return;
    const { searchParams: query } = new URL(target, "http://localhost");
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
    while (peer.received.length < length && !peer.socket.destroyed) await once(peer.socket, "data");
    const visit: Visit = {
      number,
      method,
      query,
      head,
      body: peer.received.toString(),
      isUpgrade: /^upgrade: websocket/im.test(head),
      peer,
    };
    this.visits.push(visit);
    await script(visit);
  }
}

/** An answer to a request, with its length. The connection ends with it. */
export function respond(
  { peer }: Visit,
  body: string | Buffer = "ok",
  status = "200 OK",
  ...lines: string[]
): void {
  const head = [
    `HTTP/1.1 ${status}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
    ...lines,
  ];
  peer.send(`${head.join("\r\n")}\r\n\r\n`, body);
  peer.socket.end();
}

/** Accepts an upgrade, and sends frames in the same segment. */
export function accept({ head, peer }: Visit, ...frames: readonly Buffer[]): void {
  peer.send(upgradeResponse(head), ...frames);
}

/** A message of a server: text, or binary data. */
export function message(payload: string | Buffer): Buffer {
  return frame({ opcode: typeof payload === "string" ? TEXT : BINARY, payload, mask: false });
}

/** The packet that opens a session, with other fields. */
export function openPacket(fields: object = {}): string {
  const usual = { sid: "a", upgrades: [], pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1_000_000 };
  return `0${JSON.stringify({ ...usual, ...fields })}`;
}

/** The answer to the request for the main namespace. */
export const CONNECTED = '40{"sid":"b"}';

/** What a transport's server sends. Binary data: as it is, or as polling has it. */
export type Packets = readonly (string | Buffer)[];

/** How sessions are served over each transport. */
export const servers = {
  /** Each of the packets in the answer to a poll of its own; the poll after the last waits. */
  polling: (packets: Packets): Script => {
    let polls = 0;
    return (visit) => {
      if (visit.method === "POST") return respond(visit);
      if (!visit.query.has("sid")) polls = 0;
      const packet = packets[polls++];
      if (packet !== undefined)
        respond(visit, typeof packet === "string" ? packet : `b${packet.toString("base64")}`);
    };
  },
  /** All packets at once. */
  websocket:
    (packets: Packets): Script =>
    (visit) =>
      accept(visit, ...packets.map(message)),
} as const;
