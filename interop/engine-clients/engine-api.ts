/** As much of the API that users of engine.io know as the tests use. */
import type { EventEmitter } from "node:events";
import type { IncomingMessage, Server as HttpServer } from "node:http";

/** What travels in a message. An empty text arrives as `undefined`. */
export type MessageData = string | Uint8Array | undefined;

export interface EngineRequest extends IncomingMessage {
  readonly _query: Readonly<Record<string, string>>;
}

export interface EngineSocket extends EventEmitter {
  readonly id: string;
  readonly protocol: number;
  readonly request: EngineRequest;
  readonly readyState: string;
  readonly transport: { readonly name: string; readonly writable: boolean };
  readonly upgraded: boolean;
  send(data: MessageData, options?: { compress?: boolean }, onSent?: () => void): this;
  close(discard?: boolean): void;
}

export interface EngineOptions {
  readonly path?: string;
  readonly addTrailingSlash?: boolean;
  readonly pingInterval?: number;
  readonly pingTimeout?: number;
  readonly upgradeTimeout?: number;
  readonly maxHttpBufferSize?: number;
  readonly transports?: ("polling" | "websocket")[];
  readonly allowUpgrades?: boolean;
  readonly allowEIO3?: boolean;
  readonly perMessageDeflate?: boolean;
  readonly httpCompression?: boolean;
  readonly cookie?: boolean | { name: string; path?: string };
  readonly initialPacket?: string;
  /** Of ours only: how many sessions may be opened in a second. */
  readonly handshakesPerSecond?: number;
}

export interface EngineServer extends EventEmitter {
  readonly clientsCount: number;
  readonly httpServer?: HttpServer | undefined;
  attach(httpServer: HttpServer, options?: EngineOptions): void;
  close(): this;
}

/** The exports under test. */
export interface EngineModule {
  readonly Server: new (options?: EngineOptions) => EngineServer;
  readonly attach: (httpServer: HttpServer, options?: EngineOptions) => EngineServer;
  readonly listen: (port: number, options?: EngineOptions, onListening?: () => void) => EngineServer;
}
