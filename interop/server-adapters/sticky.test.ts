import { describe, expect, it, type TestContext } from "vitest";
import { nextPrefix } from "./adapters.ts";
import { withoutStore } from "./describe-stores.ts";
import { startCluster, type NodeGroup } from "./nodes.ts";
import type { ClusterSettings } from "./settings.ts";
import { until } from "./until.ts";
import { connectClient, type TestClient } from "./test-clients.ts";

type Sticky = ClusterSettings["sticky"];

const names = ["a", "b", "c"];
const large = "long".repeat(50_000);
const context = withoutStore();

async function open(sticky: Sticky, { onTestFinished }: TestContext): Promise<NodeGroup> {
  const adapter = { kind: "cluster", store: "", prefix: nextPrefix() } as const;
  const group = await startCluster({ server: context().implementation.server, adapter, names, sticky });
  onTestFinished(() => group.stop());
  return group;
}

async function connect({ url }: NodeGroup, ...transports: string[]): Promise<TestClient> {
  const name = transports.join(" and ");
  // The primary process may learn of a session after the client's next request, which then goes to a worker that does not
  // know it: so the package is, and a client tries again.
  const options = { transports, reconnection: true, reconnectionDelay: 20 };
  return connectClient({ name, url, options });
}

const findIds = async ({ nodes }: NodeGroup) => {
  const found = await Promise.all(nodes.map((node) => node.call([["local"], ["fetchSockets"]])));
  return new Map(
    nodes.map(({ name }, index) => [name, (found[index] as { id: string }[]).map(({ id }) => id)]),
  );
};

describe.concurrent.each<Sticky>(["round-robin", "least-connection", "random"])(
  "sticky sessions, %s",
  (sticky) => {
    it("keep each session on its worker, whatever its transport", async (test) => {
      const group = await open(sticky, test);
      const clients: TestClient[] = [];
      test.onTestFinished(() => {
        for (const { socket } of clients) socket.disconnect();
      });
      // One after the other, so that each worker has its turn.
      while (clients.length < names.length) clients.push(await connect(group, "websocket"));
      const spread = clients.map(({ node }) => node).toSorted();
      if (sticky === "round-robin") expect(spread).toEqual(names);
      clients.push(await connect(group, "polling"), await connect(group, "polling"));
      const upgraded = await connect(group, "polling", "websocket");
      clients.push(upgraded);
      // Each message over polling is a request of its own, and a large one comes in several pieces.
      for (const { socket } of clients) {
        for (const value of [1, Buffer.from([1, 2]), large]) {
          expect(await socket.emitWithAck("echo", value)).toEqual(value);
        }
      }
      await until(() => upgraded.socket.io.engine.transport.name, "websocket");
      const ids = await findIds(group);
      for (const { node, id } of clients) expect(ids.get(node)).toContain(id);
      await group.nodes[0]?.call([["emit", "news", 1]]);
      for (const client of clients) expect(await client.heard("news")).toEqual([1]);
    });
  },
);
