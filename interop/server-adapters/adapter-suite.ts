import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { AdapterCase } from "./adapters.ts";
import { bases, type Implementation } from "./implementation.ts";
import { Stage, everybody, type Name } from "./stage.ts";
import { until } from "./until.ts";
import type { CallError, Steps } from "./nodes.ts";

/** The parts of the set-up that suites share; they are there when tests run. */
export interface SuiteContext {
  readonly implementation: Implementation;
  /** Where the store is. */
  readonly store: string;
}

/** How long answers may take that all will come. */
const patience = 5_000;

type GetStage = () => Stage;

/** As a buffer comes back from a server: as what JSON makes of it. */
const asJson = (...bytes: number[]) => ({ type: "Buffer", data: bytes });

interface Described {
  readonly id: string;
  readonly rooms: readonly string[];
  readonly data: { readonly node: string };
}

const nameOf = (stage: Stage) => (described: Described) =>
  everybody.find((name) => stage.client(name).id === described.id) ?? "nobody";

/** The names of those whose sockets the server finds. */
async function fetchNames(stage: Stage, from: string, steps: Steps = []): Promise<readonly string[]> {
  const found = (await stage.node(from).call([...steps, ["fetchSockets"]])) as Described[];
  return found.map(nameOf(stage)).toSorted();
}

const broadcasts: readonly [
  title: string,
  from: string,
  steps: (stage: Stage) => Steps,
  names: readonly Name[],
][] = [
  ["to everybody", "a", () => [], everybody],
  ["to a room", "a", () => [["to", "blue"]], ["ann", "ben", "silent"]],
  ["to a room, from a server that has nobody in it", "c", () => [["in", "green"]], ["abe", "ben"]],
  ["to several rooms, once to each", "b", () => [["to", ["blue", "green"]]], everybody],
  ["to nobody", "b", () => [["to", "red"]], []],
  ["except a room", "b", () => [["except", "green"]], ["ann", "silent"]],
  [
    "to a room except another",
    "c",
    () => [
      ["to", "green"],
      ["except", "blue"],
    ],
    ["abe"],
  ],
  ["to a socket by its id", "c", (stage) => [["to", stage.client("ann").id]], ["ann"]],
  [
    "except a socket by its id",
    "b",
    (stage) => [["except", stage.client("silent").id]],
    ["abe", "ann", "ben"],
  ],
  [
    "compressed",
    "a",
    () => [
      ["compress", true],
      ["to", "blue"],
    ],
    ["ann", "ben", "silent"],
  ],
  ["on this server only", "a", () => [["local"]], ["abe", "ann"]],
  ["to a room on this server only", "a", () => [["local"], ["to", "blue"]], ["ann"]],
  [
    "by a socket to all others",
    "a",
    (stage) => [["sockets"], ["sockets"], ["get", stage.client("ann").id], ["broadcast"]],
    ["abe", "ben", "silent"],
  ],
  [
    "by a socket to a room that it is in",
    "b",
    (stage) => [["sockets"], ["sockets"], ["get", stage.client("ben").id], ["to", "green"]],
    ["abe"],
  ],
];

function testBroadcasts(stage: GetStage): void {
  it.each(broadcasts)("broadcasts %s", async (_title, from, steps, names) => {
    await stage().expectReach(from, steps(stage()), names);
  });

  it("broadcasts volatile events", async () => {
    await stage().probe("a", [["volatile"], ["to", "blue"]], ["ann", "ben", "silent"]);
  });

  it.each([
    ["binary", Buffer.from([1, 2, 3])],
    [
      "nested and binary",
      { list: [Buffer.from([0]), "text", { view: Buffer.from([255, 254]) }], none: null },
    ],
    ["large", "long".repeat(5_000)],
    ["large and binary", Buffer.alloc(20_000, 7)],
  ])("broadcasts values that are %s", async (_title, payload) => {
    await stage().expectReach("b", [["to", "blue"]], ["ann", "ben", "silent"], payload);
  });

  it("keeps namespaces apart", async () => {
    const guest = await stage().invite("b", { name: "guest", nsp: "/chat", auth: { rooms: ["blue"] } });
    const [event, marker] = [stage().nextEvent(), stage().nextEvent()];
    await stage().expectReach("a", [["to", "blue"]], ["ann", "ben", "silent"], event);
    await stage()
      .node("a")
      .call([["emit", marker, Buffer.from([9])]], "/chat");
    expect(await guest.heard(marker)).toEqual([Buffer.from([9])]);
    await stage().expectReach("a", [], everybody);
    expect(stage().client("ben").all(marker)).toEqual([]);
  });
}

/** Answers come as they will: each has the name of who gave it first. */
const inOrder = (answers: unknown) =>
  (answers as unknown[][]).toSorted((one, other) => String(one[0]).localeCompare(String(other[0])));

const collect = async (stage: Stage, from: string, steps: Steps) =>
  inOrder(await stage.node(from).call(steps));

function testAcknowledgements(stage: GetStage): void {
  it("collects the acknowledgements of all clients", async () => {
    expect(
      await collect(stage(), "a", [
        ["timeout", patience],
        ["emitWithAck", "ask", 5],
      ]),
    ).toEqual(everybody.toSorted().map((name) => [name, 5]));
  });

  it("collects binary acknowledgements of a room", async () => {
    const steps: Steps = [
      ["timeout", patience],
      ["to", "green"],
      ["emitWithAck", "ask", Buffer.from([4, 2])],
    ];
    expect(await collect(stage(), "c", steps)).toEqual([
      ["abe", asJson(4, 2)],
      ["ben", asJson(4, 2)],
    ]);
  });

  it("collects nothing when there is nobody", async () => {
    expect(
      await collect(stage(), "c", [
        ["timeout", patience],
        ["to", "red"],
        ["emitWithAck", "ask", 1],
      ]),
    ).toEqual([]);
  });

  it("gives what has come when the time is over", async () => {
    const call = stage()
      .node("a")
      .call([
        ["timeout", 1_000],
        ["to", "blue"],
        ["emitWithAck", "ask-most", "?"],
      ]);
    const error = (await call.catch((error: unknown) => error)) as CallError;
    expect(error.message).toBe("operation has timed out");
    expect(inOrder(error.responses)).toEqual([
      ["ann", "?"],
      ["ben", "?"],
    ]);
  });
}

function testSockets(stage: GetStage): void {
  it("fetches the sockets of all servers", async () => {
    expect(await fetchNames(stage(), "a")).toEqual(everybody.toSorted());
    expect(await fetchNames(stage(), "c", [["in", "green"]])).toEqual(["abe", "ben"]);
    expect(await fetchNames(stage(), "b", [["except", "green"]])).toEqual(["ann", "silent"]);
    expect(await fetchNames(stage(), "a", [["local"]])).toEqual(["abe", "ann"]);
    expect(await fetchNames(stage(), "a", [["in", "red"]])).toEqual([]);
  });

  it("describes sockets of other servers", async () => {
    const { id } = await stage().invite("b", {
      name: "guest",
      auth: { rooms: ["red"], data: { colour: "red" } },
    });
    expect(
      await stage()
        .node("a")
        .call([["in", "red"], ["fetchSockets"]]),
    ).toEqual([
      {
        id,
        rooms: [id, "red"].toSorted(),
        data: { node: "b", colour: "red" },
        auth: { rooms: ["red"], data: { colour: "red" } },
      },
    ]);
    await stage()
      .node("c")
      .call([["in", "red"], ["disconnectSockets"]]);
  });

  it("acts on a socket of another server", async () => {
    const guest = await stage().invite("c", { name: "guest" });
    const act = (...steps: Steps) =>
      stage()
        .node("a")
        .call([["fetchSockets"], ["socket", guest.id], ...steps]);
    await act(["emit", "news", Buffer.from([1])]);
    expect(await guest.heard("news")).toEqual([Buffer.from([1])]);
    expect(await act(["timeout", patience], ["emitWithAck", "ask", 3])).toEqual(["guest", 3]);
    await act(["join", "yellow"]);
    const roomsOf = async () => ((await act()) as Described).rooms;
    await until(roomsOf, [guest.id, "yellow"].toSorted());
    await act(["leave", "yellow"]);
    await until(roomsOf, [guest.id]);
    await act(["disconnect"]);
    expect(await guest.gone).toBe("io server disconnect");
  });

  it("lets sockets of all servers join and leave", async () => {
    const { node } = stage();
    await node.call(stage(), "a").call([
      ["in", "blue"],
      ["socketsJoin", ["one", "two"]],
    ]);
    await until(() => fetchNames(stage(), "b", [["in", "two"]]), ["ann", "ben", "silent"]);
    await stage().probe("c", [["to", "one"]], ["ann", "ben", "silent"]);
    await stage()
      .node("b")
      .call([
        ["in", "green"],
        ["socketsLeave", "one"],
      ]);
    await until(() => fetchNames(stage(), "b", [["in", "one"]]), ["ann", "silent"]);
    await stage().expectReach("c", [["to", "one"]], ["ann", "silent"]);
    await stage()
      .node("c")
      .call([["socketsLeave", ["one", "two"]]]);
    await until(() => fetchNames(stage(), "a", [["in", ["one", "two"]]]), []);
  });

  it.each([false, true])("disconnects sockets of all servers, closing: %s", async (close) => {
    const guests = await Promise.all(
      ["a", "b", "c"].map((on) => stage().invite(on, { name: "guest", auth: { rooms: ["guests"] } })),
    );
    await stage().probe("b", [["to", "blue"]], ["ann", "ben", "silent"]);
    await stage()
      .node("b")
      .call([
        ["in", "guests"],
        ["disconnectSockets", close],
      ]);
    for (const { gone } of guests) expect(await gone).toBe("io server disconnect");
    await until(() => fetchNames(stage(), "c"), everybody.toSorted());
  });
}

function testServerEvents(stage: GetStage): void {
  it("emits to the other servers", async () => {
    await stage()
      .node("a")
      .call([["serverSideEmit", "tell", "first", { deep: [1] }]]);
    for (const name of ["b", "c"]) {
      expect(await stage().node(name).heard()).toEqual(["/", "first", { deep: [1] }]);
    }
    await stage()
      .node("b")
      .call([["serverSideEmit", "tell", "second"]], "/chat");
    // Neither of the two heard itself.
    for (const name of ["a", "c"]) expect(await stage().node(name).heard()).toEqual(["/chat", "second"]);
  });

  it("collects the answers of the other servers", async () => {
    expect(await collect(stage(), "b", [["serverSideEmitWithAck", "ask", 7]])).toEqual([
      ["a", 7],
      ["c", 7],
    ]);
  });
}

/** These leave fewer servers than they found. */
function testEndings(stage: GetStage): void {
  it("goes on without a server that was killed", { timeout: 30_000 }, async () => {
    const { gone } = stage().client("silent");
    await stage().node("c").kill();
    expect(await gone).toBe("transport close");
    await Promise.all([stage().countOf("a", 2), stage().countOf("b", 2)]);
    expect(await fetchNames(stage(), "b")).toEqual(["abe", "ann", "ben"]);
    expect(
      await collect(stage(), "a", [
        ["timeout", patience],
        ["to", "blue"],
        ["emitWithAck", "ask", 1],
      ]),
    ).toEqual([
      ["ann", 1],
      ["ben", 1],
    ]);
    expect(await collect(stage(), "a", [["serverSideEmitWithAck", "ask", 1]])).toEqual([["b", 1]]);
    await stage().expectReach("b", [["to", "blue"]], ["ann", "ben"]);
  });

  it("lets go of everything when a server closes", async () => {
    const { gone } = stage().client("ben");
    // By itself: an adapter keeps a timer for each acknowledged broadcast, so this server has made none.
    expect(await stage().node("b").close()).toBe(0);
    expect(await gone).toMatch(/^(transport close|io server disconnect)$/u);
    await stage().countOf("a", 1);
    expect(await fetchNames(stage(), "a")).toEqual(["abe", "ann"]);
    await stage().expectReach("a", [["to", "blue"]], ["ann"]);
  });
}

/** What each adapter must do on the server under test, with each base class that it may stand on. */
export function describeAdapters(adapters: readonly AdapterCase[], context: () => SuiteContext): void {
  const cases = adapters.flatMap((adapter) => bases.map((base) => ({ adapter, base, title: adapter.title })));

  // At the same time, as most of it is waiting.
  describe.concurrent.each(cases)("$title, on $base", ({ adapter, base }) => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await Stage.open({ ...context(), adapter, base });
    });
    afterAll(() => stage?.close());

    describe("on one stage", { concurrent: false }, () => {
      testBroadcasts(() => stage);
      testAcknowledgements(() => stage);
      testSockets(() => stage);
      testServerEvents(() => stage);
      testEndings(() => stage);
    });
  });
}
