import type { IncomingMessage } from "node:http";
import { Buffer } from "node:buffer";
import { WebSocket } from "@sockeye/websocket";
import type { Packet } from "../../codec/packet.ts";
import { BaseWS } from "../../transports/websocket.ts";
import { jarOf, type CookieJar } from "./cookie-jar.ts";
import { pick, pickTlsOptions, type TlsOptions } from "./tls-options.ts";

/** The options that are the WebSocket's, besides those of TLS. */
const NAMES = [
  "agent",
  "perMessageDeflate",
  "localAddress",
  "protocolVersion",
  "origin",
  "maxPayload",
  "family",
  "checkServerIdentity",
];

/** So many bytes may wait when a ping is answered. */
const MAX_BEFORE_PONG = 1_000_000;

/** What packets become. */
type Outgoing = string | ArrayBuffer | ArrayBufferView;

interface NodeOptions extends TlsOptions {
  readonly extraHeaders?: Record<string, string>;
  readonly autoUnref?: boolean;
  readonly perMessageDeflate?: boolean | { threshold?: number };
}

/** WebSocket of `@sockeye/websocket`; `transport.ws` is the object that users of `ws` know. */
export class NodeWebSocket extends BaseWS {
  /** Known when the connection is open, so with the first packet. */
  #isCompressed: boolean | undefined;

  override createSocket(uri: string, protocols: string | string[] | undefined): WebSocket {
    const options = this.opts as NodeOptions;
    const jar = jarOf(this.opts);
    const webSocket = new WebSocket(uri, protocols, {
      ...pick(options, NAMES),
      ...pickTlsOptions(options),
      headers: withCookies(options.extraHeaders, jar),
      // What waits to be sent is the application's own doing.
      maxBufferedBytes: Infinity,
    });
    // Before the transport listens, and after it has stopped, an error must not end the process.
    webSocket.on("error", () => {});
    webSocket.on("upgrade", ({ headers, socket }: IncomingMessage) => {
      jar?.parseCookies(headers["set-cookie"]);
      if (options.autoUnref === true) socket.unref();
    });
    return webSocket;
  }

  override doWrite({ type, options }: Packet, data: Outgoing): void {
    const webSocket = this.ws as WebSocket;
    // A server that reads nothing needs no answers to its pings.
    if (type === "pong" && webSocket.bufferedAmount > MAX_BEFORE_PONG) return;
    this.#isCompressed ??= webSocket.extensions !== "";
    if (!this.#isCompressed) webSocket.send(data);
    else webSocket.send(data, { compress: options?.compress !== false && this.#isWorthCompressing(data) });
  }

  /** With a threshold, small messages stay as they are, even where compression could make use of the messages before. */
  #isWorthCompressing(data: Outgoing): boolean {
    const { perMessageDeflate } = this.opts as NodeOptions;
    const threshold = typeof perMessageDeflate === "object" ? (perMessageDeflate.threshold ?? 0) : 0;
    return (typeof data === "string" ? Buffer.byteLength(data) : data.byteLength) >= threshold;
  }
}

/** The cookies of the jar behind those that the caller gave. */
function withCookies(given: Record<string, string> = {}, jar: CookieJar | undefined): Record<string, string> {
  const pairs = Array.from(jar?.cookies ?? [], ([name, { value }]) => `${name}=${value}`);
  if (pairs.length === 0) return given;
  const name = Object.keys(given).find((key) => key.toLowerCase() === "cookie") ?? "cookie";
  return { ...given, [name]: [...(given[name] === undefined ? [] : [given[name]]), ...pairs].join("; ") };
}
