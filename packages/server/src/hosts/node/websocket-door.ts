import type { Buffer } from "node:buffer";
import type { Duplex } from "node:stream";
import { createWebSocketServer, type LeanWebSocketServer } from "@sockeye/websocket/lean";
import type { ServerTransport } from "../../ports/index.ts";
import type { MessageTransportParts } from "../../transports/websocket/message-transport.ts";
import { WebSocketTransport } from "../../transports/websocket/websocket-transport.ts";
import { WsShapedTransport, type WsShapedSocket } from "../../transports/websocket/ws-shaped-transport.ts";
import type { EngineIncoming } from "./engine-incoming.ts";

/** An upgrade request that may pass. */
export interface Passage extends MessageTransportParts {
  readonly request: EngineIncoming;
  readonly socket: Duplex;
  readonly head: Buffer;
  /** `Name: value` each, to be added to the response. */
  readonly headerLines: readonly string[];
  onTransport(transport: ServerTransport): void;
}

/** Answers upgrade requests with a 101 and makes transports of the connections. */
export interface WebSocketDoor {
  pass(passage: Passage): void;
  close(): void;
}

/** How connections are set up. */
export interface DoorOptions {
  readonly maxPayload: number;
  readonly perMessageDeflate: boolean | object;
  /** Calls back when what is ready in this turn has been dealt with. */
  readonly afterTurn?: ((callback: () => void) => void) | undefined;
}

/** The door of `@sockeye/websocket`. */
export function createOwnDoor(options: DoorOptions): WebSocketDoor {
  return new OwnDoor(options);
}

class OwnDoor implements WebSocketDoor {
  readonly #server: LeanWebSocketServer;
  /** The passage that is being answered: the acceptor answers within the call. */
  #passage: Passage | undefined;
  readonly #afterTurn: DoorOptions["afterTurn"];

  constructor({ maxPayload, perMessageDeflate, afterTurn }: DoorOptions) {
    this.#afterTurn = afterTurn;
    this.#server = createWebSocketServer({
      maxPayload,
      perMessageDeflate,
      // The session keeps count of what waits, over all transports.
      maxBufferedBytes: Infinity,
      // Clients that offer sub-protocols fail without one; the engine has no use for them.
      selectProtocol: ([first]) => first,
      onHeaders: (lines) => {
        lines.push(...(this.#passage?.headerLines ?? []));
      },
      onConnection: (connection) => {
        connection.terminate();
      },
    });
  }

  pass(passage: Passage): void {
    const { request, socket, head } = passage;
    this.#passage = passage;
    // The 101 goes out together with the greeting, which the connection writes at the end of this turn.
    socket.cork();
    try {
      this.#server.handleUpgrade(request, socket, head, (connection) => {
        const { dialect, supportsBinary } = passage;
        const afterTurn = this.#afterTurn;
        passage.onTransport(new WebSocketTransport(connection, { dialect, supportsBinary, afterTurn }));
      });
    } finally {
      this.#passage = undefined;
      setImmediate(uncork, socket);
    }
  }

  close(): void {
    // The sessions end their connections themselves.
  }
}

function uncork(socket: Duplex): void {
  socket.uncork();
}

/** What the option `wsEngine` must be: the `Server` of `ws`, or a class of its shape. */
export type WsEngine = new (options: object) => WsEngineServer;

interface WsEngineServer {
  handleUpgrade(
    request: EngineIncoming,
    socket: Duplex,
    head: Buffer,
    callback: (socket: WsShapedSocket) => void,
  ): void;
  on?(event: "headers", listener: (lines: string[], request: EngineIncoming) => void): unknown;
  close?(): void;
}

/** A door of another make. */
export function createForeignDoor(
  Engine: WsEngine,
  { maxPayload, perMessageDeflate }: DoorOptions,
): WebSocketDoor {
  const server = new Engine({ noServer: true, clientTracking: false, perMessageDeflate, maxPayload });
  const underWay = new WeakMap<EngineIncoming, Passage>();
  server.on?.("headers", (lines, request) => {
    lines.push(...(underWay.get(request)?.headerLines ?? []));
  });
  return {
    pass(passage) {
      underWay.set(passage.request, passage);
      server.handleUpgrade(passage.request, passage.socket, passage.head, (socket) => {
        passage.onTransport(new WsShapedTransport(socket, passage));
      });
    },
    close() {
      server.close?.();
    },
  };
}
