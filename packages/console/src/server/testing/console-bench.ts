import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { io as connect, type Socket as ClientSocket } from "@sockeye/client";
import { Server } from "@sockeye/server";
import { CONSOLE_NAMESPACE, type Answer, type PageEvents, type ServerEvents } from "../../contract/index.ts";
import { attachConsole, type Console } from "../attach-console.ts";
import type { ConsoleOptions } from "../options.ts";

/** The page's end of the connection. */
export type PageClient = ClientSocket<ServerEvents, PageEvents>;

type Result<Event extends keyof PageEvents> = PageEvents[Event] extends (
  question: never,
  answer: (answer: Answer<infer T>) => void,
) => void
  ? T
  : never;

/** A server with a console, on loopback, and clients of both. */
export class ConsoleBench {
  readonly http: HttpServer = createServer((_request, response) => response.end("the application"));
  readonly io = new Server(this.http, { serveClient: false });
  readonly console: Console;
  readonly #clients: { disconnect(): unknown }[] = [];

  constructor(options: Partial<ConsoleOptions> = {}) {
    this.console = attachConsole(this.io, { auth: "open", ...options });
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.http.listen(0, "127.0.0.1", resolve));
    return this;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  async dispose(): Promise<void> {
    for (const client of this.#clients) client.disconnect();
    await this.console.close();
    await this.io.close();
  }

  /** A client of the application, connected. */
  async client(namespace = "/", options: ClientOptions = {}): Promise<ClientSocket> {
    const client = this.open(namespace, options);
    await once(client, "connect");
    return client;
  }

  /** A page that has been let in. */
  async page(options: ClientOptions = {}): Promise<PageClient> {
    return this.client(CONSOLE_NAMESPACE, options);
  }

  /** Connects, with whatever comes of it. */
  open(namespace: string, options: ClientOptions = {}): ClientSocket {
    const client = connect(this.origin + namespace, {
      forceNew: true,
      reconnection: false,
      transports: ["websocket"],
      ...options,
    });
    this.#clients.push(client);
    return client;
  }
}

/** What a client brings along. */
export interface ClientOptions {
  readonly auth?: Record<string, unknown>;
  readonly query?: Record<string, string>;
  readonly extraHeaders?: Record<string, string>;
  readonly transports?: string[];
}

/** Asks as the page does, with whatever question. */
export function ask<Event extends keyof PageEvents>(
  page: PageClient,
  event: Event,
  question: unknown,
): Promise<Answer<Result<Event>>> {
  return new Promise((resolve) => (page as ClientSocket).emit(event, question, resolve));
}

/** The answer, where there is one. */
export async function askFor<Event extends keyof PageEvents>(
  page: PageClient,
  event: Event,
  question: unknown,
): Promise<Result<Event>> {
  const answer = await ask(page, event, question);
  if ("error" in answer) throw new Error(answer.error);
  return answer.ok;
}

/** What an event brings when it comes next. */
export function once(
  emitter: { once(event: string, listener: (...values: unknown[]) => void): unknown },
  event: string,
): Promise<readonly unknown[]> {
  return new Promise((resolve) => emitter.once(event, (...values) => resolve(values)));
}
