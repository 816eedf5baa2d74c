import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { SessionAwareAdapter } from "./session-aware-adapter.ts";
import { FakeNamespace, type FakeSocket } from "./testing/fake-namespace.ts";
import type { BroadcastFlags, BroadcastOptions } from "./types.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type RecoveryOptions = Readonly<Record<string, unknown>>;

function create(connectionStateRecovery: RecoveryOptions = {}) {
  const nsp = new FakeNamespace({ connectionStateRecovery });
  const adapter = new SessionAwareAdapter(nsp);
  const leave = (socket: FakeSocket) => {
    const session = {
      sid: socket.id,
      pid: `pid of ${socket.id}`,
      rooms: [...socket.rooms],
      data: socket.data,
    };
    adapter.persistSession(session);
    adapter.delAll(socket.id);
    nsp.sockets.delete(socket.id);
  };
  const emit = (name: string, opts: Partial<BroadcastOptions> = {}) =>
    void adapter.broadcast({ type: 2, data: [name] }, { rooms: new Set(), ...opts });
  /** The names of the events that were missed. */
  const missed = async (offset?: unknown) => {
    const session = await adapter.restoreSession("pid of a", offset as string);
    return session?.missedPackets.map(([name]) => name);
  };
  return { nsp, adapter, leave, emit, missed };
}

describe("the adapter with recovery", () => {
  it("appends an offset to events, and to nothing else", () => {
    const { nsp, adapter } = create();
    const a = nsp.connect(adapter, "a");
    const send = (packet: object, flags?: BroadcastFlags) =>
      void adapter.broadcast(packet, { rooms: new Set(["a"]), ...(flags && { flags }) });
    send({ type: 2, data: ["plain"] });
    send({ type: 2, data: ["volatile"] }, { volatile: true });
    send({ type: 2, data: ["with an id"], id: 1 });
    send({ type: 3, data: ["an answer"] });
    send({ type: 2, data: ["plain again"] }, {});
    const offset = expect.stringMatching(/^[\w-]{8}-[0-9a-z]+$/) as unknown;
    expect(a.received).toEqual([
      ["plain", offset],
      ["volatile"],
      ["with an id"],
      ["an answer"],
      ["plain again", offset],
    ]);
    expect(a.notified[0]?.data).toEqual(["plain", offset]);
  });

  it("restores a session with what it has missed", async () => {
    const { nsp, adapter, leave, emit } = create();
    const a = nsp.connect(adapter, "a", ["r"]);
    emit("one");
    const [[, offset]] = a.received as [[string, string]];
    emit("two", { rooms: new Set(["r"]) });
    leave(a);
    emit("three", { rooms: new Set(["other"]) });
    emit("four", { except: new Set(["a"]) });
    emit("five", { rooms: new Set(["a"]), except: new Set(["other"]) });
    const session = await adapter.restoreSession("pid of a", offset);
    const text = expect.any(String) as unknown;
    expect(session).toEqual({
      sid: "a",
      pid: "pid of a",
      rooms: ["a", "r"],
      data: a.data,
      missedPackets: [
        ["two", text],
        ["five", text],
      ],
    });
    expect(session?.data).toBe(a.data);
    expect(await adapter.restoreSession("pid of a", offset)).toBeNull();
  });

  it("counts from the moment at which a socket joins the room of its own id", async () => {
    const { nsp, adapter, leave, emit, missed } = create();
    void adapter.addAll("a", new Set(["joined in a middleware"]));
    emit("before it is connected");
    const a = nsp.connect(adapter, "a");
    leave(a);
    emit("one");
    expect(await missed()).toEqual(["one"]);
  });

  it("knows the texts of events that it does not keep", async () => {
    const { nsp, adapter, leave, emit, missed } = create();
    const a = nsp.connect(adapter, "a");
    emit("one");
    adapter.noteUnlogged("a", { type: 2, data: ["typing"] });
    emit("two");
    leave(a);
    expect(await missed("typing")).toEqual(["two"]);
    const again = nsp.connect(adapter, "a");
    void adapter.broadcast({ type: 2, data: ["x", "bob"] }, { rooms: new Set(), flags: { volatile: true } });
    void adapter.broadcast({ type: 2, data: ["x", 1] }, { rooms: new Set(), flags: { volatile: true } });
    emit("three");
    leave(again);
    expect(await missed("bob")).toEqual(["three"]);
  });

  it("does not take the last argument of a question for an offset, because the client does not", async () => {
    const { nsp, adapter, leave, missed } = create();
    const a = nsp.connect(adapter, "a");
    adapter.noteUnlogged("a", { type: 2, data: ["question", "text"], id: 1 });
    leave(a);
    expect(await missed("text")).toBeUndefined();
  });

  it.each([null, 1, ["x"], {}])("does not restore for the offset %j", async (offset) => {
    const { nsp, adapter, leave, missed } = create();
    leave(nsp.connect(adapter, "a"));
    expect(await missed(offset)).toBeUndefined();
  });

  it("hands out what was sent before a restored socket was connected", async () => {
    const { nsp, adapter, leave, emit, missed } = create();
    leave(nsp.connect(adapter, "a"));
    expect(await missed()).toEqual([]);
    emit("meanwhile");
    nsp.connect(adapter, "a");
    expect(adapter.catchUp("a")?.map(([name]) => name)).toEqual(["meanwhile"]);
    expect(adapter.catchUp("a")).toBeUndefined();
  });

  it("does not log what cannot be encoded", () => {
    const { nsp, adapter, emit } = create();
    const a = nsp.connect(adapter, "a");
    const send = () => void adapter.broadcast({ type: 2, data: [1n] }, { rooms: new Set() });
    expect(send).toThrow(TypeError);
    emit("one");
    expect((a.received as string[][])[0]?.[1]).toMatch(/-1$/);
  });

  it.each([
    ["the time that a client may be away", { maxDisconnectionDuration: 999 }],
    ["the packets that are kept", { maxRecoveryPackets: 1 }],
    ["the bytes that are kept", { maxRecoveryBytes: 100 }],
    ["the sessions that are kept", { maxRecoverySessions: 1 }],
  ])("has a limit for %s", async (_name, options) => {
    const { nsp, adapter, leave, emit, missed } = create(options);
    leave(nsp.connect(adapter, "a"));
    leave(nsp.connect(adapter, "b"));
    emit("one");
    emit("two");
    vi.advanceTimersByTime(1000);
    expect(await missed()).toBeUndefined();
  });

  it.each([-1, Number.NaN, "1", true])("refuses the limit %j", (maxRecoveryBytes) => {
    expect(() => create({ maxRecoveryBytes })).toThrow("`connectionStateRecovery.maxRecoveryBytes` must be");
  });

  it("has defaults", async () => {
    const nsp = new FakeNamespace();
    const adapter = new SessionAwareAdapter(nsp);
    nsp.connect(adapter, "a");
    adapter.persistSession({ sid: "a", pid: "p", rooms: ["a"], data: {} });
    vi.advanceTimersByTime(119_000);
    expect(await adapter.restoreSession("p", undefined)).not.toBeNull();
  });

  it("sweeps while nothing happens, until it is closed, and keeps no process alive", () => {
    const { adapter } = create();
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(180_000);
    void adapter.close();
    expect(vi.getTimerCount()).toBe(0);
  });
});
