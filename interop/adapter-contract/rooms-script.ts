import type { AdapterPackage } from "./implementations.ts";
import { TracedNamespace, type Trace } from "./traced-namespace.ts";

const ROOM_EVENTS = ["create-room", "join-room", "leave-room", "delete-room"];

function to(rooms: readonly string[], except: readonly string[] = [], flags: object = {}) {
  return { rooms: new Set(rooms), except: new Set(except), flags };
}

/** Rooms, their events, and everything that the adapter in memory does with sockets. */
export async function playRooms({ Adapter }: AdapterPackage, trace: Trace): Promise<void> {
  const nsp = new TracedNamespace(trace);
  const adapter = new Adapter(nsp);
  for (const event of ROOM_EVENTS) {
    adapter.on(event, (...args: unknown[]) => trace.add(event, args, adapter.rooms, adapter.sids));
  }
  const a = nsp.connect(adapter, "a", ["r"]);
  nsp.connect(adapter, "b", ["r", "s"]);
  trace.add(adapter.addAll("a", new Set(["r"])), adapter.addAll("empty", new Set()), adapter.sids);
  void adapter.addAll("not connected", new Set(["r"]));
  trace.add(adapter.del("b", "s"), adapter.del("b", "s"), adapter.del("nobody", "r"), adapter.del("a", "x"));

  for (const opts of [
    to([]),
    to(["r", "a", "b"], [], { volatile: true, compress: false }),
    to(["r"], ["a", "nobody"]),
    to([], ["r"]),
    to(["nobody"]),
    { rooms: new Set(["a"]) },
  ]) {
    const packet = { type: 2, data: ["event", 1] };
    trace.add("broadcast", opts, adapter.broadcast(packet, opts), packet);
    const onCount = (count: number) => trace.add("count", count);
    const onAck = (...args: unknown[]) => trace.add("ack", args);
    trace.add(adapter.broadcastWithAck({ type: 2, data: ["question"] }, opts, onCount, onAck), nsp._ids);
    trace.add(adapter.addSockets(opts, ["x", "y"]), adapter.delSockets(opts, ["x", "y"]));
    trace.add(adapter.disconnectSockets(opts, true));
    trace.add((await adapter.fetchSockets(opts)).map((socket: { id: string }) => socket.id));
    trace.add(await adapter.sockets(opts.rooms));
  }
  for (const ack of a.acks.values()) ack("answer", 2);
  trace.add(a.acks, adapter.socketRooms("a"), adapter.socketRooms("nobody"));
  trace.add(await adapter.serverCount(), adapter.init(), adapter.close());
  trace.add(adapter.persistSession({ sid: "a", pid: "p", rooms: [], data: {} }));
  trace.add(await adapter.restoreSession("p", "offset"));
  trace.add(adapter.delAll("b"), adapter.delAll("b"), adapter.delAll("nobody"), adapter.rooms, adapter.sids);

  a.notifyOutgoingListeners = () => {
    adapter.delAll("c");
    trace.add("c has left");
  };
  nsp.connect(adapter, "c", ["r"]);
  nsp.connect(adapter, "d", ["r"]);
  trace.add(adapter.broadcast({ type: 2, data: [] }, to(["r"])));
}

/** Offsets, and what is restored. Which offsets these are is an adapter's own business. */
export async function playRecovery({ SessionAwareAdapter }: AdapterPackage, trace: Trace): Promise<void> {
  const nsp = new TracedNamespace(trace, { connectionStateRecovery: { maxDisconnectionDuration: 1000 } });
  const adapter = new SessionAwareAdapter(nsp);
  nsp.connect(adapter, "a", ["r"]);
  const offsets: string[] = [];
  const encode = (packet: { data: unknown[] }) => {
    const last = packet.data.at(-1);
    if (typeof last === "string" && packet.data.length > 1) {
      offsets.push(last);
      trace.rename(last, `(offset ${offsets.length})`);
    }
    trace.add("encode", packet);
    return ["encoded"];
  };
  Object.assign(nsp.server.encoder as object, { encode });
  const send = (packet: object, opts: ReturnType<typeof to>) => trace.add(adapter.broadcast(packet, opts));
  send({ type: 2, data: ["received"] }, to([]));
  send({ type: 2, data: ["volatile"] }, to([], [], { volatile: true }));
  send({ type: 2, data: ["with an id"], id: 3 }, to([]));
  send({ type: 3, data: ["an answer"] }, to([]));
  send({ type: 2, data: ["to the room"] }, to(["r"]));
  for (const pid of ["p", "q", "s"]) {
    trace.add(adapter.persistSession({ sid: "a", pid, rooms: ["a", "r"], data: { of: "a" } }));
  }
  send({ type: 2, data: ["to another room"] }, to(["other"]));
  send({ type: 2, data: ["not to the room"] }, to([], ["r"]));
  send({ type: 2, data: ["not to the socket"] }, to(["r"], ["a"]));
  send({ type: 2, data: ["to the socket"] }, to(["a"], ["other"]));
  for (const [pid, offset] of [
    ["p", offsets[0]],
    ["q", offsets[1]],
    ["s", "unknown"],
    ["unknown", offsets[0]],
  ] as const) {
    const { missedPackets, sid, rooms, data } = (await adapter.restoreSession(pid, offset ?? "")) ?? {};
    trace.add("restored", pid, missedPackets, sid, rooms, data);
  }
  void adapter.close();
}
