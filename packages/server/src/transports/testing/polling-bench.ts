import { createDialects, type EnginePacket, type PacketData } from "@sockeye/protocol/engine";
import { portableBytes, type ProtocolError } from "@sockeye/protocol/kernel";
import { VirtualClock } from "@sockeye/testkit";
import type { ResponseHeaders, ServerTransport, TransportOwner } from "../../ports/index.ts";
import { DeadlineQueue } from "../../runtime/deadline-queue.ts";
import { InflightBudget } from "../../runtime/inflight-budget.ts";
import type { PollingContext } from "../polling/polling-context.ts";
import { PollingTransport } from "../polling/polling-transport.ts";
import { FakeExchange, type FakeRequest } from "./fake-exchange.ts";

const dialects = createDialects(portableBytes);

/** What a bench can be given. */
export interface PollingBenchOptions {
  readonly protocol?: 3 | 4;
  /** The query of the first request. */
  readonly query?: Readonly<Record<string, string>>;
  readonly context?: Partial<PollingContext>;
}

/** An owner that writes one line per call. */
class ScriptedOwner implements TransportOwner {
  readonly lines: string[] = [];
  readonly errors: unknown[] = [];
  /** Called after each line was written, for tests that act in the middle of things. */
  reaction: (line: string) => void = () => {};

  onMessage(data: PacketData | undefined): void {
    this.#note(`message ${show(data)}`);
  }

  onPacket({ type, data }: EnginePacket): void {
    this.#note(`packet ${type}${data === undefined ? "" : ` ${show(data)}`}`);
  }

  onGarbage(error: ProtocolError): void {
    this.errors.push(error);
    this.#note(`garbage ${error.code}`);
  }

  onReady(_transport: ServerTransport): void {
    this.#note("ready");
  }

  onClosed(reason: string, description: unknown): void {
    this.errors.push(description);
    this.#note(`closed ${reason} ${(description as ProtocolError).code}`);
  }

  #note(line: string): void {
    this.lines.push(line);
    this.reaction(line);
  }
}

function show(data: PacketData | undefined): string {
  if (data === undefined || typeof data === "string") return String(data);
  return `<${Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join(" ")}>`;
}

/** A polling transport, its owner, and the client's requests. */
export class PollingBench {
  readonly clock = new VirtualClock();
  readonly deadlines = new DeadlineQueue(this.clock);
  readonly intake = new InflightBudget();
  readonly owner = new ScriptedOwner();
  readonly transport: PollingTransport;
  /** What `onHeaders` was called with. */
  readonly headers: { method: string | undefined; isInitial: boolean; headers: ResponseHeaders }[] = [];
  readonly #query: Readonly<Record<string, string>>;

  constructor({ protocol = 4, query = {}, context = {} }: PollingBenchOptions = {}) {
    this.#query = query;
    this.transport = new PollingTransport({
      dialect: dialects[protocol],
      query,
      context: {
        clock: this.clock,
        deadlines: this.deadlines,
        intake: this.intake,
        maxHttpBufferSize: 1000,
        maxControlPerPayload: 100,
        maxPacketsPerPayload: Infinity,
        allowJsonp: true,
        onHeaders: (headers, { method }, isInitial) => this.headers.push({ method, isInitial, headers }),
        ...context,
      },
    });
    this.transport.owner = this.owner;
  }

  /** A request of the client, handed to the transport. */
  request(request: FakeRequest): FakeExchange {
    const exchange = new FakeExchange({ query: this.#query, ...request });
    this.transport.onRequest(exchange);
    return exchange;
  }

  poll(headers: Readonly<Record<string, string>> = {}): FakeExchange {
    return this.request({ method: "GET", headers });
  }

  post(body?: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): FakeExchange {
    return this.request({ method: "POST", headers, ...(body === undefined ? {} : { body }) });
  }

  send(...packets: (EnginePacket | PacketData)[]): void {
    this.transport.send(
      packets.map((packet) =>
        typeof packet === "string" || packet instanceof Uint8Array
          ? { type: "message", data: packet }
          : packet,
      ),
    );
  }

  /** What is over with: everything that was taken has been given back. */
  get leftovers(): { deadlines: number; bytes: number; waiting: number; callbacks: number } {
    const { deadlines, intake, clock } = this;
    return {
      deadlines: deadlines.size,
      bytes: intake.usedBytes,
      waiting: intake.waiting,
      callbacks: clock.pending,
    };
  }
}

/** `leftovers` when there are none. */
export const NO_LEFTOVERS = Object.freeze({ deadlines: 0, bytes: 0, waiting: 0, callbacks: 0 });
