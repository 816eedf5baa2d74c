import { HeldLine } from "./held-line.ts";
import type { TracedNetwork } from "./network.ts";
import type { MessageData, SocketEnd, SocketPort } from "./ports.ts";

/** How a browser tells of a connection that broke off. */
const BROKEN_OFF: SocketEnd = { code: 1006, reason: "", wasClean: false };

/** Is used like a WebSocket, on a network that may be out of order. What it sends and receives is written down. */
export class TracedSocket implements SocketPort {
  binaryType = "arraybuffer";
  extensions = "";
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: MessageData }) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  onclose: ((end: SocketEnd) => void) | null = null;

  readonly #network: TracedNetwork;
  readonly #outgoing: HeldLine;
  readonly #incoming: HeldLine;
  readonly #openingId: number;
  readonly #stopListening: (() => void)[];
  #socket: SocketPort | undefined;
  #state: "opening" | "open" | "closing" | "closed" = "opening";
  #wasOpen = false;

  constructor(network: TracedNetwork, url: string, protocols: string | string[] | undefined) {
    const { faults, recorder } = (this.#network = network);
    const breakOff = (): void => this.#breakOff();
    this.#outgoing = new HeldLine(faults, breakOff);
    this.#incoming = new HeldLine(faults, breakOff);
    this.#openingId = recorder.add({ kind: "opening", transport: "websocket", url, state: "opening" });
    // Later: nobody could listen yet.
    const breakOffIf = (isBroken: boolean): void => void (isBroken && setTimeout(breakOff, 0));
    this.#stopListening = [faults.isCut.subscribe(breakOffIf), faults.blocksWebSocket.subscribe(breakOffIf)];
    if (faults.isCut.peek() || faults.blocksWebSocket.peek()) return;
    this.#outgoing.pass(() => this.#connect(url, protocols));
  }

  send(data: MessageData): void {
    if (this.#state !== "open") return;
    this.#network.recorder.add({ kind: "frame", direction: "out", data: asPayload(data) });
    this.#outgoing.pass(() => this.#socket?.send(data));
  }

  close(): void {
    if (this.#state === "open") this.#outgoing.pass(() => this.#socket?.close());
    else if (this.#state === "opening") setTimeout(() => this.#breakOff(), 0);
    else return;
    this.#state = "closing";
  }

  #connect(url: string, protocols: string | string[] | undefined): void {
    let socket: SocketPort;
    try {
      socket = this.#network.ports.createSocket(url, protocols);
    } catch {
      // The browser refuses the address.
      setTimeout(() => this.#breakOff(), 0);
      return;
    }
    this.#socket = socket;
    socket.binaryType = this.binaryType;
    socket.onopen = () => this.#incoming.pass(() => this.#onOpen(socket.extensions));
    socket.onmessage = ({ data }) => this.#incoming.pass(() => this.#onMessage(data));
    socket.onerror = (event) => this.#incoming.pass(() => this.onerror?.(event));
    socket.onclose = (end) => this.#incoming.pass(() => this.#onClose(end));
  }

  #onOpen(extensions: string): void {
    if (this.#state !== "opening") return;
    this.#state = "open";
    this.#wasOpen = true;
    this.extensions = extensions;
    const growth = { state: "open" as const, endedAt: performance.now() };
    this.#network.recorder.grow(this.#openingId, extensions ? { ...growth, extensions } : growth);
    this.onopen?.();
  }

  #onMessage(data: MessageData): void {
    if (this.#state !== "open") return;
    this.#network.recorder.add({ kind: "frame", direction: "in", data: asPayload(data) });
    this.onmessage?.({ data });
  }

  /** Ends as browsers do when the network does: with an error, and without a word from the other side. */
  #breakOff(): void {
    if (this.#state === "closed") return;
    this.#end(BROKEN_OFF);
    this.onerror?.({ type: "error" });
    this.onclose?.(BROKEN_OFF);
  }

  #onClose(end: SocketEnd): void {
    this.#end(end);
    this.onclose?.(end);
  }

  #end({ code, reason }: SocketEnd): void {
    this.#state = "closed";
    this.#letGo();
    const { recorder } = this.#network;
    if (this.#wasOpen) recorder.add({ kind: "closing", code, reason });
    else recorder.grow(this.#openingId, { state: "failed", endedAt: performance.now() });
  }

  #letGo(): void {
    for (const stop of this.#stopListening) stop();
    this.#outgoing.close();
    this.#incoming.close();
    const socket = this.#socket;
    if (socket === undefined) return;
    socket.onopen = socket.onmessage = socket.onerror = socket.onclose = null;
    socket.close();
  }
}

/** Buffers are looked at, not copied: nobody writes into a message. */
const asPayload = (data: MessageData): string | Uint8Array =>
  data instanceof ArrayBuffer ? new Uint8Array(data) : data;
