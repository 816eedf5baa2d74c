import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { MessageType, type ClusterMessage } from "./cluster-messages.ts";
import type { ServerOptionsShape } from "./namespace-shape.ts";
import { FakeNamespace, type FakeSocket } from "./testing/fake-namespace.ts";
import { BusAdapter, HeartbeatBusAdapter, MemoryBus } from "./testing/memory-bus.ts";
import type { BroadcastOptions } from "./types.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Kind = typeof BusAdapter | typeof HeartbeatBusAdapter;

/** Three servers; socket `s0` is on the first, and so on; all are in room `r`. */
function create(Adapter: Kind, opts: ServerOptionsShape = {}) {
  const bus = new MemoryBus();
  const nodes = [0, 1, 2].map((number) => {
    const nsp = new FakeNamespace(opts);
    const adapter = new Adapter(nsp, bus);
    const socket = nsp.connect(adapter, `s${number}`, ["r"]);
    return { nsp, adapter, socket };
  });
  for (const { adapter } of nodes) void adapter.init();
  const [first, second, third] = nodes;
  if (first === undefined || second === undefined || third === undefined) throw new Error("three nodes");
  return { bus, first, second, third, sockets: nodes.map(({ socket }) => socket) };
}

function to(rooms: readonly string[], options: Partial<BroadcastOptions> = {}): BroadcastOptions {
  return { rooms: new Set(rooms), except: new Set(), flags: {}, ...options };
}

function answer(socket: FakeSocket, ...args: unknown[]): void {
  for (const ack of socket.acks.values()) ack(...args);
}

/** Lets everything happen that does not wait for time. */
const settle = () => vi.advanceTimersByTimeAsync(0);

describe.each([
  ["that counts", BusAdapter],
  ["with heartbeats", HeartbeatBusAdapter],
])("three servers with a cluster adapter %s", (_name, Adapter: Kind) => {
  it("broadcast to the clients of all, or of one", async () => {
    const { first, sockets } = create(Adapter);
    await first.adapter.broadcast({ type: 2, data: ["all"] }, to(["r"], { except: new Set(["s1"]) }));
    await first.adapter.broadcast({ type: 2, data: ["one"] }, to([], { flags: { local: true } }));
    expect(sockets.map(({ received }) => received)).toEqual([[["all"], ["one"]], [], [["all"]]]);
  });

  it("send to the clients of this one also if the bus is down", async () => {
    const { bus, first, sockets } = create(Adapter);
    bus.isDown = true;
    const opts = { rooms: new Set(["r"]) };
    await first.adapter.broadcast({ type: 2, data: ["all"] }, opts);
    await first.adapter.addSockets(opts, ["x"]);
    await first.adapter.delSockets(opts, ["x"]);
    await first.adapter.serverSideEmit(["event"]);
    await first.adapter.disconnectSockets(opts, false);
    expect(sockets.map(({ received }) => received)).toEqual([[["all"]], [], []]);
    expect(sockets.map(({ calls }) => calls)).toEqual([
      [
        ["join", "x"],
        ["leave", "x"],
        ["disconnect", false],
      ],
      [],
      [],
    ]);
  });

  it("publish first, and then serve the clients of this one", async () => {
    const { first, second } = create(Adapter);
    const order: string[] = [];
    first.socket.notifyOutgoingListeners = () => order.push("here");
    second.socket.notifyOutgoingListeners = () => order.push("there");
    await first.adapter.broadcast({ type: 2, data: ["all"] }, to(["r"]));
    expect(order).toEqual(["there", "here"]);
  });

  it("give all clients the offset of the bus, if there is recovery and the event can be recovered", async () => {
    const { bus, first, sockets } = create(Adapter, { connectionStateRecovery: {} });
    await first.adapter.broadcast({ type: 2, data: ["event"] }, to([]));
    const offset = `offset ${bus.messages.length}`;
    await first.adapter.broadcast({ type: 2, data: ["volatile"] }, to([], { flags: { volatile: true } }));
    await first.adapter.broadcast({ type: 2, data: ["local"] }, to([], { flags: { local: true } }));
    for (const socket of sockets) {
      expect(socket.received.slice(0, 2)).toEqual([["event", offset], ["volatile"]]);
    }
    expect(first.socket.received[2]).toEqual(["local"]);
  });

  it("ask the clients of all", async () => {
    const { first, second, sockets } = create(Adapter);
    const counts: number[] = [];
    const acks: unknown[][] = [];
    first.adapter.broadcastWithAck(
      { type: 2, data: ["question"] },
      to(["r"], { flags: { timeout: 100 } }),
      (count) => counts.push(count),
      (...args: unknown[]) => acks.push(args),
    );
    await settle();
    expect(counts).toEqual([1, 1, 1]);
    for (const socket of sockets) answer(socket, socket.id, "more");
    await settle();
    expect(acks.sort(([a], [b]) => String(a).localeCompare(String(b)))).toEqual([
      ["s0", "more"],
      ["s1"],
      ["s2"],
    ]);
    await vi.advanceTimersByTimeAsync(100);
    answer(second.socket, "late");
    await settle();
    expect(acks.length).toBe(3);
  });

  it("ask only the clients of this one", async () => {
    const { first, sockets } = create(Adapter);
    const onCount = vi.fn<(count: number) => void>();
    const flags = { local: true, timeout: 100 };
    first.adapter.broadcastWithAck({ type: 2, data: [] }, to([], { flags }), onCount, () => {});
    await settle();
    expect(onCount.mock.calls).toEqual([[1]]);
    expect(sockets.map(({ written }) => written.length)).toEqual([1, 0, 0]);
  });

  it("move and disconnect the sockets of all, or of one", async () => {
    const { first, sockets } = create(Adapter);
    const local = to(["r"], { flags: { local: true } });
    await first.adapter.addSockets(to(["r"]), ["x"]);
    await first.adapter.addSockets(local, ["y"]);
    await first.adapter.delSockets(to(["r"]), ["x"]);
    await first.adapter.delSockets(local, ["y"]);
    await first.adapter.disconnectSockets(to(["r"], { except: new Set(["s0"]) }), true);
    await first.adapter.disconnectSockets(local, false);
    const remote = [
      ["join", "x"],
      ["leave", "x"],
      ["disconnect", true],
    ];
    expect(sockets.map(({ calls }) => calls)).toEqual([
      [
        ["join", "x"],
        ["join", "y"],
        ["leave", "x"],
        ["leave", "y"],
        ["disconnect", false],
      ],
      remote,
      remote,
    ]);
  });

  it("find the sockets of all, or of one", async () => {
    const { first } = create(Adapter);
    const all = (await first.adapter.fetchSockets(to(["r"]))) as FakeSocket[];
    expect(all[0]).toBe(first.socket);
    expect(all.slice(1)).toEqual(
      ["s1", "s2"].map((id) => ({ id, handshake: { address: "::1" }, rooms: [id, "r"], data: {} })),
    );
    expect(await first.adapter.fetchSockets(to([], { flags: { local: true } }))).toEqual([first.socket]);
    expect(vi.getTimerCount()).toBe(Adapter === BusAdapter ? 0 : 6);
  });

  it("emit events to the other servers", async () => {
    const { first, second, third } = create(Adapter);
    await first.adapter.serverSideEmit(["event", 1]);
    expect([first, second, third].map(({ nsp }) => nsp.serverSide)).toEqual([
      [],
      [["event", 1]],
      [["event", 1]],
    ]);
  });

  it("emit questions to the other servers, and take the first value of the first answer of each", async () => {
    const { first, second, third } = create(Adapter);
    second.nsp._onServerSideEmit = ([, ack]) => {
      (ack as (value: unknown) => void)("two");
      (ack as (value: unknown) => void)("again");
    };
    third.nsp._onServerSideEmit = ([, ack]) => (ack as (...values: unknown[]) => void)("three", "more");
    const ack = vi.fn<(error: Error | null, answers: unknown[]) => void>();
    await first.adapter.serverSideEmit(["question", ack]);
    await settle();
    expect(ack.mock.calls).toEqual([[null, ["two", "three"]]]);
  });

  it("do not wait for others if there are none", async () => {
    const bus = new MemoryBus();
    const nsp = new FakeNamespace();
    const adapter = new Adapter(nsp, bus);
    const socket = nsp.connect(adapter, "alone");
    const ack = vi.fn<(error: Error | null, answers: unknown[]) => void>();
    await adapter.serverSideEmit(["question", ack]);
    expect(ack.mock.calls).toEqual([[null, []]]);
    expect(await adapter.fetchSockets(to([]))).toEqual([socket]);
    expect(bus.messages).toEqual([]);
  });

  const reasons =
    Adapter === BusAdapter
      ? "timeout reached: only 1 responses received out of 2"
      : "timeout reached: missing 1 responses";

  it("say how many did not answer in time", async () => {
    const { bus, first, second, third } = create(Adapter);
    bus.deaf.add(third.adapter.id);
    second.nsp._onServerSideEmit = ([, ack]) => (ack as (value: unknown) => void)("two");
    const ack = vi.fn<(error: Error | null, answers: unknown[]) => void>();
    await first.adapter.serverSideEmit(["question", ack]);
    const fetched = first.adapter.fetchSockets(to([], { flags: { timeout: 50 } }));
    const failure = fetched.catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(50);
    expect(await failure).toEqual(new Error(reasons));
    await vi.advanceTimersByTimeAsync(4950);
    expect(ack.mock.calls).toEqual([[new Error(reasons), ["two"]]]);
  });

  it("end what waits and leave no timer when they are closed", async () => {
    const { bus, first, second, third } = create(Adapter);
    for (const { adapter } of [second, third]) bus.deaf.add(adapter.id);
    const ack = vi.fn<(error: Error | null, answers: unknown[]) => void>();
    await first.adapter.serverSideEmit(["question", ack]);
    const fetched = first.adapter.fetchSockets(to([]));
    const failure = fetched.catch((error: unknown) => String(error));
    first.adapter.broadcastWithAck({ type: 2, data: [] }, to([], { flags: { timeout: 100 } }), () => {}, ack);
    await settle();
    for (const { adapter } of [first, second, third]) void adapter.close();
    expect(await failure).toContain("the adapter was closed before");
    expect(ack.mock.calls).toEqual([[expect.any(Error), []]]);
    expect(vi.getTimerCount()).toBe(0);
    await first.adapter.broadcast({ type: 2, data: [] }, to([]));
    await first.adapter.serverSideEmit(["event"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    {},
    { type: 99, data: {} },
    { type: 3 },
    { type: 3, data: {} },
    { type: 3, data: { opts: { rooms: [] }, packet: null } },
    { type: 3, data: { packet: { type: 2, data: [] } } },
    { type: 3, data: { opts: { rooms: 5 }, packet: { type: 2, data: [] } } },
    { type: 3, data: { opts: { rooms: [], except: 0 }, packet: { type: 2, data: [] } } },
    { type: 7, data: { opts: { rooms: "r" }, requestId: "x" } },
    { type: 4, data: { opts: {} } },
    { type: 5, data: { rooms: ["r"] } },
    { type: 6, data: {} },
    { type: 7, data: null },
    { type: 8 },
    { type: 8, data: { requestId: "x" } },
    { type: 8, data: { requestId: "x", sockets: [] } },
    { type: 9, data: { packet: "event" } },
    { type: 10, data: { requestId: "x", packet: 1 } },
    { type: 10 },
    { type: 11, data: { requestId: "x", clientCount: 1 } },
    { type: 12, data: { requestId: "x", packet: 1 } },
  ])("ignore the message %j", async (body) => {
    const { bus, first, sockets } = create(Adapter);
    const member = bus.members.get(first.adapter.id);
    const message = { uid: "somebody", nsp: "/chat", ...body } as ClusterMessage;
    member?.onMessage(message, "offset");
    member?.onResponse(message as never);
    await settle();
    expect(sockets.map(({ written, calls }) => [written, calls])).toEqual([
      [[], []],
      [[], []],
      [[], []],
    ]);
  });

  it.each([null, undefined, 5, "text", true])("ignore what is no message: %s", (message) => {
    const { bus, first } = create(Adapter);
    const member = bus.members.get(first.adapter.id);
    expect(() => {
      member?.onMessage(message as never, "offset");
      member?.onResponse(message as never);
    }).not.toThrow();
  });

  it("ignore as an answer what is none", () => {
    const { bus, first } = create(Adapter);
    const member = bus.members.get(first.adapter.id);
    expect(() => member?.onResponse({ uid: "somebody", nsp: "/chat", type: 1 } as never)).not.toThrow();
  });

  it("ignore messages of themselves and for other namespaces, but not those of an emitter", async () => {
    const { bus, first } = create(Adapter);
    const member = bus.members.get(first.adapter.id);
    const send = (uid: string, nsp: string) => {
      const data = { opts: { rooms: [], except: [], flags: {} }, packet: { type: 2, data: [uid, nsp] } };
      member?.onMessage({ uid, nsp, type: MessageType.BROADCAST, data }, "offset");
    };
    send(first.adapter.id, "/chat");
    send("other", "/other");
    send("emitter", "/chat");
    expect(first.socket.received).toEqual([["emitter", "/chat"]]);
    expect(await first.adapter.serverCount()).toBe(3);
  });
});

describe("a cluster adapter with heartbeats", () => {
  it("announces itself, answers who does, and says good-bye", async () => {
    const { bus, first, second, third } = create(HeartbeatBusAdapter);
    expect(first.adapter.id).toMatch(/^[0-9a-f]{16}$/);
    expect(bus.messages.map(({ type }) => MessageType[type])).toEqual([
      "INITIAL_HEARTBEAT",
      "HEARTBEAT",
      "HEARTBEAT",
      "INITIAL_HEARTBEAT",
      "HEARTBEAT",
      "HEARTBEAT",
      "INITIAL_HEARTBEAT",
      "HEARTBEAT",
      "HEARTBEAT",
    ]);
    expect(await first.adapter.serverCount()).toBe(3);
    void second.adapter.close();
    await settle();
    expect(await first.adapter.serverCount()).toBe(2);
    for (const { adapter } of [first, third]) void adapter.close();
  });

  it("sends a heartbeat after five seconds without any other message", async () => {
    const { bus, first } = create(HeartbeatBusAdapter);
    const count = () =>
      bus.messages.filter(({ type, uid }) => type === MessageType.HEARTBEAT && uid === first.adapter.id)
        .length;
    const before = count();
    await vi.advanceTimersByTimeAsync(4999);
    await first.adapter.serverSideEmit(["event"]);
    await vi.advanceTimersByTimeAsync(4999);
    expect(count()).toBe(before);
    await vi.advanceTimersByTimeAsync(1);
    expect(count()).toBe(before + 1);
    await vi.advanceTimersByTimeAsync(5000);
    expect(count()).toBe(before + 2);
  });

  it("forgets who is silent, and does not wait for his answers any more", async () => {
    const { bus, first, third } = create(HeartbeatBusAdapter);
    bus.deaf.add(third.adapter.id);
    void third.adapter.close();
    bus.deaf.clear();
    expect(await first.adapter.serverCount()).toBe(2);
    bus.members.get(first.adapter.id)?.onMessage({ uid: "silent", nsp: "/chat", type: 2 }, "");
    expect(await first.adapter.serverCount()).toBe(3);
    const fetched = first.adapter.fetchSockets(to([], { flags: { timeout: 60_000 } }));
    await vi.advanceTimersByTimeAsync(9_999);
    expect(await first.adapter.serverCount()).toBe(3);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await first.adapter.serverCount()).toBe(2);
    expect(await fetched).toHaveLength(2);
  });

  it("hears nothing any more when it is closed", () => {
    const { bus, first } = create(HeartbeatBusAdapter);
    void first.adapter.close();
    const before = bus.messages.length;
    bus.members.get(first.adapter.id)?.onMessage({ uid: "new", nsp: "/chat", type: 1 }, "");
    expect(bus.messages.length).toBe(before);
  });
});
