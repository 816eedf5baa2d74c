import { BINARY, CLOSE, closePayload, frame, TEXT, type WireFrame } from "../../attacks/harness/frames.ts";
import { readResponse } from "../../engine-table/harness/http-response.ts";
import { upgradeBytes } from "../../engine-table/harness/socket-wire.ts";
import { Wire } from "../../engine-table/harness/wire.ts";
import type { Tracks } from "./tracks.ts";
import { visible } from "./values.ts";

export interface RawSocketOptions {
  readonly port: number;
  readonly path?: string;
  /** Behind `EIO=4&transport=websocket`. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Does it answer the pings of the server? @default true */
  readonly beats?: boolean;
  /** Are the last strings of events offsets of the recovery? @default false */
  readonly hasOffsets?: boolean;
}

/** Nobody reads in vain here: the end of the scenario ends the connection. */
const PATIENCE = 20_000;

const OFFSET = /^4[25][^[]*\[.*,("[^"\s]+")\]$/;

/** An Engine.IO client by hand, over WebSocket: it sends what it is told, and notes every packet that comes. */
export class RawSocket {
  readonly name: string;
  /** The id of the engine's session. */
  sid = "";
  /** The latest offset that came. */
  offset: string | undefined;
  readonly wire: Wire;
  readonly #tracks: Tracks;
  readonly #options: RawSocketOptions;

  private constructor(tracks: Tracks, name: string, options: RawSocketOptions) {
    this.name = name;
    this.#tracks = tracks;
    this.#options = options;
    this.wire = new Wire(options.port, PATIENCE);
  }

  /** Resolves past the open packet. */
  static async open(tracks: Tracks, name: string, options: RawSocketOptions): Promise<RawSocket> {
    const peer = new RawSocket(tracks, name, options);
    const { path = "/socket.io/", query = "", headers = {} } = options;
    const target = query.startsWith("EIO=")
      ? { target: `${path}?transport=websocket&${query}` }
      : { path, query };
    peer.wire.send(upgradeBytes({ ...target, headers }));
    const { status } = await readResponse(peer.wire);
    if (status === 101) {
      const first = await peer.wire.frame();
      peer.sid = /"sid":"([^"]+)"/.exec(`${first?.payload.toString()}`)?.[1] ?? "";
      void peer.#read();
    } else {
      tracks.add(name, `the handshake was answered with ${status}`);
    }
    return peer;
  }

  /** Sends Engine.IO packets, text or binary, in one segment. */
  send(...packets: readonly (string | Buffer)[]): void {
    this.wire.send(
      ...packets.map((payload) => frame({ opcode: typeof payload === "string" ? TEXT : BINARY, payload })),
    );
  }

  /** Waits for a packet that begins so. */
  async got(beginning: string, count = 1): Promise<void> {
    await this.#tracks.seen(this.name, `< ${beginning}`, count);
  }

  /** Joins a namespace and waits for the answer, whatever it is. */
  async connect(nsp = "/", payload = ""): Promise<void> {
    const prefix = nsp === "/" ? "" : `${nsp},`;
    const path = nsp === "/" ? "" : `${nsp.split("?")[0]},`;
    this.send(`40${prefix}${payload}`);
    await this.got(`40${path}`);
  }

  async gone(): Promise<void> {
    await this.#tracks.seen(this.name, "gone");
  }

  /** With a close frame. */
  close(): void {
    this.wire.send(frame({ opcode: CLOSE, payload: closePayload(1000) }));
  }

  async #read(): Promise<void> {
    for (;;) {
      const next = await this.wire.frame();
      if (next === undefined) break;
      if (next.opcode === CLOSE) this.wire.send(frame({ opcode: CLOSE, payload: next.payload }));
      this.#note(next);
    }
    this.#tracks.add(this.name, "gone");
  }

  #note({ opcode, payload }: WireFrame): void {
    if (opcode === CLOSE) {
      this.#tracks.add(this.name, `< close ${payload.length < 2 ? "" : payload.readUInt16BE(0)}`.trimEnd());
      return;
    }
    if (opcode === BINARY) {
      this.#tracks.add(this.name, `< binary ${payload.toString("hex")}`);
      return;
    }
    const text = payload.toString();
    if (text === "2") {
      if (this.#options.beats !== false) this.send("3");
      return;
    }
    if (this.#options.hasOffsets === true) this.#noteOffset(text);
    this.#tracks.add(this.name, `< ${visible(text)}`);
  }

  #noteOffset(text: string): void {
    const [, quoted] = OFFSET.exec(text) ?? [];
    if (quoted === undefined) return;
    this.offset = JSON.parse(quoted) as string;
    this.#tracks.name("offset", this.offset);
  }
}
