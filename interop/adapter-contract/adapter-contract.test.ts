import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import * as cluster from "./cluster-script.ts";
import { implementations, type AdapterPackage } from "./implementations.ts";
import { playRecovery, playRooms } from "./rooms-script.ts";
import { Trace } from "./traced-namespace.ts";

type Script = (adapters: AdapterPackage, trace: Trace) => Promise<void>;
type ClusterScript = (cluster: cluster.ClusterUnderTest, trace: Trace) => Promise<void>;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function onCluster(kind: cluster.ClusterUnderTest["kind"], script: ClusterScript): Script {
  return (adapters, trace) => script(cluster.createCluster(adapters, trace, kind), trace);
}

const scripts: readonly (readonly [string, number, Script])[] = [
  ["rooms and broadcasts", 100, playRooms],
  ["recovery", 20, playRecovery],
  ["commands to a cluster", 50, onCluster("counting", cluster.playCommands)],
  ["commands to a cluster with heartbeats", 50, onCluster("heartbeat", cluster.playCommands)],
  ["messages from a cluster", 35, onCluster("counting", cluster.playMessages)],
  ["messages from a cluster with heartbeats", 35, onCluster("heartbeat", cluster.playMessages)],
  ["questions to a cluster", 40, onCluster("counting", cluster.playQuestions)],
  ["questions to a cluster with heartbeats", 40, onCluster("heartbeat", cluster.playQuestions)],
  ["heartbeats", 15, onCluster("heartbeat", cluster.playHeartbeats)],
];

/** `socket.io-adapter` and `@sockeye/server/adapter` play the same script on the same namespace. */
describe("the adapter does what the published one does", () => {
  it.each(scripts)("%s", async (_name, minLines, script) => {
    const traces = { published: new Trace(), ours: new Trace() };
    await script(implementations.published, traces.published);
    vi.clearAllTimers();
    await script(implementations.ours, traces.ours);
    expect(traces.ours.lines).toEqual(traces.published.lines);
    expect(traces.published.lines.length).toBeGreaterThan(minLines);
  });

  it("has the same exports", () => {
    expect(Object.keys(implementations.ours).sort()).toEqual(
      Object.keys(implementations.published)
        .filter((name) => name !== "default" && name !== "module.exports" && name !== "__esModule")
        .sort(),
    );
    expect({ ...implementations.ours.MessageType }).toEqual({ ...implementations.published.MessageType });
  });

  it("warns of server side emits in the same words", () => {
    const warn = vi.spyOn(console, "warn").mockReturnValue();
    for (const { Adapter } of Object.values(implementations)) {
      new Adapter({ server: { opts: {} } }).serverSideEmit(["event"]);
    }
    const [first, second] = warn.mock.calls;
    warn.mockRestore();
    expect(first).toHaveLength(1);
    expect(second).toEqual(first);
  });
});
