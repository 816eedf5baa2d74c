import type { Manager, Socket } from "@sockeye/client";
import { describeDisconnect } from "./disconnect-sentence.ts";
import type { EventLog } from "./event-log.ts";
import type { FaultSwitches } from "./fault-switches.ts";
import type { LinkStatus } from "./link-status.ts";
import type { Setup, TransportName } from "./setup.ts";
import { describeFailedUpgrade, isOldServerMessage } from "./trouble/describe-trouble.ts";
import type { Trouble } from "./trouble/trouble.ts";
import type { Troubleshooter } from "./trouble/troubleshooter.ts";
import { watchBackoff } from "./watch-backoff.ts";
import type { WireLog } from "./wire-log.ts";

type Engine = Manager["engine"];
type Refusal = Error & { readonly data?: unknown };

/** Where a page is. */
export interface PageSituation {
  readonly protocol: string;
  readonly isOnline: boolean;
}

/** A connection, and those who want to know of it. */
export interface WatchedConnection {
  readonly setup: Setup;
  readonly manager: Manager;
  readonly socket: Socket;
  readonly status: LinkStatus;
  readonly log: EventLog;
  readonly wire: WireLog;
  readonly faults: FaultSwitches;
  readonly troubleshooter: Troubleshooter;
  readonly situation: () => PageSituation;
}

/** Makes signals, log entries and notes of what the library tells of a connection. */
export class ConnectionWatch {
  readonly #connection: WatchedConnection;
  /** Why the session stays with HTTP. */
  #upgradeTrouble: Trouble | undefined;

  constructor(connection: WatchedConnection) {
    this.#connection = connection;
    const { manager, socket } = connection;
    manager.on("open", () => this.#onOpen(manager.engine));
    manager.on("close", () => this.#onClose());
    manager.on("reconnect_attempt", (attempt) => this.#onAttempt(attempt));
    watchBackoff(manager, (milliseconds) => this.#onWait(milliseconds));
    socket.on("connect", () => this.#onConnect());
    socket.on("disconnect", (reason) => this.#onDisconnect(reason));
    socket.on("connect_error", (error) => this.#onConnectError(error));
  }

  /** The session tries whether it can move to this transport. */
  onProbe(transport: string): void {
    const { status, wire } = this.#connection;
    status.upgrading.value = true;
    wire.note("busy", `trying whether ${transport} works`);
  }

  #onOpen(engine: Engine): void {
    const { status, wire } = this.#connection;
    const { name } = engine.transport;
    this.#upgradeTrouble = undefined;
    status.transport.value = name as TransportName;
    wire.note("good", `connected by ${name}`);
    engine.on("upgrading", (transport) => wire.note("busy", `upgrading to ${transport.name}`));
    engine.on("upgrade", (transport) => this.#onUpgrade(name, transport.name));
    engine.on("upgradeError", () => {
      // With its session each attempt to upgrade ends, too.
      if (engine.readyState === "open") this.#onFailedUpgrade(name);
    });
  }

  #onUpgrade(from: string, to: string): void {
    const { status, log, wire } = this.#connection;
    this.#upgradeTrouble = undefined;
    status.upgrading.value = false;
    status.transport.value = to as TransportName;
    log.add("transport", `Changed from ${from} to ${to}.`);
    wire.note("good", `upgraded to ${to}`);
  }

  #onFailedUpgrade(transport: string): void {
    const { status, log, wire, faults } = this.#connection;
    this.#upgradeTrouble = describeFailedUpgrade(faults.blocksWebSocket.peek());
    status.upgrading.value = false;
    status.trouble.value = this.#upgradeTrouble;
    log.add("transport", `Stays with ${transport}: the other transport could not be opened.`);
    wire.note("bad", `stays with ${transport}`);
  }

  #onClose(): void {
    const { status } = this.#connection;
    status.transport.value = undefined;
    status.upgrading.value = false;
  }

  #onAttempt(attempt: number): void {
    const { status, log, wire } = this.#connection;
    wire.lastAnswer = undefined;
    status.beginAttempt(attempt);
    log.add("reconnecting", `Attempt ${attempt} to connect again.`);
    wire.note("busy", `attempt ${attempt} to connect again`);
  }

  #onWait(milliseconds: number): void {
    const { status, wire } = this.#connection;
    status.waitFor(milliseconds);
    wire.note("busy", `next attempt in ${(milliseconds / 1000).toFixed(1)} s`);
  }

  #onConnect(): void {
    const { socket, status, log, wire, troubleshooter } = this.#connection;
    troubleshooter.reset();
    status.connected(socket.id, socket.recovered);
    status.trouble.value = this.#upgradeTrouble;
    const id = socket.id ?? "";
    const title = socket.recovered ? `Connected again as ${id}. Nothing was missed.` : `Connected as ${id}.`;
    log.add("connected", title);
    wire.note("good", socket.recovered ? "connected again, with what was missed" : `connected as ${id}`);
  }

  #onDisconnect(reason: string): void {
    const { status, log, wire } = this.#connection;
    const isWanted = reason === "io client disconnect";
    const title = describeDisconnect(reason);
    status.closed();
    status.trouble.value = isWanted ? undefined : { found: title, advice: adviseAfter(reason) };
    log.add("disconnected", title);
    wire.note(isWanted ? "busy" : "bad", `disconnected: ${reason}`);
  }

  #onConnectError(error: Refusal): void {
    const { setup, socket, status, log, wire, faults, troubleshooter, situation } = this.#connection;
    status.closed();
    log.add("error", `Not connected: ${error.message}`, {
      args: error.data === undefined ? [] : [error.data],
    });
    wire.note("bad", `not connected: ${error.message}`);
    troubleshooter.onFailure({
      message: error.message,
      data: error.data,
      isRefusal: !socket.active,
      setup,
      answer: wire.lastAnswer,
      page: situation(),
      faults: {
        isCut: faults.isCut.peek(),
        blocksWebSocket: faults.blocksWebSocket.peek(),
        isDeaf: faults.isDeaf.peek(),
      },
    });
    // The library would stay with a server that it cannot talk to.
    if (isOldServerMessage(error.message)) socket.disconnect();
  }
}

function adviseAfter(reason: string): string {
  return reason === "io server disconnect"
    ? "Connect again, or ask who runs the server why."
    : "The library connects again by itself, if reconnection is switched on.";
}
