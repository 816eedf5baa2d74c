import { describe, expect, it } from "vitest";
import { Adapter } from "../adapter/index.ts";
import { createServer, settle } from "./testing/server-bench.ts";

/** An adapter for several servers, whose connection to the others is lost. */
class BrokenAdapter extends Adapter {
  override init = (): Promise<void> => fail("init");
  override close = (): Promise<void> => fail("close");
  override broadcast = (): Promise<void> => fail("broadcast");
  override serverCount = (): Promise<number> => fail("serverCount");
  override addSockets = (): Promise<void> => fail("addSockets");
  override delSockets = (): Promise<void> => fail("delSockets");
  override disconnectSockets = (): Promise<void> => fail("disconnectSockets");
  override serverSideEmit = (): Promise<void> => fail("serverSideEmit");
}

function fail<Type>(method: string): Promise<Type> {
  return Promise.reject(new Error(`${method}: the connection is lost`));
}

describe("what an adapter fails to do", () => {
  it.each<[string, (bench: ReturnType<typeof createServer>) => unknown]>([
    ["broadcast", ({ io }) => io.emit("news")],
    ["broadcast", ({ io }) => io.to("room").emit("news")],
    ["addSockets", ({ io }) => io.socketsJoin("room")],
    ["delSockets", ({ io }) => io.socketsLeave("room")],
    ["disconnectSockets", ({ io }) => io.disconnectSockets()],
    ["serverSideEmit", ({ io }) => io.serverSideEmit("hello")],
  ])("is reported, and reaches nobody else: %s", async (method, act) => {
    const bench = createServer({ adapter: BrokenAdapter });
    await settle();
    expect(bench.reported.splice(0).map(({ context }) => context.event)).toEqual(["init"]);
    act(bench);
    await settle();
    expect(bench.reported).toEqual([
      {
        error: new Error(`${method}: the connection is lost`),
        context: { kind: "adapter", event: method },
      },
    ]);
  });

  it("does not keep a server from closing", async () => {
    const { io } = createServer({ adapter: BrokenAdapter });
    await expect(io.close()).resolves.toBeUndefined();
  });
});
