import { Buffer } from "node:buffer";
import { frame, TEXT, type FrameParts } from "../../attacks/harness/frames.ts";
import { type RequestParts, targetOf } from "./call.ts";
import { describeFrame, describeResponse, visible } from "./describe.ts";
import { headerOf, readResponse } from "./http-response.ts";
import type { Tracks } from "./tracks.ts";
import type { Wire } from "./wire.ts";

export interface UpgradeParts extends Pick<
  RequestParts,
  "method" | "target" | "path" | "query" | "sid" | "version"
> {
  /** In place of what an upgrade has; `undefined` leaves a header out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** What comes in the same segment. */
  readonly more?: Buffer | string;
}

/** An upgrade request with the sample key of RFC 6455, section 1.3. */
export function upgradeBytes(parts: UpgradeParts): Buffer {
  const { method = "GET", version = "HTTP/1.1", headers, more = "" } = parts;
  const fields = {
    Host: "localhost",
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
    ...headers,
  };
  const lines = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `${method} ${targetOf(parts, "websocket")} ${version}\r\n${lines.join("")}\r\n`;
  return Buffer.concat([Buffer.from(head, "latin1"), Buffer.from(more as string)]);
}

/** A connection that asked for an upgrade, with frames made by hand. */
export class SocketWire {
  readonly wire: Wire;
  readonly #tracks: Tracks;
  readonly #name: string;

  constructor(tracks: Tracks, name: string, wire: Wire) {
    this.wire = wire;
    this.#tracks = tracks;
    this.#name = name;
  }

  /** Waits for the answer to the upgrade request and notes it; an end behind a refusal, too. */
  async head(): Promise<void> {
    const response = await readResponse(this.wire);
    this.#note(describeResponse(response));
    if (headerOf(response.headers, "connection") === "close") await this.gone();
  }

  /** Notes everything up to the end of the connection, whatever it is. */
  async rest(): Promise<void> {
    const bytes = await this.wire.rest();
    this.#note(bytes.length === 0 ? "nothing more" : `then ${visible(bytes)}`);
  }

  async skipHead(): Promise<void> {
    const { status } = await readResponse(this.wire);
    if (status !== 101) this.#note(`the handshake was answered with ${status}`);
  }

  /** Waits for the next frame and notes it, or that the connection has gone. */
  async frame(): Promise<void> {
    this.#note(describeFrame(await this.wire.frame()));
  }

  async skipFrame(): Promise<void> {
    await this.wire.frame();
  }

  /** Notes the frames up to the end of the connection; a close frame is answered. */
  async gone(): Promise<void> {
    for (;;) {
      const next = await this.wire.frame();
      this.#note(this.wire.isLate ? "still there" : describeFrame(next));
      if (next === undefined) return;
      if (next.opcode === 8) this.frames({ opcode: 8, payload: next.payload });
    }
  }

  /** Sends text messages, one frame each. */
  send(...texts: readonly string[]): void {
    this.wire.send(...texts.map((payload) => frame({ opcode: TEXT, payload })));
  }

  frames(...frames: readonly FrameParts[]): void {
    this.wire.send(...frames.map((parts) => frame(parts)));
  }

  #note(line: string): void {
    this.#tracks.client(`${this.#name}: ${line}`);
  }
}
