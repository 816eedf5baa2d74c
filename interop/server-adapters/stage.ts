import assert from "node:assert/strict";
import { vi } from "vitest";
import { startGroup, nextPrefix, type AdapterCase } from "./adapters.ts";
import type { Base, Implementation } from "./implementation.ts";
import type { NodeGroup, ServerNode, Steps } from "./nodes.ts";
import { until } from "./until.ts";
import { connectClient, type ClientSettings, type TestClient } from "./test-clients.ts";

export interface StageSettings {
  readonly implementation: Implementation;
  readonly adapter: AdapterCase;
  readonly base: Base;
  /** Where the store is. */
  readonly store: string;
  readonly options?: object;
}

/** Who is on which server and in which rooms. */
const cast = [
  { name: "ann", on: "a", rooms: ["blue"] },
  { name: "abe", on: "a", rooms: ["green"] },
  { name: "ben", on: "b", rooms: ["blue", "green"] },
  { name: "silent", on: "c", rooms: ["blue"] },
] as const;

export type Name = (typeof cast)[number]["name"];
export const everybody: readonly Name[] = cast.map(({ name }) => name);

const byName = (one: readonly unknown[], other: readonly unknown[]) =>
  String(one[0]).localeCompare(String(other[0]));

/** Somebody who emits an event to some, and another to everybody. */
export interface Source {
  emit(event: string): unknown;
  mark(event: string): unknown;
}

/** Three servers, a, b and c, and clients on each. */
export class Stage {
  /** What the servers' channels begin with. */
  readonly prefix: string;
  readonly #group: NodeGroup;
  readonly #guests: TestClient[] = [];
  #clients: readonly TestClient[] = [];
  #count = 0;

  private constructor(prefix: string, group: NodeGroup) {
    this.prefix = prefix;
    this.#group = group;
  }

  static async open(settings: StageSettings): Promise<Stage> {
    const { implementation, adapter, base, store, options } = settings;
    const { kind, client } = adapter;
    const prefix = nextPrefix();
    const group = await startGroup(
      {
        ...implementation.of(base),
        adapter: { kind, store, prefix, ...(client === undefined ? {} : { client }) },
        ...(options === undefined ? {} : { options }),
      },
      ["a", "b", "c"],
    );
    const stage = new Stage(prefix, group);
    try {
      await stage.#assemble();
    } catch (error) {
      await stage.close();
      throw error;
    }
    return stage;
  }

  async #assemble(): Promise<void> {
    await Promise.all(["a", "b", "c"].map((name) => this.countOf(name, 3)));
    this.#clients = await Promise.all(
      cast.map(({ name, on, rooms }) => connectClient({ name, url: this.node(on).url, auth: { rooms } })),
    );
    // A server may have asked the others for a room's events, and not have been heard yet.
    for (const { node } of this.#clients) {
      for (const room of ["blue", "green"]) await this.probe(node, [["to", room]], this.#namesIn(room));
    }
  }

  #namesIn(room: string): readonly Name[] {
    const isIn = (rooms: readonly string[]) => rooms.includes(room);
    return cast.filter(({ rooms }) => isIn(rooms)).map(({ name }) => name);
  }

  node(name: string): ServerNode {
    const node = this.#group.nodes.find((node) => node.name === name);
    if (node === undefined) throw new Error(`there is no server ${name}`);
    return node;
  }

  client(name: string): TestClient {
    const client = this.#clients.find((client) => client.name === name);
    if (client === undefined) throw new Error(`there is no client ${name}`);
    return client;
  }

  /** One more client, who leaves with the stage. */
  async invite(on: string, settings: Omit<ClientSettings, "url">): Promise<TestClient> {
    const client = await connectClient({ ...settings, url: this.node(on).url });
    this.#guests.push(client);
    return client;
  }

  /** Waits until that server knows of so many servers, itself included. */
  async countOf(name: string, count: number): Promise<void> {
    const ask = () => this.node(name).call([["adapter"], ["serverCount"]], "/");
    await until(ask, count);
  }

  /** Emits until all of them have heard it: for what may be lost, or not known everywhere yet. */
  async probe(from: string, steps: Steps, names: readonly Name[]): Promise<void> {
    const event = this.nextEvent();
    const emit = () => this.node(from).call([...steps, ["emit", event]]);
    const attempt = async () => {
      await emit();
      for (const name of names) assert(this.client(name).all(event).length > 0, `${name} heard nothing`);
    };
    await vi.waitFor(attempt, { timeout: 10_000, interval: 20 });
  }

  nextEvent = (): string => `event-${++this.#count}`;

  /** Emits an event once, and fails unless just these got it. */
  expectReach(from: string, steps: Steps, names: readonly Name[], payload: unknown = 1): Promise<void> {
    const node = this.node(from);
    const emit = (event: string) => node.call([...steps, ["emit", event, payload]]);
    return this.expectReachOf({ emit, mark: (event) => node.call([["emit", event]]) }, names, payload);
  }

  /** The same for somebody else who emits. */
  async expectReachOf(source: Source, names: readonly Name[], payload: unknown): Promise<void> {
    const event = this.nextEvent();
    const marker = this.nextEvent();
    await source.emit(event);
    await Promise.all(names.map((name) => this.client(name).heard(event)));
    // What else was sent would have come before that which was sent after it.
    await source.mark(marker);
    const present = this.#clients.filter(({ socket }) => socket.connected);
    await Promise.all(present.map((client) => client.heard(marker)));
    const got = this.#clients.flatMap(({ name, all }) => all(event).map((args) => [name, ...args]));
    assert.deepEqual(
      got.toSorted(byName),
      names.toSorted().map((name) => [name, payload]),
    );
  }

  async close(): Promise<void> {
    for (const { socket } of [...this.#clients, ...this.#guests]) socket.disconnect();
    await this.#group.stop();
  }
}
