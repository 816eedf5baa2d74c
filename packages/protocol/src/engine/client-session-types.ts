import type { ProtocolError } from "../kernel/index.ts";
import type { CloseReason } from "./close-reason.ts";
import type { Dialect } from "./dialect.ts";
import type { Handshake } from "./handshake.ts";
import type { EnginePacket } from "./packet.ts";
import type { TransportName } from "./transport-name.ts";

/** What a client session begins with. */
export interface ClientSessionOptions {
  readonly dialect: Pick<Dialect, "pinger">;
  /** The transport that the session is opened over. */
  readonly transport: TransportName;
  /** The transports that it may move to; none, if it is not to be upgraded. */
  readonly upgrades: readonly TransportName[];
  /** Milliseconds that the move to one of them may take. */
  readonly upgradeTimeout: number;
}

/** What the driver tells a client session. Messages go past the machine: see `ClientSession.receivesMessages`. */
export type ClientSessionCommand =
  /** A packet other than a message came over the current transport. */
  | { readonly type: "packet"; readonly packet: EnginePacket }
  /** What came over the current transport cannot be decoded. */
  | { readonly type: "garbage"; readonly error: ProtocolError }
  /** A message came while `isPongAwaited`: a sign of life that extends the wait once. */
  | { readonly type: "activity" }
  /** A candidate stands and takes packets. */
  | { readonly type: "candidateOpen"; readonly name: TransportName }
  /** A packet came over a candidate. */
  | { readonly type: "candidatePacket"; readonly name: TransportName; readonly packet: EnginePacket }
  /** A candidate has closed, failed (for which there is a cause), or sent what cannot be decoded. */
  | {
      readonly type: "candidateLost";
      readonly name: TransportName;
      readonly problem: Extract<UpgradeProblem, "answer" | "closed" | "failed">;
      readonly cause?: unknown;
    }
  /** The current transport has come to rest, as `pauseTransport` wanted it: it neither sends nor receives. */
  | { readonly type: "paused" }
  /** The application closes the session. `isDrained`: the transport has sent everything. */
  | { readonly type: "close"; readonly isDrained: boolean }
  /** The transport has sent everything; of interest while closing. */
  | { readonly type: "drained" }
  /** The current transport has ended or failed. */
  | {
      readonly type: "transportClosed";
      readonly reason: "transport close" | "transport error";
      readonly description?: unknown;
    }
  /** Time has passed; see `deadline`. */
  | { readonly type: "tick" };

/**
 * Why a candidate did not become the transport: it gave another answer than the one to our probe, it closed, it failed,
 * it took too long, or the session ended meanwhile.
 */
export type UpgradeProblem = "answer" | "closed" | "failed" | "timeout" | "sessionClosed";

/** What a client session wants done. The driver drops what follows once it has carried out `closed`. */
export type ClientSessionEffect =
  /** Send on the current transport. */
  | { readonly type: "send"; readonly packet: EnginePacket }
  /** The session is open: tell the application. */
  | { readonly type: "opened"; readonly handshake: Handshake }
  /** The server has sent the ping, or the pong, that it owed: tell the application. */
  | { readonly type: "heartbeat" }
  /** Open a second transport with the id of this session. */
  | { readonly type: "openCandidate"; readonly name: TransportName }
  | { readonly type: "sendToCandidate"; readonly name: TransportName; readonly packet: EnginePacket }
  /** The candidate is not wanted: close it. */
  | { readonly type: "closeCandidate"; readonly name: TransportName }
  /** The server has answered: tell the application. */
  | { readonly type: "upgrading"; readonly name: TransportName }
  /** Keep back what is to be sent, let what is under way come to its end, then say `paused`. */
  | { readonly type: "pauseTransport" }
  /** There will be no upgrade: the current transport goes on. */
  | { readonly type: "resumeTransport" }
  /** The candidate is the transport from here on: let go of the old one, tell the application, send what waits. */
  | { readonly type: "switchTransport"; readonly name: TransportName }
  /** Tell the application that there will be no upgrade to this transport. */
  | {
      readonly type: "upgradeFailed";
      readonly name: TransportName;
      readonly problem: UpgradeProblem;
      readonly cause?: unknown;
    }
  /** Close the current transport; it tells the server where it can. `closed` follows. */
  | { readonly type: "closeTransport" }
  /**
   * The session is over: the last effect there is. Let go of all transports, tell the application; after that, that the
   * upgrade to the abandoned ones has failed, with the problem `sessionClosed`.
   */
  | {
      readonly type: "closed";
      readonly reason: CloseReason;
      readonly description?: unknown;
      readonly abandoned: readonly TransportName[];
    };
