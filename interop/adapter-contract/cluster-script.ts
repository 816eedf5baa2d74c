import type { ClusterAdapter, ClusterMessage, ClusterResponse } from "socket.io-adapter";
import { vi } from "vitest";

import type { AdapterPackage } from "./implementations.ts";
import { TracedNamespace, type Trace } from "./traced-namespace.ts";

/** What both kinds of cluster adapter let a test do. */
export interface ClusterUnderTest {
  readonly kind: "counting" | "heartbeat";
  readonly nsp: TracedNamespace;
  readonly adapter: ClusterAdapter;
  /** The number of servers, for the kind that does not know it. */
  servers: number;
  fails: boolean;
  offset: string | undefined;
  /** Do responses come where messages come? */
  hasOneChannel: boolean;
  lastRequestId: string;
  onMessage(message: object, offset?: string): void;
  onResponse(response: object): void;
}

type Published = (message: ClusterMessage) => Promise<string>;
type Responded = (uid: string, response: ClusterResponse) => Promise<void>;

export function createCluster(
  adapters: AdapterPackage,
  trace: Trace,
  kind: ClusterUnderTest["kind"],
): ClusterUnderTest {
  const nsp = new TracedNamespace(trace);
  const publish: Published = async (message) => {
    const requestId = "data" in message && "requestId" in message.data ? message.data.requestId : undefined;
    if (requestId !== undefined) {
      cluster.lastRequestId = requestId;
      trace.rename(requestId, "(request)");
    }
    trace.add("publish", message);
    if (cluster.fails) throw new Error("the bus is down");
    return Promise.resolve(cluster.offset as string);
  };
  const respond: Responded = async (uid, response) => {
    trace.add("respond", uid, response);
    if (cluster.fails) throw new Error("the bus is down");
    return Promise.resolve();
  };
  class Counting extends adapters.ClusterAdapter {
    constructor() {
      super(nsp);
    }
    override serverCount = () => Promise.resolve(cluster.servers);
    override doPublish = publish;
    override doPublishResponse = respond;
    override onMessage(message: ClusterMessage, offset?: string) {
      super.onMessage(message, offset);
    }
    override onResponse(response: ClusterResponse) {
      super.onResponse(response);
    }
  }
  class WithHeartbeat extends adapters.ClusterAdapterWithHeartbeat {
    constructor() {
      super(nsp, {});
    }
    override doPublish = publish;
    override doPublishResponse = respond;
  }
  const adapter = kind === "counting" ? new Counting() : new WithHeartbeat();
  Object.assign(adapter, { uid: "me" });
  const complete = (message: object) => ({ uid: "n1", nsp: "/chat", ...message }) as never;
  const cluster: ClusterUnderTest = {
    kind,
    nsp,
    adapter,
    servers: 1,
    fails: false,
    offset: "offset-1",
    hasOneChannel: false,
    lastRequestId: "",
    onMessage: (message, offset) => adapter.onMessage(complete(message), offset),
    onResponse: (response) => {
      if (cluster.hasOneChannel) adapter.onMessage(complete(response));
      else adapter.onResponse(complete(response));
    },
  };
  nsp.connect(adapter, "a", ["r"]);
  return cluster;
}

function to(flags: object = {}) {
  return { rooms: new Set(["r"]), except: new Set(["x"]), flags };
}

const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

/** What a server tells the others before it does it itself, or not. */
export async function playCommands(cluster: ClusterUnderTest, trace: Trace): Promise<void> {
  const { adapter, nsp } = cluster;
  for (const [mode, flags, recovery] of [
    ["plain", {}, undefined],
    ["local", { local: true }, undefined],
    ["failing", {}, undefined],
    ["with recovery", {}, {}],
    ["volatile with recovery", { volatile: true }, {}],
    ["local with recovery", { local: true }, {}],
  ] as const) {
    trace.add("===", mode);
    cluster.fails = mode === "failing";
    nsp.server.opts["connectionStateRecovery"] = recovery;
    trace.add(await adapter.broadcast({ type: 2, data: ["event"] }, to(flags)));
    trace.add(await adapter.broadcast({ type: 2, data: ["event"], id: 3 }, to(flags)));
    trace.add(await adapter.broadcast({ type: 3, data: ["answer"] }, to(flags)));
    trace.add(await adapter.addSockets(to(flags), ["x"]), await adapter.delSockets(to(flags), ["x", "y"]));
    trace.add(await adapter.disconnectSockets(to(flags), true));
    trace.add(await adapter.serverSideEmit(["event", 1]));
  }
  cluster.fails = false;
}

/** What a server does when another tells it to. */
export async function playMessages(cluster: ClusterUnderTest, trace: Trace): Promise<void> {
  const { nsp } = cluster;
  const opts = { rooms: ["r"], except: ["x"], flags: { compress: true } };
  const packet = () => ({ type: 2, data: ["event"] });
  const messages: readonly (readonly [object, string?])[] = [
    [{ type: 3, data: { opts, packet: packet() } }],
    [{ type: 3, data: { opts, packet: packet() } }, "offset-7"],
    [{ type: 3, uid: "me", data: { opts, packet: packet() } }],
    [{ type: 3, uid: "emitter", data: { opts, packet: packet() } }],
    [{ type: 3, data: { opts, packet: packet(), requestId: "q1" } }],
    [{ type: 4, data: { opts, rooms: ["x", "y"] } }],
    [{ type: 5, data: { opts, rooms: ["x", "y"] } }],
    [{ type: 6, data: { opts, close: true } }],
    [{ type: 6, data: { opts } }],
    [{ type: 7, data: { opts, requestId: "q2" } }],
    [{ type: 9, data: { packet: ["event", 1] } }],
    [{ type: 9, data: { packet: ["question", 1], requestId: "q3" } }],
    [{ type: 99, data: {} }],
  ];
  nsp.onServerSideEmit = (args) => {
    const ack = args.at(-1);
    if (typeof ack !== "function") return;
    (ack as (...answers: unknown[]) => void)("first", 2);
    (ack as (...answers: unknown[]) => void)("second");
  };
  for (const [message, offset] of messages) {
    trace.add("===", message);
    cluster.onMessage(structuredClone(message), offset);
    await settle();
  }
  nsp.server.opts["connectionStateRecovery"] = {};
  cluster.onMessage({ type: 3, data: { opts, packet: packet() } }, "offset-7");
  for (const ack of nsp.sockets.get("a")?.acks.values() ?? []) {
    ack("first", 2);
    ack("second");
  }
  await settle();
}

/** Questions to two other servers, and their answers. */
export async function playQuestions(cluster: ClusterUnderTest, trace: Trace): Promise<void> {
  const { adapter, nsp } = cluster;
  cluster.servers = 3;
  if (cluster.kind === "heartbeat") for (const uid of ["n1", "n2"]) cluster.onMessage({ uid, type: 2 });
  const ask = async (name: string, flags: object, uids: readonly string[], wait = 0) => {
    trace.add("===", name, uids);
    const fetched = adapter.fetchSockets(to(flags)).then(
      (sockets) =>
        trace.add(
          "fetched",
          sockets.map((socket: { id: string }) => socket.id),
        ),
      (error: unknown) => trace.add("not fetched", error),
    );
    await settle();
    for (const uid of uids) {
      cluster.onResponse({
        uid,
        type: 8,
        data: { requestId: cluster.lastRequestId, sockets: [{ id: uid }] },
      });
    }
    await settle();
    const ack = (error: unknown, answers: unknown) => trace.add("answered", error, answers);
    trace.add(await adapter.serverSideEmit(["question", 1, ack]));
    for (const uid of uids) {
      cluster.onResponse({ uid, type: 10, data: { requestId: cluster.lastRequestId, packet: uid } });
    }
    await settle(wait);
    if (wait >= 5000 || uids.length >= 2 || "local" in flags) await fetched;
  };
  await ask("all answer", {}, ["n1", "n2"]);
  cluster.hasOneChannel = true;
  await ask("all answer on the channel for messages", {}, ["n1", "n2"]);
  cluster.hasOneChannel = false;
  await ask("one answers", {}, ["n1"], 5000);
  await ask("with a timeout", { timeout: 100 }, ["n2"], 5000);
  await ask("local", { local: true }, ["n1", "n2"]);
  await ask("one too many", {}, ["n1", "n2", "n2"]);

  const onCount = (count: number) => trace.add("count", count);
  const onAck = (...args: unknown[]) => trace.add("ack", args);
  for (const flags of [{ timeout: 100 }, { timeout: 100, local: true }]) {
    trace.add("===", flags);
    cluster.lastRequestId = "";
    adapter.broadcastWithAck({ type: 2, data: ["question"] }, to(flags), onCount, onAck);
    await settle();
    const requestId = cluster.lastRequestId;
    const answers = () => {
      cluster.onResponse({ type: 11, data: { requestId, clientCount: 4 } });
      cluster.onResponse({ type: 12, data: { requestId, packet: ["answer", 1] } });
    };
    answers();
    for (const ack of nsp.sockets.get("a")?.acks.values() ?? []) ack("own", 1);
    await settle(100);
    answers();
  }
  cluster.onResponse({ type: 8, data: { requestId: "unknown", sockets: [] } });
  cluster.onResponse({ type: 99, data: {} });
}

/** Heartbeats: who is there, and until when. */
export async function playHeartbeats(cluster: ClusterUnderTest, trace: Trace): Promise<void> {
  const { adapter } = cluster;
  const count = async (when: string) => trace.add("count", when, await adapter.serverCount());
  trace.add(adapter.init());
  await count("alone");
  cluster.onMessage({ uid: "n1", type: 1 });
  cluster.onMessage({ uid: "n2", type: 2 });
  cluster.onMessage({ uid: "n3", type: 6, data: { opts: { rooms: ["x"], except: [], flags: {} } } });
  cluster.onMessage({ uid: "emitter", type: 2 });
  cluster.onMessage({ uid: "me", type: 2 });
  await count("four");
  await settle(4000);
  trace.add(await adapter.serverSideEmit(["this delays the heartbeat"]));
  await settle(4500);
  cluster.onMessage({ uid: "n1", type: 2 });
  trace.add("now the heartbeat");
  await settle(500);
  const fetched = adapter.fetchSockets({ ...to(), flags: { timeout: 60_000 } });
  await settle();
  cluster.onResponse({
    uid: "n1",
    type: 8,
    data: { requestId: cluster.lastRequestId, sockets: [{ id: "b" }] },
  });
  await count("still four");
  cluster.onMessage({ uid: "n3", type: 13 });
  await count("n3 has gone");
  await settle(3000);
  await count("n2 is silent");
  trace.add((await fetched).map((socket: { id: string }) => socket.id));
  trace.add(adapter.close());
}
