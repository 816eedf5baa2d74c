import { WebTransport as WebTransportTransport } from "@sockeye/client";
import { HeldLine } from "./held-line.ts";
import type { TracedNetwork } from "./network.ts";

type Packets = Parameters<WebTransportTransport["send"]>[0];
type Packet = Packets[number];
type Close = Parameters<WebTransportTransport["onClose"]>[0];

/** The digits of the packet types on the wire, in this order. */
const PACKET_TYPES = ["open", "close", "ping", "pong", "message", "upgrade", "noop"];

/**
 * WebTransport, on a network that may be out of order. The browser hands over streams of bytes, which cannot be held up
 * singly, so that packets are what is held and written down.
 */
export function traceWebTransport(network: TracedNetwork): typeof WebTransportTransport {
  const { faults, recorder } = network;

  return class TracedWebTransport extends WebTransportTransport {
    readonly #outgoing = new HeldLine(faults, () => this.#breakOff());
    readonly #incoming = new HeldLine(faults, () => this.#breakOff());
    #openingId: number | undefined;
    #isOpen = false;
    #stopListening: (() => void) | undefined;

    protected override doOpen(): this {
      if (this.query["sid"] !== undefined) network.onProbe(this.name);
      this.#openingId = recorder.add({
        kind: "opening",
        transport: "webtransport",
        url: this.createUri("https"),
        state: "opening",
      });
      this.#stopListening = faults.isCut.subscribe((isCut) => {
        if (isCut) setTimeout(() => this.#breakOff(), 0);
      });
      if (!faults.isCut.peek()) this.#outgoing.pass(() => this.#openNow());
      return this;
    }

    #openNow(): void {
      try {
        super.doOpen();
      } catch (error) {
        // This browser has no WebTransport, or refuses the address.
        setTimeout(() => this.onError("webtransport error", error), 0);
      }
    }

    protected override onOpen(): void {
      this.#incoming.pass(() => {
        this.#isOpen = true;
        recorder.grow(this.#openingId!, { state: "open", endedAt: performance.now() });
        super.onOpen();
      });
    }

    protected override onData(data: Parameters<WebTransportTransport["onData"]>[0]): void {
      this.#incoming.pass(() => {
        recorder.add({ kind: "frame", direction: "in", data: bytesOrText(data) });
        super.onData(data);
      });
    }

    protected override write(packets: Packets): void {
      this.writable = false;
      for (const packet of packets)
        recorder.add({ kind: "frame", direction: "out", data: asWritten(packet) });
      this.#outgoing.pass(() => super.write(packets));
    }

    protected override onError(reason: string, description: unknown, context?: unknown): this {
      this.#letGo();
      return super.onError(reason, description, context);
    }

    protected override onClose(details?: Close): void {
      this.#letGo();
      super.onClose(details);
    }

    #breakOff(): void {
      if (this.readyState === "closed") return;
      this.doClose();
      this.onError("webtransport error", new Error("The connection broke off"));
    }

    #letGo(): void {
      this.#stopListening?.();
      this.#outgoing.close();
      this.#incoming.close();
      if (this.#openingId === undefined) return;
      if (this.#isOpen) recorder.add({ kind: "note", tone: "bad", text: "WebTransport session ended" });
      else recorder.grow(this.#openingId, { state: "failed", endedAt: performance.now() });
      this.#openingId = undefined;
    }
  };
}

function asWritten({ type, data }: Packet): string | Uint8Array {
  const written = bytesOrText(data);
  return typeof written === "string" ? `${PACKET_TYPES.indexOf(type)}${written}` : written;
}

function bytesOrText(data: unknown): string | Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return typeof data === "string" ? data : "";
}
