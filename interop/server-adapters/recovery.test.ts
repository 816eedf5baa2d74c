import { describe, expect, it, type TestContext } from "vitest";
import { nextPrefix } from "./adapters.ts";
import type { SuiteContext } from "./adapter-suite.ts";
import { describeRedis } from "./describe-stores.ts";
import { bases, type Base } from "./implementation.ts";
import { startNodes, type ServerNode } from "./nodes.ts";
import { until } from "./until.ts";
import { connectClient, type TestClient } from "./test-clients.ts";

interface Scene {
  readonly a: ServerNode;
  readonly b: ServerNode;
  readonly client: TestClient;
}

interface Setting {
  readonly suite: SuiteContext;
  readonly base: Base;
  readonly test: TestContext;
  /** How long a client may be away, in milliseconds. */
  readonly duration?: number;
}

/** Two servers that know each other over a stream of Redis, and a client on the first. */
async function open({ suite, base, test, duration = 60_000 }: Setting): Promise<Scene> {
  const { implementation, store } = suite;
  const { onTestFinished } = test;
  const group = await startNodes(
    {
      ...implementation.of(base),
      adapter: { kind: "streams", store, prefix: nextPrefix() },
      options: { connectionStateRecovery: { maxDisconnectionDuration: duration } },
    },
    ["a", "b"],
  );
  onTestFinished(() => group.stop());
  const [a, b] = group.nodes;
  if (a === undefined || b === undefined) throw new Error("two servers were asked for");
  const auth = { rooms: ["blue"], data: { colour: "blue" } };
  const client = await connectClient({ name: "ann", url: a.url, auth });
  onTestFinished(() => void client.socket.disconnect());
  const { socket } = client;
  await b.call([
    ["to", "blue"],
    ["emit", "before", 1],
  ]);
  await client.heard("before");
  expect(socket.recovered).toBe(false);
  return { a, b, client };
}

const findIds = async (node: ServerNode) =>
  ((await node.call([["fetchSockets"]])) as { id: string }[]).map(({ id }) => id);

/** The connection breaks, and the server has noticed. */
async function lose({ a, b, client }: Scene): Promise<void> {
  client.socket.io.engine.close();
  await client.gone;
  for (const node of [a, b]) await until(() => findIds(node), []);
}

/** The client comes back, to that server: where it goes is decided by a load balancer. */
async function comeBack({ client: { socket } }: Scene, node: ServerNode): Promise<void> {
  Object.assign(socket.io, { uri: node.url });
  const connected = new Promise<void>((resolve) => socket.once("connect", resolve));
  socket.connect();
  await connected;
}

const first = (parameters: readonly unknown[]) => parameters[0];

function testRecovery(context: () => SuiteContext, base: Base): void {
  it("brings a client back on another server, with what it has missed", async (test) => {
    const scene = await open({ suite: context(), base, test });
    const { a, b, client } = scene;
    await lose(scene);
    await b.call([
      ["to", "blue"],
      ["emit", "missed", 1],
    ]);
    await b.call([["emit", "missed", Buffer.from([2])]]);
    await a.call([["emit", "missed elsewhere"]]);
    // The stream has it when a question that was sent after it has been answered.
    expect(await findIds(a)).toEqual([]);
    await b.call([
      ["except", "blue"],
      ["emit", "missed", "not for blue"],
    ]);
    await b.call([
      ["to", "green"],
      ["emit", "missed", "for green"],
    ]);
    await b.call([
      ["to", client.id],
      ["emit", "missed", 3],
    ]);
    await comeBack(scene, b);
    expect(client.socket.recovered).toBe(true);
    expect(client.socket.id).toBe(client.id);
    await until(
      () => client.all("hello").map(first),
      [
        { node: "a", recovered: false },
        { node: "b", recovered: true },
      ],
    );
    expect(client.all("missed").map(first)).toEqual([1, Buffer.from([2]), 3]);
    expect(client.all("missed elsewhere")).toHaveLength(1);
    expect(client.all("before").map(first)).toEqual([1]);
    const [found] = (await a.call([["in", "blue"], ["fetchSockets"]])) as Record<string, unknown>[];
    expect(found).toMatchObject({
      id: client.id,
      rooms: [client.id, "blue"].toSorted(),
      data: { node: "a", colour: "blue" },
    });
    await a.call([
      ["to", "blue"],
      ["emit", "after", 1],
    ]);
    await client.heard("after");
  });

  it("brings a client back when its server has closed", async (test) => {
    const scene = await open({ suite: context(), base, test });
    const { a, b, client } = scene;
    expect(await a.close()).toBe(0);
    await client.gone;
    await b.call([
      ["to", "blue"],
      ["emit", "missed", 1],
    ]);
    await comeBack(scene, b);
    expect(client.socket.recovered).toBe(true);
    expect(client.all("missed").map(first)).toEqual([1]);
  });

  it("takes a client as new when its server was killed", async (test) => {
    const scene = await open({ suite: context(), base, test });
    const { a, b, client } = scene;
    await a.kill();
    await client.gone;
    await b.call([
      ["to", "blue"],
      ["emit", "missed", 1],
    ]);
    await comeBack(scene, b);
    expect(client.socket.recovered).toBe(false);
    expect(client.socket.id).not.toBe(client.id);
    await b.call([
      ["to", "blue"],
      ["emit", "after", 1],
    ]);
    await client.heard("after");
    expect(client.all("missed")).toEqual([]);
  });

  it("takes a client as new that comes too late", async (test) => {
    const scene = await open({ suite: context(), base, test, duration: 1 });
    const { b, client } = scene;
    await lose(scene);
    await b.call([
      ["to", "blue"],
      ["emit", "missed", 1],
    ]);
    await comeBack(scene, b);
    expect(client.socket.recovered).toBe(false);
    expect(client.all("missed")).toEqual([]);
  });
}

describeRedis("recovery over Redis streams", (context) => {
  describe.concurrent.each(bases)("on %s", (base) => {
    testRecovery(context, base);
  });
});
