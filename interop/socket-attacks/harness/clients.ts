import type { Buffer } from "node:buffer";
import { BINARY, CLOSE, frame, TEXT } from "../../attacks/harness/frames.ts";
import { openSession as openEngineSession, request } from "../../engine-attacks/harness/clients.ts";
import type { RequestParts } from "../../engine-table/harness/call.ts";
import type { HttpResponse } from "../../engine-table/harness/http-response.ts";
import type { UpgradeParts } from "../../engine-table/harness/socket-wire.ts";
import type { Wire } from "../../engine-table/harness/wire.ts";

const path = "/socket.io/";

type SessionParts = UpgradeParts & { readonly patience?: number };

/** A connection by WebSocket that says exactly what it is told, right or wrong, and answers heartbeats. */
export class RawSocket {
  readonly wire: Wire;
  /** What the close frame of the server said: 1005 when it had no code, nothing when none has come. */
  closeCode: number | undefined;

  constructor(wire: Wire) {
    this.wire = wire;
  }

  /** Sends packets of Socket.IO, texts and attachments, in one segment. */
  send(...packets: readonly (string | Buffer)[]): void {
    this.wire.send(...packets.map(messageFrame));
  }

  /** The next packet, heartbeats aside; `undefined` when the connection ends before. */
  async next(): Promise<string | Buffer | undefined> {
    for (;;) {
      const received = await this.wire.frame();
      if (this.wire.isLate) throw new Error("nothing came");
      if (received === undefined) return undefined;
      if (received.opcode === CLOSE) {
        this.closeCode = closeCodeIn(received.payload);
        return undefined;
      }
      if (received.opcode === BINARY) return received.payload;
      const text = received.payload.toString();
      if (text.startsWith("4")) return text.slice(1);
      if (text === "2") this.wire.send(frame({ opcode: TEXT, payload: "3" }));
      else if (text !== "6") throw new Error(`the engine said ${text}`);
    }
  }

  /** The next packet that begins so; what comes before it does not matter. */
  async find(start: string): Promise<string> {
    for (;;) {
      const packet = await this.next();
      if (packet === undefined) throw new Error(`the connection ended before ${start}`);
      if (typeof packet === "string" && packet.startsWith(start)) return packet;
    }
  }

  /** Joins a namespace. */
  async join(nsp = "/", auth = ""): Promise<void> {
    const address = nsp === "/" ? "" : `${nsp},`;
    this.send(`0${address}${auth}`);
    await this.find(`0${address}{`);
  }

  /** Everything that comes until the server ends the connection; then it is gone here, too. */
  async rest(): Promise<(string | Buffer)[]> {
    const packets = [];
    for (let packet = await this.next(); packet !== undefined; packet = await this.next())
      packets.push(packet);
    this.leave();
    return packets;
  }

  /** Is the connection there, with everything sent before dealt with? Has to be in the namespace. */
  async echo(nsp = "/"): Promise<void> {
    const address = nsp === "/" ? "" : `${nsp},`;
    this.send(`2${address}999999["echo","still here"]`);
    await this.find(`3${address}999999["still here"]`);
  }

  leave(): void {
    this.wire.reset();
  }
}

function closeCodeIn(payload: Buffer): number {
  return payload.length < 2 ? 1005 : payload.readUInt16BE(0);
}

export function messageFrame(packet: string | Buffer): Buffer {
  return typeof packet === "string"
    ? frame({ opcode: TEXT, payload: `4${packet}` })
    : frame({ opcode: BINARY, payload: packet });
}

/** A session past its open packet, in no namespace. */
export async function openSocket(port: number, parts: SessionParts = {}): Promise<RawSocket> {
  const { wire } = await openEngineSession(port, { path, ...parts });
  return new RawSocket(wire);
}

/** The same, in the main namespace. */
export async function joinSocket(port: number, parts?: SessionParts): Promise<RawSocket> {
  const socket = await openSocket(port, parts);
  await socket.join();
  return socket;
}

/** One polling request, and its answer. */
export function poll(port: number, parts: RequestParts = {}): Promise<HttpResponse> {
  return request(port, { path, ...parts });
}

/** Opens a session by polling and returns its id. */
export async function openPolling(port: number): Promise<string> {
  const { body } = await poll(port);
  const sid = /"sid":"([^"]+)"/.exec(body.toString("utf8"))?.[1];
  if (sid === undefined) throw new Error(`no session: ${body.toString("utf8")}`);
  return sid;
}

export function post(port: number, sid: string, body: string | Buffer): Promise<HttpResponse> {
  return poll(port, { method: "POST", sid, body });
}

/** A placeholder for an attachment. */
export function placeholder(num: unknown): string {
  return `{"_placeholder":true,"num":${JSON.stringify(num)}}`;
}

/** So many arrays within each other. */
export function nested(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}
