import { Buffer } from "node:buffer";
import { CLOSE, frame, TEXT } from "../../attacks/harness/frames.ts";
import { type RequestParts, requestBytes } from "../../engine-table/harness/call.ts";
import { type HttpResponse, readResponse } from "../../engine-table/harness/http-response.ts";
import { upgradeBytes, type UpgradeParts } from "../../engine-table/harness/socket-wire.ts";
import { Wire } from "../../engine-table/harness/wire.ts";

/** Attacks take their time on a busy machine; who waits longer waits for something that will not come. */
const PATIENCE = 15_000;

export function dial(port: number, patience = PATIENCE): Wire {
  return new Wire(port, patience);
}

/** One request on a connection of its own, and its answer. */
export async function request(port: number, parts: RequestParts = {}): Promise<HttpResponse> {
  const wire = dial(port);
  wire.send(requestBytes(parts));
  const response = await readResponse(wire, parts.method);
  if (wire.isLate) throw new Error("the request was not answered");
  wire.socket.destroy();
  return response;
}

/** The status of an upgrade request; 0 when there is no answer but the end. */
export async function upgradeStatus(port: number, parts: UpgradeParts = {}): Promise<number> {
  const wire = dial(port);
  wire.send(upgradeBytes(parts));
  const { status } = await readResponse(wire);
  if (wire.isLate) throw new Error("the upgrade was not answered");
  wire.socket.destroy();
  return status;
}

/** Opens a session by polling and returns its id. */
export async function open(port: number, query = ""): Promise<string> {
  const { body } = await request(port, { query });
  const sid = /"sid":"([^"]+)"/.exec(body.toString("utf8"))?.[1];
  if (sid === undefined) throw new Error(`no session: ${body.toString("utf8")}`);
  return sid;
}

export function post(port: number, sid: string, body: string | Buffer): Promise<HttpResponse> {
  return request(port, { method: "POST", sid, body });
}

/** An open WebSocket, with or without a session of its own. */
export class SessionWire {
  readonly wire: Wire;

  constructor(wire: Wire) {
    this.wire = wire;
  }

  send(...packets: readonly string[]): void {
    this.wire.send(...packets.map((payload) => frame({ opcode: TEXT, payload })));
  }

  /** The next packet as text; `undefined` when the connection goes before. */
  async packet(): Promise<string | undefined> {
    const next = await this.wire.frame();
    if (this.wire.isLate) throw new Error("nothing came");
    return next?.opcode === CLOSE ? undefined : next?.payload.toString();
  }

  /** Takes frames up to the close frame and returns its code: 1005 when it has none, 1006 when none came. */
  async closeCode(): Promise<number> {
    for (;;) {
      const next = await this.wire.frame();
      if (this.wire.isLate) throw new Error("the connection was not closed");
      if (next === undefined) return 1006;
      if (next.opcode === CLOSE) return next.payload.length < 2 ? 1005 : next.payload.readUInt16BE(0);
    }
  }
}

/** A WebSocket past its handshake. */
export async function openWebSocket(
  port: number,
  parts: UpgradeParts & { readonly patience?: number } = {},
): Promise<SessionWire> {
  const wire = dial(port, parts.patience);
  wire.send(upgradeBytes(parts));
  const { status } = await readResponse(wire);
  if (status !== 101) throw new Error(`the upgrade was answered with ${status}`);
  return new SessionWire(wire);
}

/** A session by WebSocket, past its open packet. */
export async function openSession(
  port: number,
  parts: UpgradeParts & { readonly patience?: number } = {},
): Promise<SessionWire> {
  const session = await openWebSocket(port, parts);
  const packet = await session.packet();
  if (packet?.startsWith("0{") !== true) throw new Error(`the session began with ${packet ?? "nothing"}`);
  return session;
}

/** Sends `unit` so often, in large writes and no faster than the system takes them; stops when the connection is over. */
export async function flood(wire: Wire, unit: Buffer, times: number): Promise<void> {
  const perChunk = Math.max(1, Math.min(times, Math.floor(65_536 / unit.length)));
  const chunk = Buffer.concat(Array.from({ length: perChunk }, () => unit));
  for (let sent = 0; sent < times && !wire.socket.destroyed && wire.socket.writable; sent += perChunk) {
    await wire.sendAll(chunk.subarray(0, Math.min(perChunk, times - sent) * unit.length));
  }
}
