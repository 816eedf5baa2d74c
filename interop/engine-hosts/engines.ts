import type { EventEmitter } from "node:events";
import type { IncomingMessage, Server as HttpServer, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { AttachOptions, ServerOptions } from "engine.io";
import { describe } from "vitest";
import type { EngineSocket } from "../engine-clients/engine-api.ts";

/** A middleware of the kind that Express made common. */
export type Middleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => unknown;

/** An engine as the applications of this folder use it, the two methods that only hosts know among them. */
export interface Engine extends EventEmitter {
  readonly clients: Readonly<Record<string, EngineSocket>>;
  readonly clientsCount: number;
  readonly httpServer?: HttpServer | undefined;
  use(middleware: Middleware): void;
  attach(server: HttpServer, options?: AttachOptions): void;
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  prepare(request: IncomingMessage): void;
  onWebSocket(request: IncomingMessage, socket: Duplex, websocket: unknown): void;
  close(): unknown;
}

export type EngineOptions = ServerOptions & AttachOptions;

/** The exports under test, with the options as the published package declares them. */
export interface EngineModule {
  readonly Server: new (options?: ServerOptions) => Engine;
  readonly attach: (server: HttpServer, options?: EngineOptions) => Engine;
  readonly listen: (port: number, options?: EngineOptions, onListening?: () => void) => Engine;
}

export interface Implementation extends EngineModule {
  readonly name: "sockeye" | "published";
}

async function load(name: Implementation["name"], specifier: string): Promise<Implementation> {
  // A name that the compiler does not follow: behaviour is compared here, types elsewhere.
  const { Server, attach, listen } = (await import(specifier)) as EngineModule;
  return { name, Server, attach, listen };
}

export const sockeye = await load("sockeye", "@sockeye/server/engine");

/** The control: what the tests ask for is what users of the published package have. */
const published = await load("published", "engine.io");

/** Defines the same tests for ours and for the published engine. */
export function describeEngines(title: string, define: (engine: Implementation) => void): void {
  describe.each([sockeye, published])(`$name: ${title}`, (engine) => {
    define(engine);
  });
}
