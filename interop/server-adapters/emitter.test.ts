import { Emitter } from "@socket.io/redis-emitter";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SuiteContext } from "./adapter-suite.ts";
import { describeRedis } from "./describe-stores.ts";
import { bases } from "./implementation.ts";
import { connectRedis } from "./programs/clients.mjs";
import { until } from "./until.ts";
import { Stage, everybody, type Name } from "./stage.ts";

type Target = Pick<Emitter, "emit">;
type Choose = (emitter: Emitter, stage: Stage) => Target;

const targets: readonly [title: string, choose: Choose, names: readonly Name[]][] = [
  ["to everybody", (emitter) => emitter, everybody],
  ["to a room", (emitter) => emitter.to("green"), ["abe", "ben"]],
  ["to several rooms", (emitter) => emitter.in(["blue", "green"]), everybody],
  ["except a room", (emitter) => emitter.except("blue"), ["abe"]],
  ["to a room except another", (emitter) => emitter.to("blue").except("green"), ["ann", "silent"]],
  ["to a socket by its id", (emitter, stage) => emitter.to(stage.client("silent").id), ["silent"]],
  ["compressed", (emitter) => emitter.compress(true).to("blue"), ["ann", "ben", "silent"]],
];

function testEmitter(emitter: () => Emitter, stage: () => Stage): void {
  it.each(targets)("emits %s", async (_title, choose, names) => {
    for (const payload of ["text", { deep: [Buffer.from([1, 0])] }]) {
      const emit = (event: string) => choose(emitter(), stage()).emit(event, payload);
      await stage().expectReachOf({ emit, mark: (event) => emitter().emit(event) }, names, payload);
    }
  });

  it("emits volatile events", async () => {
    const event = stage().nextEvent();
    const { all } = stage().client("ben");
    await until(() => emitter().volatile.to("blue").emit(event) && all(event).length > 0, true);
  });

  it("emits in a namespace", async () => {
    const guest = await stage().invite("b", { name: "guest", nsp: "/chat" });
    emitter().of("/chat").emit("chat", 1);
    expect(await guest.heard("chat")).toEqual([1]);
    const mark = (event: string) => emitter().emit(event, 1);
    await stage().expectReachOf({ emit: mark, mark }, everybody, 1);
    expect(stage().client("ben").all("chat")).toEqual([]);
  });

  it("lets sockets join, leave and disconnect", async () => {
    const guest = await stage().invite("c", { name: "guest", auth: { rooms: ["guests"] } });
    const roomsOf = async () => {
      const found = await stage()
        .node("a")
        .call([["fetchSockets"], ["socket", guest.id]]);
      return (found as { rooms: string[] }).rooms;
    };
    emitter().in("guests").socketsJoin(["one", "two"]);
    await until(roomsOf, [guest.id, "guests", "one", "two"].toSorted());
    emitter().in("guests").socketsLeave("one");
    await until(roomsOf, [guest.id, "guests", "two"].toSorted());
    emitter().in("two").disconnectSockets();
    expect(await guest.gone).toBe("io server disconnect");
  });

  it("emits to the servers", async () => {
    emitter().serverSideEmit("tell", "all", [1]);
    for (const name of ["a", "b", "c"]) {
      expect(await stage().node(name).heard()).toEqual(["/", "all", [1]]);
    }
    expect(() => emitter().serverSideEmit("tell", () => undefined)).toThrow(
      "Acknowledgements are not supported",
    );
  });
}

function describeEmitters(context: () => SuiteContext): void {
  describe.concurrent.each(bases)("redis-emitter, adapters on %s,", (base) => {
    let stage: Stage;
    beforeAll(async () => {
      const adapter = { title: "redis-adapter", kind: "classic" } as const;
      stage = await Stage.open({ ...context(), base, adapter });
    });
    afterAll(() => stage?.close());

    describe.each(["redis", "ioredis"] as const)("with %s", { concurrent: false }, (client) => {
      let emitter: Emitter;
      let disconnect: (() => Promise<void>) | undefined;
      beforeAll(async () => {
        const { first, close } = await connectRedis[client](context().store);
        disconnect = close;
        emitter = new Emitter(first, { key: stage.prefix });
      });
      afterAll(() => disconnect?.());

      testEmitter(
        () => emitter,
        () => stage,
      );
    });
  });
}

describeRedis("emitters over Redis", describeEmitters);
