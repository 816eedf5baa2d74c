/** What both adapters are given, and what is written down of what they do with it. */
export interface TracedSocket {
  readonly id: string;
  readonly data: unknown;
  handshake: unknown;
  readonly acks: Map<number, (...args: unknown[]) => void>;
  readonly client: { writeToEngine(encoded: unknown, options: Record<string, unknown>): void };
  readonly rooms: Set<string>;
  notifyOutgoingListeners(packet: unknown): void;
  join(rooms: unknown): void;
  leave(room: string): void;
  disconnect(close?: boolean): void;
}

/** The part of an adapter that the fake sockets need. */
interface RoomKeeper {
  addAll(id: string, rooms: Set<string>): unknown;
  socketRooms(id: string): Set<string> | undefined;
}

export class Trace {
  readonly lines: string[] = [];
  readonly #names = new Map<string, string>();

  add(...items: readonly unknown[]): void {
    this.lines.push(items.map((item) => this.#text(item)).join(" "));
  }

  /** From now on, this random text is written as that name. */
  rename(random: string, name: string): void {
    this.#names.set(random, name);
  }

  #text(item: unknown): string {
    if (item instanceof Error) return `Error: ${item.message}`;
    let text = typeof item === "string" ? item : (JSON.stringify(item, describe) ?? "undefined");
    // The longest first: the published offsets of one millisecond begin with the same text.
    const names = [...this.#names].sort(([a], [b]) => b.length - a.length);
    for (const [random, name] of names) text = text.replaceAll(random, name);
    return text;
  }
}

function describe(_key: string, value: unknown): unknown {
  if (value instanceof Set) return { set: [...(value as ReadonlySet<unknown>)] };
  if (value instanceof Map) return { map: [...(value as ReadonlyMap<unknown, unknown>)] };
  if (typeof value === "function") return "(function)";
  return value === undefined ? "(undefined)" : value;
}

export class TracedNamespace {
  readonly name = "/chat";
  readonly sockets = new Map<string, TracedSocket>();
  readonly server: { readonly opts: Record<string, unknown>; readonly encoder: unknown };
  _ids = 0;
  onServerSideEmit: (args: unknown[]) => void = () => {};
  readonly #trace: Trace;

  constructor(trace: Trace, opts: Record<string, unknown> = {}) {
    this.#trace = trace;
    const encode = (packet: unknown) => {
      trace.add("encode", packet);
      return [JSON.stringify(packet)];
    };
    this.server = { opts, encoder: { encode } };
  }

  _onServerSideEmit(args: unknown[]): void {
    this.#trace.add("server side", args);
    this.onServerSideEmit(args);
  }

  connect(adapter: RoomKeeper, id: string, rooms: readonly string[] = []): TracedSocket {
    const trace = this.#trace;
    const socket: TracedSocket = {
      id,
      data: { of: id },
      handshake: { address: "::1", sessionStore: {} },
      acks: new Map(),
      get rooms() {
        return adapter.socketRooms(id) ?? new Set<string>();
      },
      client: {
        writeToEngine(encoded, { preEncoded, volatile, compress }) {
          // `wsPreEncodedFrame` is left out: our engine builds the frame of a text once, whoever sends it.
          trace.add("write", id, encoded, { preEncoded, volatile, compress });
        },
      },
      notifyOutgoingListeners: (packet) => trace.add("notify", id, packet),
      join: (wanted) => trace.add("join", id, wanted),
      leave: (room) => trace.add("leave", id, room),
      disconnect: (close) => trace.add("disconnect", id, close),
    };
    this.sockets.set(id, socket);
    adapter.addAll(id, new Set([id, ...rooms]));
    return socket;
  }
}
