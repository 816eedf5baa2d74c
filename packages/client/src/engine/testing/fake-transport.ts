import type { Packet, PacketType } from "../../codec/packet.ts";
import { Transport, type CloseDetails } from "../../transports/transport.ts";
import type { SocketReservedEvents } from "../socket-events.ts";
import { Socket } from "../socket.ts";
import type { SocketOptions, TransportCtor } from "../socket-options.ts";

/** A transport that does nothing by itself: the test says what happens to it, and reads in the log what it was told. */
export interface FakeTransport extends Transport {
  readonly options: Record<string, unknown>;
  opened(): void;
  receive(type: PacketType, data?: unknown): void;
  drained(): void;
  fail(reason: string): void;
  gone(details?: CloseDetails): void;
  /** Ends the pause that the session has asked for. */
  paused(): void;
}

/** What a test looks at: everything that happens to sessions and their transports, in order. */
export interface Lab {
  readonly log: string[];
  /** The transports, in the order in which they were created. */
  readonly made: FakeTransport[];
  /** Makes a class of transports. */
  transport(
    name: string,
    options?: { readonly failsAtOnce?: boolean; readonly drains?: boolean },
  ): TransportCtor;
  /** Opens a session with fakes of these names, and logs its events. */
  open(names: readonly string[], options?: SocketOptions): Socket;
  /** The log since the last call. */
  take(): string[];
}

/** Events of which the log is too long otherwise. They are tested once. */
const quiet = new Set(["packet", "packetCreate", "heartbeat", "data"]);

const eventNames: readonly (keyof SocketReservedEvents)[] = [
  "open",
  "handshake",
  "packet",
  "packetCreate",
  "data",
  "message",
  "drain",
  "flush",
  "heartbeat",
  "ping",
  "pong",
  "error",
  "upgrading",
  "upgrade",
  "upgradeError",
  "close",
];

const describe = (value: unknown): string => {
  if (value instanceof Transport) return value.name;
  if (value instanceof Error) return value.message;
  return typeof value === "string" ? value : JSON.stringify(value);
};

/** Logs the events of a session; all, or those that say most. */
export function watch(socket: Socket, log: string[], isComplete = false): Socket {
  for (const name of eventNames)
    if (isComplete || !quiet.has(name))
      socket.on(name, (...args: unknown[]) => {
        const text = args.filter((arg) => arg !== undefined).map(describe);
        log.push([name, ...(name === "handshake" ? [] : text)].join(" "));
      });
  return socket;
}

export function createLab(): Lab {
  const log: string[] = [];
  const made: FakeTransport[] = [];
  const transport: Lab["transport"] = (name, { failsAtOnce = false, drains = false } = {}) =>
    class extends Transport {
      declare readonly options: Record<string, unknown>;
      declare onPause: () => void;

      constructor(options: Record<string, unknown>) {
        super(options);
        this.options = options;
        made.push(this);
      }

      get name(): string {
        return name;
      }

      protected doOpen(): void {
        log.push(`${name}: open`);
        if (failsAtOnce) this.onError("at once", 0);
      }

      protected doClose(): void {
        log.push(`${name}: close`);
      }

      protected write(packets: Packet[]): void {
        const texts = packets.map(({ type, data }) =>
          data === undefined ? type : `${type}=${describe(data)}`,
        );
        log.push(`${name}: ${texts.join(" ")}`);
        this.writable = false;
        if (drains) this.drained();
      }

      override pause(onPause: () => void): void {
        log.push(`${name}: pause`);
        this.readyState = "pausing";
        this.onPause = onPause;
      }

      paused(): void {
        this.readyState = "paused";
        this.onPause();
      }

      opened(): void {
        this.onOpen();
      }

      receive(type: PacketType, data?: unknown): void {
        this.onPacket({ type, data });
      }

      drained(): void {
        this.writable = true;
        this.emitReserved("drain");
      }

      fail(reason: string): void {
        this.onError(reason, 0);
      }

      gone(details?: CloseDetails): void {
        this.onClose(details);
      }
    };
  return {
    log,
    made,
    transport,
    open: (names, options) =>
      watch(new Socket("http://host", { transports: names.map((name) => transport(name)), ...options }), log),
    take: () => log.splice(0),
  };
}

/** What a server says first. */
export function handshake(changes: object = {}): string {
  return JSON.stringify({
    sid: "S1",
    upgrades: [],
    pingInterval: 300,
    pingTimeout: 200,
    maxPayload: 1000,
    ...changes,
  });
}
