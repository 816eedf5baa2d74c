import { Buffer } from "node:buffer";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type Connection, createWebSocketServer } from "@sockeye/websocket/lean";
import { visible } from "../../side-by-side/harness/values.ts";
import { RawSession } from "./raw-session.ts";

export interface RawOptions {
  /** The fields of the open packet that are not as usual, or the whole packet. */
  readonly open?: Readonly<Record<string, unknown>> | string;
  /** Are CONNECT packets answered? With what behind the namespace? @default true: `{"sid":"…"}` */
  readonly accept?: boolean | string;
  /** For HTTPS. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Are all headers noted, or only those that applications and options set? @default false */
  readonly allHeaders?: boolean;
  /** Answers a request in its own way, and says so. */
  readonly answer?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Refuses a WebSocket with these bytes, or by closing when there are none. */
  readonly refuse?: (request: IncomingMessage) => string | undefined;
  /** Puts something in the place of the answer to a packet; undefined for the usual one. */
  readonly reply?: (packet: string, session: RawSession) => boolean;
}

export type RawLog = (who: string, what: string, ...values: readonly unknown[]) => void;

/** Headers that tell what options do. */
const TOLD =
  /^(?:accept|content-type|cookie|authorization|origin|x-.*|sec-websocket-(?:protocol|extensions))$/;
/** Headers that differ from run to run, or that only count bytes. */
const UNTOLD = /^(?:host|content-length|sec-websocket-key)$/;

/**
 * A server by hand: it notes each request and packet, and answers as the scenario says, or else in the usual way. Polls
 * wait until there is something to tell.
 */
export class RawServer {
  readonly sessions: RawSession[] = [];
  readonly http: Server;
  port = 0;
  /** The WebSocket whose probe waits for an answer. */
  probe: Connection | undefined;
  readonly #log: RawLog;
  readonly #options: RawOptions;
  readonly #websockets;
  #connects = 0;
  #sockets = 0;

  constructor(log: RawLog, options: RawOptions) {
    this.#log = log;
    this.#options = options;
    this.#websockets = createWebSocketServer({
      onConnection: () => undefined,
      selectProtocol: ([first]) => first,
    });
    const onRequest = (request: IncomingMessage, response: ServerResponse): void =>
      void this.#onRequest(request, response);
    this.http =
      options.tls === undefined ? createServer(onRequest) : createSecureServer(options.tls, onRequest);
    this.http.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#onUpgrade(request, socket, head);
    });
  }

  /** On a new port, or on the same one again. */
  async listen(): Promise<void> {
    await once(this.http.listen(this.port, "127.0.0.1"), "listening");
    this.port = (this.http.address() as AddressInfo).port;
  }

  /** The latest session. */
  get session(): RawSession {
    const session = this.sessions.at(-1);
    if (session === undefined) throw new Error("no session has begun");
    return session;
  }

  url(path = ""): string {
    return `http${this.#options.tls === undefined ? "" : "s"}://127.0.0.1:${this.port}${path}`;
  }

  /** Stops listening and cuts every connection; `listen` brings it back. */
  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.http.close(resolve));
    this.http.closeAllConnections();
    for (const { connection } of this.sessions) connection?.terminate();
    await closed;
  }

  openPacket(session: RawSession, isPolling = false): string {
    const { open = {} } = this.#options;
    if (typeof open === "string") return open;
    const usual = {
      sid: session.sid,
      upgrades: [],
      pingInterval: 25_000,
      pingTimeout: 20_000,
      maxPayload: 1_000_000,
    };
    return `0${JSON.stringify({ ...usual, ...open, ...(isPolling ? {} : { upgrades: [] }) })}`;
  }

  async #onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "" } = request;
    const body = method === "POST" ? await bodyOf(request) : "";
    const shown = visible(body.replaceAll("\u001e", "|"));
    this.#log(
      `http ${method}`,
      `${targetOf(request)} ${this.#headersOf(request)}`.trimEnd(),
      ...(shown === "" ? [] : [shown]),
    );
    response.on("error", () => undefined);
    if (this.#options.answer?.(request, response) === true) return;
    const sid = queryOf(request).get("sid");
    if (sid === null) {
      const session = this.#begin();
      session.poll = response;
      session.send(this.openPacket(session, true));
      return;
    }
    const session = this.sessions.find((candidate) => candidate.sid === sid);
    if (session === undefined) {
      response.writeHead(400).end('{"code":1,"message":"Session ID unknown"}');
    } else if (method === "POST") {
      response.writeHead(200, { "Content-Type": "text/html", "Content-Length": 2 }).end("ok");
      for (const packet of body.split("\u001e")) this.#onPacket(packet, session);
    } else {
      session.poll = response;
      session.flush();
    }
  }

  #begin(): RawSession {
    const session = new RawSession(`S${this.sessions.length + 1}`);
    this.sessions.push(session);
    return session;
  }

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#sockets += 1;
    const who = `ws${this.#sockets}`;
    this.#log(who, `${targetOf(request)} ${this.#headersOf(request)}`.trimEnd());
    const { refuse } = this.#options;
    if (refuse !== undefined) {
      const bytes = refuse(request);
      if (bytes !== undefined) {
        socket.end(bytes);
        return;
      }
    }
    this.#websockets.handleUpgrade(request, socket, head, (connection) => {
      this.#carry(who, connection, queryOf(request).get("sid"));
    });
  }

  #carry(who: string, connection: Connection, sid: string | null): void {
    const session = this.sessions.find((candidate) => candidate.sid === sid) ?? this.#begin();
    connection.handler = {
      onText: (text) => {
        this.#log(who, `> ${visible(text)}`);
        this.#onText(text, session, connection);
      },
      onBinary: (data) => this.#log(who, `> binary ${data.toString("hex")}`),
      onClose: (code) => this.#log(who, `closed ${code}`),
    };
    if (sid === null) {
      session.connection = connection;
      session.send(this.openPacket(session));
    }
  }

  #onText(text: string, session: RawSession, connection: Connection): void {
    if (text === "2probe") {
      this.probe = connection;
    } else if (text === "5") {
      session.connection = connection;
      session.flush();
    } else {
      this.#onPacket(text, session);
    }
  }

  #onPacket(packet: string, session: RawSession): void {
    if (this.#options.reply?.(packet, session) === true) return;
    const { accept = true } = this.#options;
    const connect = /^40(?:(\/[^?,]*)[^,]*,)?/.exec(packet);
    if (connect === null || accept === false) return;
    this.#connects += 1;
    const prefix = connect[1] === undefined ? "" : `${connect[1]},`;
    session.send(`40${prefix}${accept === true ? `{"sid":"N${this.#connects}"}` : accept}`);
  }

  #headersOf(request: IncomingMessage): string {
    const { allHeaders = false } = this.#options;
    const isTold = (name: string): boolean => (allHeaders ? !UNTOLD.test(name) : TOLD.test(name));
    return Object.entries(request.headers)
      .filter(([name]) => isTold(name))
      .map(([name, value]) => `${name}: ${String(value)}`)
      .toSorted()
      .join("; ");
  }
}

/** The target, without the value of the timestamp. */
function targetOf({ url = "" }: IncomingMessage): string {
  return url.replace(/([?&](?:t|stamp)=)[^&]+/, "$1<t>");
}

function queryOf({ url = "" }: IncomingMessage): URLSearchParams {
  return new URL(url, "http://localhost").searchParams;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    chunks.push(Buffer.from("(aborted)"));
  }
  return Buffer.concat(chunks).toString();
}
