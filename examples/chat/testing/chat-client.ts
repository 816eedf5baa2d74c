import { once } from "node:events";

import { WebSocket } from "@sockeye/websocket";

import type { ClientMessage, ServerMessage } from "../messages.ts";

type Kind = ServerMessage["type"];
type Of<K extends Kind> = Extract<ServerMessage, { type: K }>;

interface Waiting {
  readonly type: Kind;
  readonly resolve: (message: ServerMessage) => void;
}

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

function webSocketUrl(url: string, path: string): string {
  return `${url.replace(/^http/, "ws").replace(/\/$/, "")}${path}`;
}

export async function openSocket(url: string, path: string): Promise<WebSocket> {
  const socket = new WebSocket(webSocketUrl(url, path));
  await once(socket, "open");
  return socket;
}

/** The chat page without a page: what comes is kept until the test asks for it. */
export class ChatClient {
  readonly socket: WebSocket;
  readonly closed: Promise<Closed>;
  readonly #inbox: ServerMessage[] = [];
  readonly #waiting: Waiting[] = [];

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data: Buffer) => this.#take(JSON.parse(data.toString()) as ServerMessage));
    this.closed = new Promise((resolve) => {
      socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  static async open(url: string): Promise<ChatClient> {
    return new ChatClient(await openSocket(url, "/chat"));
  }

  static async join(url: string, name: string): Promise<{ client: ChatClient; welcome: Of<"welcome"> }> {
    const client = await ChatClient.open(url);
    client.send({ type: "join", name });
    return { client, welcome: await client.next("welcome") };
  }

  send(message: ClientMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  say(text: string, ref = "1"): void {
    this.send({ type: "say", text, ref });
  }

  /** The next message of this type that nobody has asked for yet; others stay for later. */
  async next<K extends Kind>(type: K): Promise<Of<K>> {
    const index = this.#inbox.findIndex((message) => message.type === type);
    const [found] = index === -1 ? [] : this.#inbox.splice(index, 1);
    if (found !== undefined) return found as Of<K>;
    return new Promise((resolve) => {
      this.#waiting.push({ type, resolve: (message) => resolve(message as Of<K>) });
    });
  }

  #take(message: ServerMessage): void {
    const index = this.#waiting.findIndex(({ type }) => type === message.type);
    const [waiting] = index === -1 ? [] : this.#waiting.splice(index, 1);
    if (waiting === undefined) this.#inbox.push(message);
    else waiting.resolve(message);
  }
}
