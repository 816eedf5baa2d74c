import { Buffer } from "node:buffer";
import type { ServerResponse } from "node:http";
import type { Connection } from "@sockeye/websocket/lean";

export type RawPacket = string | Buffer;

/** One session of the server by hand: what is sent goes by the transport that there is. */
export class RawSession {
  readonly sid: string;
  /** The WebSocket that carries the session, once there is one. */
  connection: Connection | undefined;
  /** The poll that waits. */
  poll: ServerResponse | undefined;
  readonly #waiting: RawPacket[] = [];

  constructor(sid: string) {
    this.sid = sid;
  }

  /** Sends Engine.IO packets: text as it is, or binary data. */
  send(...packets: readonly RawPacket[]): void {
    this.#waiting.push(...packets);
    this.flush();
  }

  flush(): void {
    if (this.connection !== undefined) {
      for (const packet of this.#waiting.splice(0)) {
        if (typeof packet === "string") this.connection.sendText(packet);
        else this.connection.sendBinary(packet);
      }
    } else if (this.poll !== undefined && this.#waiting.length > 0) {
      const texts = this.#waiting
        .splice(0)
        .map((packet) => (typeof packet === "string" ? packet : `b${packet.toString("base64")}`));
      this.answerPoll(200, texts.join("\u001e"));
    }
  }

  /** Answers the poll that waits. */
  answerPoll(status: number, body: string): void {
    const { poll } = this;
    this.poll = undefined;
    poll?.writeHead(status, {
      "Content-Type": "text/plain; charset=UTF-8",
      "Content-Length": Buffer.byteLength(body),
    });
    poll?.end(body);
  }

  /** Ends the connection without a word. */
  cut(): void {
    this.connection?.terminate();
    this.poll?.destroy();
  }
}
