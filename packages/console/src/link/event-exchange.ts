import type { Socket } from "@sockeye/client";
import type { EmitOptions } from "./emit-options.ts";
import type { EventLog } from "./event-log.ts";
import type { Argument, LogEntry } from "./log-entry.ts";

/** The library keeps what is emitted without a connection, and has no limit. */
const MAX_WAITING = 1_000;

/** Events that may still be answered. */
const MAX_ANSWERABLE = 1_000;

/** What a timer can count to: nobody waits that long, but whoever has a timeout is told when the connection is lost. */
const FOREVER = 0x7fff_ffff;

type AnswerFunction = (...args: readonly unknown[]) => void;

/** Emits, listens, answers, and writes it all into the log. */
export class EventExchange {
  readonly #socket: Socket;
  readonly #log: EventLog;
  /** Entries of events that were emitted and have not left, in the order in which they will. */
  readonly #waiting: number[] = [];
  /** How events are answered, by the entries that they have in the log. */
  readonly #answers = new Map<number, AnswerFunction>();
  #wanted: ReadonlySet<string> | undefined;
  /** The entry of what is being emitted, until it leaves. */
  #emitting: number | undefined;

  constructor(socket: Socket, log: EventLog) {
    this.#socket = socket;
    this.#log = log;
    socket.onAny((event: string, ...args: unknown[]) => this.#receive(event, args));
    socket.onAnyOutgoing(() => this.#leave());
    socket.on("disconnect", () => this.#forgetQuestions());
  }

  listenTo(names: readonly string[] | undefined): void {
    this.#wanted = names && new Set(names);
  }

  emit(event: string, args: readonly Argument[], options: EmitOptions): void {
    if (args.some((arg) => arg instanceof Blob)) void this.#emitFiles(event, args, options);
    else this.#emitNow(event, args, options);
  }

  resend({ kind, title, args, options }: LogEntry): void {
    if (kind === "emitted") this.emit(title, args, options ?? { wantsAck: false });
  }

  answer({ id, title }: LogEntry, args: readonly Argument[]): void {
    const answer = this.#answers.get(id);
    if (answer === undefined) return;
    this.#answers.delete(id);
    answer(...args);
    this.#log.update(id, (entry) => ({ ...entry, ack: "done" }));
    this.#log.add("answered", title, { args });
  }

  /** The server does not know any more what it asked. */
  #forgetQuestions(): void {
    for (const id of this.#answers.keys()) this.#log.update(id, (entry) => ({ ...entry, ack: "late" }));
    this.#answers.clear();
  }

  #receive(event: string, args: unknown[]): void {
    if (this.#wanted?.has(event) === false) return;
    const answer = typeof args.at(-1) === "function" ? (args.pop() as AnswerFunction) : undefined;
    const { id } = this.#log.add("received", event, { args, ack: answer ? "wanted" : "none" });
    if (answer === undefined) return;
    this.#answers.set(id, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size <= MAX_ANSWERABLE || oldest === undefined) return;
    this.#answers.delete(oldest);
    this.#log.update(oldest, (entry) => ({ ...entry, ack: "late" }));
  }

  async #emitFiles(event: string, args: readonly Argument[], options: EmitOptions): Promise<void> {
    try {
      this.#emitNow(event, await Promise.all(args.map(readFile)), options);
    } catch {
      this.#log.add("error", `“${event}” was not emitted: a file could not be read.`);
    }
  }

  #emitNow(event: string, args: readonly Argument[], options: EmitOptions): void {
    const { length: waiting } = this.#socket.sendBuffer;
    if (waiting >= MAX_WAITING) {
      this.#log.add(
        "error",
        `“${event}” was not emitted: ${waiting} events wait for the connection already.`,
      );
      return;
    }
    const ack = options.wantsAck ? "awaited" : "none";
    const { id } = this.#log.add("emitted", event, { args, options, ack });
    this.#emitting = id;
    try {
      this.#handToSocket({ id, event, args, options });
    } catch (error) {
      this.#emitting = undefined;
      const title = `“${event}” was not emitted: ${(error as Error).message}.`;
      this.#log.update(id, (entry) => ({ ...entry, kind: "error", title, ack: "none" }));
      return;
    }
    const hasLeft = this.#emitting !== id;
    this.#emitting = undefined;
    if (hasLeft) return;
    const isKept = this.#socket.sendBuffer.length > waiting;
    if (isKept) this.#waiting.push(id);
    this.#log.update(id, (entry) => ({ ...entry, delivery: isKept ? "waiting" : "dropped" }));
  }

  #handToSocket({ id, event, args, options }: Emission): void {
    const emitter = options.volatile === true ? this.#socket.volatile : this.#socket;
    if (!options.wantsAck) {
      emitter.emit(event, ...args);
      return;
    }
    const startedAt = performance.now();
    emitter
      .timeout(options.timeout ?? FOREVER)
      .emit(event, ...args, (error: Error | null, ...answer: unknown[]) => {
        if (error === null) this.#onAnswer({ id, event, answer, roundTrip: performance.now() - startedAt });
        else this.#onNoAnswer(id, event);
      });
  }

  #onAnswer({ id, event, answer, roundTrip }: Answered): void {
    this.#log.update(id, (entry) => ({ ...entry, ack: "done", roundTrip }));
    this.#log.add("acknowledged", event, { args: answer, roundTrip });
  }

  #onNoAnswer(id: number, event: string): void {
    this.#log.update(id, (entry) => ({ ...entry, ack: "late" }));
    const place = this.#waiting.indexOf(id);
    if (place >= 0) {
      // The library has taken it back.
      this.#waiting.splice(place, 1);
      this.#log.update(id, (entry) => ({ ...entry, delivery: "dropped" }));
    }
    if (this.#socket.connected || place >= 0) this.#log.add("timeout", event);
    else this.#log.add("error", `“${event}” gets no answer any more: the connection was lost.`);
  }

  /** The socket sends something: what is being emitted, or else the first of what it kept. */
  #leave(): void {
    if (this.#emitting !== undefined) {
      this.#emitting = undefined;
      return;
    }
    const id = this.#waiting.shift();
    if (id !== undefined) this.#log.update(id, ({ delivery: _, ...entry }) => entry);
  }
}

interface Emission {
  readonly id: number;
  readonly event: string;
  readonly args: readonly Argument[];
  readonly options: EmitOptions;
}

interface Answered {
  readonly id: number;
  readonly event: string;
  readonly answer: readonly Argument[];
  readonly roundTrip: number;
}

async function readFile(arg: Argument): Promise<Argument> {
  return arg instanceof Blob ? new Uint8Array(await arg.arrayBuffer()) : arg;
}
