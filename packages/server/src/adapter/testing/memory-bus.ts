import { ClusterAdapterWithHeartbeat } from "../cluster-adapter-with-heartbeat.ts";
import { ClusterAdapter } from "../cluster-adapter.ts";
import type { ClusterMessage, ClusterResponse } from "../cluster-messages.ts";
import type { FakeNamespace } from "./fake-namespace.ts";

interface Member {
  readonly uid: string;
  onMessage(message: ClusterMessage, offset: string): void;
  onResponse(response: ClusterResponse): void;
}

/** What servers say to each other, as copies, in the order in which it was said. */
export class MemoryBus {
  readonly members = new Map<string, Member>();
  /** Servers that do not hear anything any more. */
  readonly deaf = new Set<string>();
  readonly messages: ClusterMessage[] = [];
  isDown = false;
  #count = 0;

  async publish(message: ClusterMessage): Promise<string> {
    if (this.isDown) throw new Error("the bus is down");
    const offset = `offset ${++this.#count}`;
    this.messages.push(structuredClone(message));
    for (const member of this.#listeners()) member.onMessage(structuredClone(message), offset);
    return Promise.resolve(offset);
  }

  async respond(uid: string, response: ClusterResponse): Promise<void> {
    if (this.isDown) throw new Error("the bus is down");
    const copy = structuredClone(response);
    await Promise.resolve();
    for (const member of this.#listeners()) if (member.uid === uid) member.onResponse(copy);
  }

  #listeners(): readonly Member[] {
    return [...this.members.values()].filter(({ uid }) => !this.deaf.has(uid));
  }
}

/** Knows the number of servers by asking the bus. */
export class BusAdapter extends ClusterAdapter {
  readonly #bus: MemoryBus;

  constructor(nsp: FakeNamespace, bus: MemoryBus) {
    super(nsp);
    this.#bus = bus;
    bus.members.set(this.uid, {
      uid: this.uid,
      onMessage: (message, offset) => this.onMessage(message, offset),
      onResponse: (response) => this.onResponse(response),
    });
  }

  get id(): string {
    return this.uid;
  }

  override serverCount(): Promise<number> {
    return Promise.resolve(this.#bus.members.size);
  }

  protected override doPublish(message: ClusterMessage): Promise<string> {
    return this.#bus.publish(message);
  }

  protected override doPublishResponse(uid: string, response: ClusterResponse): Promise<void> {
    return this.#bus.respond(uid, response);
  }
}

/** Knows the other servers by their heartbeats. */
export class HeartbeatBusAdapter extends ClusterAdapterWithHeartbeat {
  readonly #bus: MemoryBus;

  constructor(nsp: FakeNamespace, bus: MemoryBus) {
    super(nsp, {});
    this.#bus = bus;
    bus.members.set(this.uid, {
      uid: this.uid,
      onMessage: (message, offset) => this.onMessage(message, offset),
      onResponse: (response) => this.onResponse(response),
    });
  }

  get id(): string {
    return this.uid;
  }

  protected override doPublish(message: ClusterMessage): Promise<string> {
    return this.#bus.publish(message);
  }

  protected override doPublishResponse(uid: string, response: ClusterResponse): Promise<void> {
    return this.#bus.respond(uid, response);
  }
}
