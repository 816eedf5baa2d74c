import { vi } from "vitest";
import { Transport } from "../../engine/index.ts";
import type { Packet as EnginePacket } from "../../codec/packet.ts";
import { Manager } from "../manager.ts";
import type { ManagerOptions, ManagerReservedEvents } from "../manager-options.ts";
import type { Socket } from "../socket.ts";
import type { SocketOptions } from "../socket-options.ts";

type Options = Partial<ManagerOptions & SocketOptions>;

/** The other end of a connection: what the client sends is in the log, what the server says is up to the test. */
export interface FakeTransport extends Transport {
  readonly number: number;
  readonly settings: Record<string, unknown>;
  /** Does it take what is written, but never finish? */
  isStuck: boolean;
  /** Opens, with a handshake that is good, or with another. */
  accept(handshake?: string): void;
  /** Sends messages, which arrive together. */
  say(...messages: unknown[]): void;
  receive(packet: EnginePacket): void;
  fail(): void;
  drop(): void;
}

type Answer = "accept" | "fail" | "drop" | "nothing";

const describe = (value: unknown): string => {
  if (value instanceof Error)
    return `${value.constructor === Error ? "" : "Transport"}Error(${value.message})`;
  if (typeof value === "function") return "function";
  return value === undefined ? "undefined" : JSON.stringify(value);
};

const list = (values: readonly unknown[]): string => values.map((value) => ` ${describe(value)}`).join("");

/** What a test looks at: all that goes over the wire, and all that is told to the application, in order. */
export class Lab {
  readonly log: string[] = [];
  readonly transports: FakeTransport[] = [];
  /** What happens to the next connections. */
  answer: Answer = "accept";
  readonly #class: new (options: never) => Transport;

  constructor() {
    // oxlint-disable-next-line typescript/no-this-alias -- the transport has its own
    const lab = this;
    this.#class = class extends Transport implements FakeTransport {
      readonly number = lab.transports.push(this);
      readonly settings = this.opts as unknown as Record<string, unknown>;
      isStuck = false;
      override get name(): string {
        return "fake";
      }
      override doOpen(): void {
        lab.log.push(`${this.number} opens`);
        const { answer } = lab;
        process.nextTick(() => {
          if (answer === "accept") this.accept();
          if (answer === "fail") this.fail();
          if (answer === "drop") this.drop();
        });
      }
      override doClose(): void {
        lab.log.push(`${this.number} closes`);
      }
      override write(packets: EnginePacket[]): void {
        this.writable = false;
        for (const { type, data, options } of packets)
          lab.log.push(
            `${this.number} < ${type === "message" ? "" : type}${typeof data === "string" ? data : describe(data)}${options?.compress === false ? " uncompressed" : ""}`,
          );
        if (this.isStuck) return;
        process.nextTick(() => {
          this.writable = true;
          this.emitReserved("drain");
        });
      }
      override pause(): void {}
      accept(handshake?: string): void {
        this.onOpen();
        // No test lasts as long as that.
        const good = { sid: `engine${this.number}`, upgrades: [], pingInterval: 5e8, pingTimeout: 5e8 };
        this.receive({ type: "open", data: handshake ?? JSON.stringify(good) });
      }
      say(...messages: unknown[]): void {
        for (const data of messages) this.receive({ type: "message", data });
      }
      receive(packet: EnginePacket): void {
        this.onPacket(packet);
      }
      fail(): void {
        this.onError("fake error", new Error("reason"));
      }
      drop(): void {
        this.onClose({ description: "fake connection closed" });
      }
    };
  }

  /** The transport of the last connection. */
  get wire(): FakeTransport {
    return this.transports.at(-1)!;
  }

  options(options?: Options): Options {
    return { transports: [this.#class] as never, ...options };
  }

  note = (...values: unknown[]): void => {
    const [first, ...rest] = values;
    this.log.push(`${String(first)}${list(rest)}`);
  };

  manager(options?: Options): Manager {
    return new Manager("http://host", this.options(options));
  }

  /** Logs what a Manager tells; packets only if they are asked for. */
  watchManager(manager: Manager, ...more: (keyof ManagerReservedEvents)[]): Manager {
    for (const event of [
      "open",
      "error",
      "close",
      "reconnect_attempt",
      "reconnect",
      "reconnect_error",
      "reconnect_failed",
      ...more,
    ] as const)
      manager.on(event, (...values: unknown[]) => this.note(`manager ${event}`, ...values));
    return manager;
  }

  /** Logs what a socket tells, and all events. */
  watch(socket: Socket, name = ""): Socket {
    for (const event of ["connect", "connect_error", "disconnect"] as const)
      socket.on(event, (...values: unknown[]) => this.note(name + event, ...values));
    return socket.onAny((...values: unknown[]) => this.note(`${name}event`, ...values));
  }

  /** A socket that is connected, with its own connection. */
  async connected(options?: Options, nsp = "/"): Promise<Socket> {
    const socket = this.watch(this.manager(options).socket(nsp, options));
    await settle();
    this.wire.say(nsp === "/" ? '0{"sid":"A"}' : `0${nsp},{"sid":"A"}`);
    await settle();
    this.log.length = 0;
    return socket;
  }

  /** The connection breaks, and there is another. */
  async reconnected(sid = "B"): Promise<void> {
    this.wire.drop();
    await pass(10_000);
    this.wire.say(`0{"sid":"${sid}"}`);
    await settle();
  }

  /** The log since the last time. */
  async take(): Promise<string[]> {
    await settle();
    return this.log.splice(0);
  }
}

/** Virtual time, and chance without surprises: delays are as long as they would be without it, plus or minus nothing. */
export const useLab = (): Lab => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  vi.spyOn(Math, "random").mockReturnValue(0);
  return new Lab();
};

/** Lets everything happen that needs no time. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** Lets time pass. */
export const pass = async (milliseconds: number): Promise<void> => {
  await settle();
  await vi.advanceTimersByTimeAsync(milliseconds);
  await settle();
};
