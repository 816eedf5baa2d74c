import type { Dialect, EnginePacket, PacketData, TransportName } from "@sockeye/protocol/engine";
import type { ProtocolError } from "@sockeye/protocol/kernel";
import type { HttpExchange } from "./http-exchange.ts";

/** Who hears of a transport. What these calls throw is the owner's fault and does not reach the transport. */
export interface TransportOwner {
  /** A message came: the data path, apart from the other packets. `undefined` is the empty text. */
  onMessage(data: PacketData | undefined, transport: ServerTransport): void;
  /** Any other packet came. */
  onPacket(packet: EnginePacket, transport: ServerTransport): void;
  /** What came cannot be decoded. Nothing more is delivered. */
  onGarbage(error: ProtocolError, transport: ServerTransport): void;
  /**
   * Time to look whether what waits can go out: `isReady` has become true, as a poll came or a slow connection has caught
   * up; or `isDelivering` has become false.
   */
  onReady(transport: ServerTransport): void;
  /** The transport has ended; called once at most, and not after `close` or `discard` was called. */
  onClosed(
    reason: "transport close" | "transport error",
    description: unknown,
    transport: ServerTransport,
  ): void;
}

/**
 * A way for packets to and from one client, in order, each once. A session owns one, and a second one while it is
 * being upgraded. Every transport passes the contract suite of `@sockeye/testkit`.
 */
export interface ServerTransport {
  readonly name: TransportName;
  readonly dialect: Dialect;
  /** Does the client take binary data as it is? Otherwise it goes as base64. */
  readonly supportsBinary: boolean;
  owner: TransportOwner;
  /** Does one `send` use up the readiness? Then a session gathers what a turn brings before it hands it over. */
  readonly sendsBatches: boolean;
  /** May packets be handed over? A session keeps them until then. */
  readonly isReady: boolean;
  /**
   * Are several packets being delivered at once? Then `onReady` follows behind the last one, and what they have brought
   * about goes out together.
   */
  readonly isDelivering?: boolean;
  /** Is nothing waiting to be sent? What `volatile` goes by. */
  readonly isWritable: boolean;
  /** Has the session moved on to another transport? */
  readonly isDiscarded: boolean;
  readonly readyState: "open" | "closing" | "closed";
  /** Bytes that were handed over and that the system has not taken. */
  readonly bufferedBytes: number;
  /**
   * Hands packets over, at least one; only while `isReady`.
   *
   * @param onSent - called when the system has taken them; never when the transport ends before
   */
  send(packets: readonly EnginePacket[], onSent?: () => void): void;
  /**
   * Says goodbye where the medium allows it, and ends. Nothing is delivered any more, `onClosed` is not called.
   *
   * @param onEnded - called once when the transport has ended; not before this call has returned
   * @param code - the close code of a WebSocket, where there is more to say than goodbye; other media have none
   */
  close(onEnded?: () => void, code?: number): void;
  /** Ends at once, where `close` would wait for a peer that does not read. */
  terminate(): void;
  /** The session has moved on: nothing is delivered any more, what waits is released, and the transport ends by itself. */
  discard(): void;
  /** Answers a waiting poll with a noop, so that the client can move on. Without effect when none waits. */
  releasePoll?(): void;
  /** What lies below, for applications that reach through: the WebSocket. */
  readonly medium?: unknown;
}

/** A transport whose requests arrive one by one. */
export interface RequestTransport extends ServerTransport {
  /** Takes a request that carries the id of the session, or the one that opens it. */
  onRequest(exchange: HttpExchange): void;
  releasePoll(): void;
}
