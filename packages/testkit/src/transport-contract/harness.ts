import type { EnginePacket } from "@sockeye/protocol/engine";
import type { ServerTransport, TransportOwner } from "@sockeye/server/ports";

/** The client at the other end of a transport, scripted. Nothing of it throws once the connection is gone. */
export interface TransportPeer {
  /** Sends packets, all at once where the medium can. */
  send(packets: readonly EnginePacket[]): void;
  /** All packets that have come so far; those that the medium adds on its own may be among them. */
  received(): readonly EnginePacket[];
  /** Sends what cannot be decoded. */
  garbage(): void;
  /** The connection breaks, without a goodbye. */
  vanish(): void;
}

/** How a peer makes a transport wait. */
export interface TransportBackpressure {
  /** Does what the peer does not take count as `bufferedBytes`? Over polling the session keeps it instead. */
  readonly buffersBytes: boolean;
  /** The peer takes nothing from here on. */
  stall(): void;
  /** The peer takes what there is. */
  resume(): void;
}

/** One transport, open, and its client. */
export interface TransportBench {
  readonly transport: ServerTransport;
  readonly peer: TransportPeer;
  /** Resolves when all that is under way has arrived, and the peer has asked for more where it has to ask. */
  readonly settle: () => Promise<void>;
  /** Leave it out only where the medium cannot make the server wait. */
  readonly backpressure?: TransportBackpressure | undefined;
  /** A message beyond the limit of the transport, and what comes of it. Leave it out where it does not end the session. */
  readonly oversize?: { send(): void; readonly outcome: "garbage" | "transport error" } | undefined;
  /** Lets go of everything; called at the end of each test. */
  dispose?(): void | Promise<void>;
}

/** Makes the transport that is to be tested. */
export interface TransportHarness {
  /** A new transport of this owner, open, with nothing sent yet but what it takes to open it. */
  create(owner: TransportOwner): Promise<TransportBench>;
}

/** What a test says about a value. */
export interface Expectation {
  toBe(expected: unknown): void;
  toEqual(expected: unknown): void;
}

/** The test runner. That of vitest and those of its shape can be passed as they are. */
export interface TestTools {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => Promise<void>) => unknown;
  readonly expect: (value: unknown, message?: string) => Expectation;
}

/** What the parts of the suite are made with. */
export interface Contract {
  readonly tools: TestTools;
  /** A test with a bench and a recording of what its transport says. */
  readonly check: (name: string, body: (bench: RecordedBench) => Promise<void>) => void;
}

/** A bench whose transport speaks to a recorder. */
export interface RecordedBench extends TransportBench {
  readonly log: OwnerLog;
  /** Settles, and hands packets over. */
  sendReady(packets: readonly EnginePacket[], onSent?: () => void): Promise<void>;
}

/** What a transport said to its owner. */
export interface OwnerLog {
  /** Messages and other packets, in the order in which they came. */
  readonly packets: readonly EnginePacket[];
  readonly garbage: number;
  readonly ready: number;
  /** The reasons of `onClosed`. */
  readonly closed: readonly string[];
  /** Did each call name the transport that it came from? */
  readonly isAttributed: boolean;
  /** Called for each packet, for tests that act in the middle of a batch. */
  reaction: (packet: EnginePacket) => void;
}
