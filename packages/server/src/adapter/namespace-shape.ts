/**
 * What an adapter uses of the namespace that it belongs to. Only the shape counts: our API, a fake in a test, and the
 * objects of third parties have it.
 */
export interface NamespaceShape {
  readonly name: string;
  readonly sockets: ReadonlyMap<string, SocketShape>;
  /** The next acknowledgement id of the namespace. */
  _ids: number;
  readonly server: ServerShape;
  /** Hands an event of another server to the listeners of the namespace. */
  _onServerSideEmit(args: unknown[]): void;
}

export interface ServerShape {
  readonly encoder: EncoderShape;
  readonly opts?: ServerOptionsShape | undefined;
}

export interface ServerOptionsShape {
  readonly connectionStateRecovery?: RecoveryOptionsShape | undefined;
  readonly maxRoomsPerSocket?: number | undefined;
}

/** The options of the recovery in memory. */
export interface RecoveryOptionsShape {
  /**
   * How long a client may stay away, in milliseconds.
   * @default 120_000
   */
  readonly maxDisconnectionDuration?: number | undefined;
  /**
   * How many packets of a namespace are kept for those who may come back.
   * @default 1_000_000
   */
  readonly maxRecoveryPackets?: number | undefined;
  /**
   * How many bytes these packets may have, as they were sent.
   * @default 134_217_728
   */
  readonly maxRecoveryBytes?: number | undefined;
  /**
   * How many sessions of a namespace are kept; over it, the one that has been away longest cannot come back.
   * @default 100_000
   */
  readonly maxRecoverySessions?: number | undefined;
}

export interface EncoderShape {
  encode(packet: PacketShape): EncodedPacket;
}

/** The chunks of a packet, each a message of the transport. */
export type EncodedPacket = readonly (string | Uint8Array)[];

export interface PacketShape {
  type: number;
  nsp?: string;
  data?: unknown;
  id?: number | undefined;
}

export interface SocketShape {
  readonly id: string;
  readonly client: ClientShape;
  readonly acks: Map<number, (...args: unknown[]) => void>;
  readonly handshake: unknown;
  readonly rooms: ReadonlySet<string>;
  readonly data: unknown;
  notifyOutgoingListeners(packet: PacketShape): void;
  join(rooms: Iterable<string>): unknown;
  leave(room: string): unknown;
  disconnect(close?: boolean): unknown;
}

export interface ClientShape {
  writeToEngine(encoded: EncodedPacket, options: WriteOptions): void;
}

/** One object for all receivers of a packet: nobody may change it. */
export interface WriteOptions {
  readonly preEncoded: true;
  readonly volatile: boolean | undefined;
  readonly compress: boolean | undefined;
}
