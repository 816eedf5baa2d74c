// oxlint-disable typescript/no-explicit-any, typescript/no-unsafe-member-access, typescript/no-unsafe-call, typescript/no-unsafe-assignment -- the socket is whatever the platform has in the place of WebSocket
import { encodePackets } from "../codec/packet-codec.ts";
import type { Packet, RawData } from "../codec/packet.ts";
import { nextTick } from "./next-tick.ts";
import { Transport } from "./transport.ts";

/** A WebSocket, be it the one of the browser or one that the platform brings along. */
export abstract class BaseWS extends Transport {
  declare protected ws: any;

  get name(): string {
    return "websocket";
  }

  doOpen(): this {
    const { extraHeaders: headers, protocols } = this.opts;
    const ws = (this.ws = this.createSocket(this._requestUri("ws"), protocols, { headers }));
    ws.binaryType = this.socket.binaryType;
    ws.onopen = () => this.onOpen();
    ws.onclose = (context: unknown) => this.onClose({ description: "websocket connection closed", context });
    ws.onmessage = (event: MessageEvent) => this.onData(event.data);
    ws.onerror = (event: unknown) => this.onError("websocket error", event);
    return this;
  }

  /** Creates what is used like a WebSocket. */
  abstract createSocket(
    uri: string,
    protocols: string | string[] | undefined,
    opts: Record<string, any>,
  ): any;

  write(packets: Packet[]): void {
    this.writable = false;
    encodePackets(packets, this.supportsBinary, (encoded) => {
      encoded.forEach((data, index) => {
        try {
          this.doWrite(packets[index]!, data);
        } catch {
          // It is closing, and will say so.
        }
      });
      nextTick(() => this._onDrain());
    });
  }

  /** Sends one packet. */
  abstract doWrite(packet: Packet, data: RawData): any;

  doClose(): void {
    this.ws?.close();
  }
}

/** The WebSocket of the browser (or of Node from version 22 on). */
export class WS extends BaseWS {
  createSocket(uri: string, protocols: string | string[] | undefined, opts: Record<string, any>): any {
    // React Native takes the headers from a third argument. Browsers ignore it, as they do with all that they do not know.
    return new (WebSocket as any)(uri, protocols || [], opts);
  }

  doWrite(_packet: Packet, data: RawData): void {
    this.ws.send(data);
  }
}
