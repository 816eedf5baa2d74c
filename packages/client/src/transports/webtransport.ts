// oxlint-disable typescript/no-unsafe-argument -- data may be anything, as published
import { encodePacket } from "../codec/packet-codec.ts";
import type { Packet, RawData } from "../codec/packet.ts";
import { frameHeader, readFrames } from "../codec/stream-framing.ts";
import { nextTick } from "./next-tick.ts";
import { Transport } from "./transport.ts";

/** The longest packet that is accepted, unless an option says otherwise. */
const DEFAULT_MAX_PAYLOAD = 1e8;

/** One stream of a WebTransport session. */
export class WT extends Transport {
  #session: WebTransport | undefined;
  #writer: WritableStreamDefaultWriter | undefined;

  get name(): string {
    return "webtransport";
  }

  protected doOpen(): this {
    const session = (this.#session = new WebTransport(
      this.createUri("https"),
      this.opts.transportOptions?.["webtransport"],
    ));
    const close = (): void => session.close();
    session.closed.then(
      () => this.onClose(),
      (error: unknown) => this.onError("webtransport error", error),
    );
    // Whatever ends it, the session is closed, and what became of it is told above.
    this.#run(session).then(close, close);
    return this;
  }

  async #run(session: WebTransport): Promise<void> {
    await session.ready;
    const stream = await session.createBidirectionalStream();
    this.#writer = stream.writable.getWriter();
    const { sid } = this.query;
    await this.#send([{ type: "open", data: sid && JSON.stringify({ sid }) }]);
    this.onOpen();
    await readFrames(
      stream.readable.getReader(),
      this.opts.maxPayload ?? DEFAULT_MAX_PAYLOAD,
      // What listeners throw is told to the page as a rejection, and does not end the stream.
      (encoded) => nextTick(() => this.onData(encoded)),
    );
  }

  protected write(packets: Packet[]): void {
    this.writable = false;
    this.#send(packets).then(
      () => this._onDrain(),
      () => {
        // The session has ended, and says so.
      },
    );
  }

  async #send(packets: Packet[]): Promise<void> {
    const writer = this.#writer!;
    for (const packet of packets) {
      const encoded: RawData = await new Promise((resolve) => encodePacket(packet, true, resolve));
      // What makes bytes of a text, a Blob, a view and a buffer alike.
      const payload = new Uint8Array(await new Blob([encoded]).arrayBuffer());
      await writer.write(frameHeader(payload.length, typeof encoded !== "string"));
      await writer.write(payload);
    }
  }

  protected doClose(): void {
    this.#session?.close();
  }
}
