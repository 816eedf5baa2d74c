import { afterEach, describe, expect, it, vi } from "vitest";

import { Adapter } from "./adapter.ts";
import { FakeNamespace, FakeSocket } from "./testing/fake-namespace.ts";
import type { BroadcastOptions } from "./types.ts";

afterEach(() => vi.restoreAllMocks());

function create() {
  const nsp = new FakeNamespace({ maxRoomsPerSocket: 5 });
  const adapter = new Adapter(nsp);
  const a = nsp.connect(adapter, "a", ["r"]);
  const b = nsp.connect(adapter, "b", ["r"]);
  const c = nsp.connect(adapter, "c");
  return { nsp, adapter, a, b, c };
}

function to(rooms: readonly string[], options: Partial<BroadcastOptions> = {}): BroadcastOptions {
  return { rooms: new Set(rooms), ...options };
}

describe("the adapter in memory", () => {
  it("emits what becomes of rooms", () => {
    const { adapter } = create();
    const events: unknown[] = [];
    for (const event of ["create-room", "join-room", "leave-room", "delete-room"]) {
      adapter.on(event, (...args: unknown[]) => events.push([event, ...args]));
    }
    void adapter.addAll("c", new Set(["new"]));
    void adapter.del("c", "new");
    expect(events).toEqual([
      ["create-room", "new"],
      ["join-room", "new", "c"],
      ["leave-room", "new", "c"],
      ["delete-room", "new"],
    ]);
  });

  it("encodes a broadcast once, and gives all receivers the same objects", () => {
    const { nsp, adapter, a, b, c } = create();
    const packet = { type: 2, data: ["event", 1] };
    void adapter.broadcast(packet, to(["r", "a"], { flags: { volatile: true, compress: false } }));
    expect(nsp.encoded).toBe(1);
    expect(a.written).toEqual([
      {
        encoded: ['{"type":2,"data":["event",1],"nsp":"/chat"}'],
        options: { preEncoded: true, volatile: true, compress: false },
      },
    ]);
    expect(b.written[0]?.encoded).toBe(a.written[0]?.encoded);
    expect(b.written[0]?.options).toBe(a.written[0]?.options);
    expect(a.notified).toEqual([packet]);
    expect(c.written).toEqual([]);
  });

  it("leaves out those who are excepted, and those who are not connected yet", () => {
    const { nsp, adapter, a, b, c } = create();
    nsp.sockets.delete("b");
    void adapter.broadcast({ type: 2, data: ["event"] }, to([], { except: new Set(["a"]) }));
    expect([a, b, c].map(({ written }) => written.length)).toEqual([0, 0, 1]);
  });

  it("reaches nobody who is not connected yet, and nobody who comes while it is sent", () => {
    const { nsp, adapter, a, b, c } = create();
    const send = (): number[] => {
      for (const { written } of [a, b, c]) written.length = 0;
      void adapter.broadcast({ type: 2, data: ["event"] }, to([]));
      return [a, b, c].map(({ written }) => written.length);
    };
    nsp.sockets.delete("b");
    expect(send()).toEqual([1, 0, 1]);
    nsp.sockets.set("b", b);
    expect(send()).toEqual([1, 1, 1]);
    const late = new FakeSocket("late", adapter);
    a.notifyOutgoingListeners = () => nsp.sockets.set("late", late);
    expect(send()).toEqual([1, 1, 1]);
    expect(late.written).toEqual([]);
  });

  it("asks all receivers with one id", () => {
    const { nsp, adapter, a, b, c } = create();
    nsp._ids = 7;
    const ack = vi.fn<() => void>();
    const onCount = vi.fn<(count: number) => void>(() => expect(b.written.length).toBe(1));
    adapter.broadcastWithAck({ type: 2, data: ["question"] }, to(["r"]), onCount, ack);
    expect(onCount.mock.calls).toEqual([[2]]);
    expect(nsp._ids).toBe(8);
    expect([a, b, c].map(({ acks }) => [...acks.keys()])).toEqual([[7], [7], []]);
    expect(a.acks.get(7)).toBe(ack);
    expect(a.written[0]?.encoded).toEqual(['{"type":2,"data":["question"],"nsp":"/chat","id":7}']);
  });

  it("asks nobody if nobody matches", () => {
    const { adapter } = create();
    const onCount = vi.fn<(count: number) => void>();
    adapter.broadcastWithAck({ type: 2, data: [] }, to(["nobody"]), onCount, () => {});
    expect(onCount.mock.calls).toEqual([[0]]);
  });

  it("finds sockets and their rooms", async () => {
    const { nsp, adapter, a, b, c } = create();
    nsp.sockets.delete("b");
    expect(await adapter.sockets(new Set(["r"]))).toEqual(new Set(["a"]));
    expect(await adapter.sockets(new Set())).toEqual(new Set(["a", "c"]));
    nsp.sockets.set("b", b);
    expect(await adapter.fetchSockets(to(["r"], { except: new Set(["b"]) }))).toEqual([a]);
    expect(adapter.socketRooms("a")).toEqual(new Set(["a", "r"]));
    expect(adapter.socketRooms("nobody")).toBeUndefined();
    expect(await adapter.serverCount()).toBe(1);
    expect(c.rooms).toEqual(new Set(["c"]));
  });

  it("moves and disconnects sockets", () => {
    const { adapter, a, b, c } = create();
    void adapter.addSockets(to(["r"]), ["x", "y"]);
    void adapter.delSockets(to(["r"], { except: new Set(["b"]) }), ["x", "r"]);
    void adapter.disconnectSockets(to([]), true);
    expect(a.calls).toEqual([
      ["join", "x", "y"],
      ["leave", "x"],
      ["leave", "r"],
      ["disconnect", true],
    ]);
    expect(b.calls).toEqual([
      ["join", "x", "y"],
      ["disconnect", true],
    ]);
    expect(c.calls).toEqual([["disconnect", true]]);
    expect(adapter.sids.size).toBe(0);
  });

  it("reaches everybody once, also if listeners make sockets come and go", () => {
    const { nsp, adapter, a, b, c } = create();
    a.notifyOutgoingListeners = () => {
      b.disconnect();
      nsp.connect(adapter, "d", ["r"]);
      a.leave("r");
      a.join(["r"]);
    };
    void adapter.broadcast({ type: 2, data: [] }, to(["r"]));
    expect([a, b, c, nsp.sockets.get("d")].map((socket) => socket?.written.length)).toEqual([1, 0, 0, 0]);
  });

  it("lets a socket join only so many rooms", () => {
    const { a } = create();
    expect(() => a.join(["1", "2", "3", "4"])).toThrow("raise `maxRoomsPerSocket`");
    a.join(["1", "2", "3"]);
  });

  it("says that it has no other servers", () => {
    const { adapter } = create();
    const warn = vi.spyOn(console, "warn").mockReturnValue();
    void adapter.serverSideEmit(["event"]);
    expect(warn.mock.calls).toEqual([["this adapter does not support the serverSideEmit() functionality"]]);
  });

  it("keeps no sessions, and has nothing to open or close", async () => {
    const { adapter } = create();
    adapter.persistSession({ sid: "a", pid: "p", rooms: [], data: {} });
    expect(await adapter.restoreSession("p", "offset")).toBeNull();
    expect([adapter.init(), adapter.close()]).toEqual([undefined, undefined]);
  });
});
