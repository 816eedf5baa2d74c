import { beforeEach, describe, expect, it } from "vitest";
import { VirtualClock } from "@sockeye/testkit";
import type { EngineRequest } from "../ports/index.ts";
import type { AllowRequest, CoreOptions } from "./core-options.ts";
import type { EngineSession } from "./engine-session.ts";
import { Greeter, type GreeterParts, type Greeting } from "./greeter.ts";
import { SessionRegistry } from "./session-registry.ts";
import { coreDefaults } from "./testing/core-bench.ts";
import { uncaughtIn } from "./testing/uncaught.ts";
import { TokenBucket } from "./token-bucket.ts";

const request: EngineRequest = { headers: {}, _query: {} };
const query = { EIO: "4" };

/** Answers that are still to come. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

let clock: VirtualClock;
let sessions: SessionRegistry;
/** What was answered so far. */
let greetings: Greeting[];

beforeEach(() => {
  clock = new VirtualClock();
  sessions = new SessionRegistry();
  greetings = [];
});

function createGreeter(
  options: Partial<CoreOptions> = {},
  generateId: GreeterParts["generateId"] = () => "id",
): Greeter {
  const all = { ...coreDefaults, ...options };
  return new Greeter({
    options: all,
    sessions,
    handshakes: new TokenBucket({
      ratePerSecond: all.handshakesPerSecond,
      burst: 2 * all.handshakesPerSecond,
      now: () => clock.now(),
    }),
    generateId,
  });
}

function greet(greeter: Greeter, newcomer: Partial<Parameters<Greeter["greet"]>[0]> = {}): () => void {
  return greeter.greet({ request, query, ...newcomer }, (greeting) => greetings.push(greeting));
}

/** What the answers say in short. */
function outcomes(): unknown[] {
  return greetings.map((greeting) =>
    greeting.refusal === undefined
      ? greeting.id
      : [greeting.refusal.code, greeting.refusal.status, greeting.refusal.message],
  );
}

const forbidden = [4, 403, "Forbidden"];
const overloaded = [3, 503, "Server overloaded"];
const badId = [3, 400, "Bad request"];

describe("without questions", () => {
  it("answers at once", () => {
    greet(createGreeter());
    expect(outcomes()).toEqual(["id"]);
  });

  it.each([
    [{ EIO: "3" }, false, [[5, 400, "Unsupported protocol version"]]],
    [{}, false, [[5, 400, "Unsupported protocol version"]]],
    [{ EIO: "3" }, true, ["id"]],
    [{}, true, ["id"]],
  ] as const)("%j with allowEIO3 %j", (asked, allowEIO3, expected) => {
    greet(createGreeter({ allowEIO3 }), { query: asked });
    expect(outcomes()).toEqual(expected);
  });

  it("says which revision it was", () => {
    greet(createGreeter(), { query: { EIO: "7" } });
    expect(greetings[0]?.refusal?.context).toEqual({ protocol: 3 });
  });
});

describe("allowRequest", () => {
  const cases: readonly (readonly [string, AllowRequest, unknown[]])[] = [
    ["yes", (_, answer) => answer(null, true), ["id"]],
    ["yes, with a text that nobody asked for", (_, answer) => answer("text", true), ["id"]],
    ["no", (_, answer) => answer(null, false), [forbidden]],
    ["no, without a word", (_, answer) => answer(undefined, false), [forbidden]],
    ["no, with an empty text", (_, answer) => answer("", false), [forbidden]],
    ["no, with a text", (_, answer) => answer("go away", false), [[4, 403, "go away"]]],
    ["no answer", () => {}, []],
    [
      "yes, later",
      (_, answer) => {
        setImmediate(answer, null, true);
      },
      ["id"],
    ],
    [
      "no, later",
      (_, answer) => {
        setImmediate(answer, "later", false);
      },
      [[4, 403, "later"]],
    ],
    [
      "yes, then no",
      (_, answer) => {
        answer(null, true);
        answer("changed my mind", false);
      },
      ["id"],
    ],
    [
      "no, then yes",
      (_, answer) => {
        answer("no", false);
        answer(null, true);
      },
      [[4, 403, "no"]],
    ],
  ];

  it.each(cases)("%s", async (_, allowRequest, expected) => {
    greet(createGreeter({ allowRequest }));
    await settled();
    expect(outcomes()).toEqual(expected);
  });

  it("gives the text to the application, too", () => {
    greet(createGreeter({ allowRequest: (_, answer) => answer("go away", false) }));
    expect(greetings[0]?.refusal?.context).toEqual({ message: "go away" });
  });

  it("counts its first answer also while the id is on its way", async () => {
    let asked = 0;
    const greeter = createGreeter(
      {
        allowRequest: (_, answer) => {
          answer(null, true);
          answer(null, true);
          answer("no", false);
        },
      },
      async () => {
        asked++;
        return "id";
      },
    );
    greet(greeter);
    await settled();
    expect([outcomes(), asked]).toEqual([["id"], 1]);
  });

  it("that throws refuses, and the mistake reaches the process", async () => {
    const mistake = new Error("allowRequest");
    const greeter = createGreeter({
      allowRequest: () => {
        throw mistake;
      },
    });
    expect(await uncaughtIn(() => greet(greeter))).toEqual([mistake]);
    expect(outcomes()).toEqual([forbidden]);
  });

  it("that throws behind its answer changes nothing about it", async () => {
    const mistake = new Error("allowRequest");
    const greeter = createGreeter(
      {
        allowRequest: (_, answer) => {
          answer(null, true);
          throw mistake;
        },
      },
      () => Promise.resolve("later"),
    );
    expect(await uncaughtIn(() => greet(greeter))).toEqual([mistake]);
    expect(outcomes()).toEqual(["later"]);
  });

  it("comes before the revision and the id", () => {
    const asked: string[] = [];
    const greeter = createGreeter({ allowRequest: (_, answer) => answer("no", false) }, () => {
      asked.push("id");
      return "id";
    });
    greet(greeter, { query: {} });
    expect([asked, outcomes()]).toEqual([[], [[4, 403, "no"]]]);
  });

  it("refuses clients that come without a request to ask about", () => {
    let asked = 0;
    greet(createGreeter({ allowRequest: () => asked++ }), { request: undefined });
    expect([asked, outcomes()]).toEqual([0, [forbidden]]);
  });

  it("is no question for clients without a request when there is none", () => {
    greet(createGreeter(), { request: undefined });
    expect(outcomes()).toEqual(["id"]);
  });
});

describe("generateId", () => {
  it.each([
    ["a text", () => "one", "one"],
    ["a promise of a text", () => Promise.resolve("one"), "one"],
    // oxlint-disable-next-line unicorn/no-thenable -- as libraries of promises make them
    ["a thenable", () => ({ then: (use: (id: string) => void) => use("one") }), "one"],
    ["an empty text", () => "", badId],
    ["a promise of an empty text", () => Promise.resolve(""), badId],
    ["the id of a session", () => "taken", badId],
    ["a promise of the id of a session", () => Promise.resolve("taken"), badId],
    ["a number", () => 42, badId],
    ["nothing", () => undefined, badId],
    ["null", () => null, badId],
    ["a promise of a number", () => Promise.resolve(42), badId],
    ["a promise that is broken", () => Promise.reject(new Error("no id")), badId],
    [
      "an exception",
      () => {
        throw new Error("no id");
      },
      badId,
    ],
  ] as const satisfies readonly (readonly [string, () => unknown, unknown])[])(
    "gives %s",
    async (_, generateId, expected) => {
      sessions.add({ id: "taken" } as EngineSession);
      greet(createGreeter({}, generateId as GreeterParts["generateId"]));
      await settled();
      expect(outcomes()).toEqual([expected]);
    },
  );

  it("that fails is reported with its error", async () => {
    const error = new Error("no id");
    greet(createGreeter({}, () => Promise.reject(error)));
    await settled();
    expect(greetings[0]?.refusal?.context).toEqual({ name: "ID_GENERATION_ERROR", error });
  });

  it("gets the newcomer", () => {
    const seen: unknown[] = [];
    const greeter = createGreeter({}, (newcomer) => {
      seen.push(newcomer);
      return "id";
    });
    greet(greeter);
    expect(seen).toEqual([{ request, query }]);
  });
});

describe("limits", () => {
  const never: AllowRequest = () => {};

  it.each([
    ["below", 2, 0],
    ["at", 3, 0],
    ["beyond", 4, 1],
  ])("maxPendingHandshakes: %s the limit", (_, clients, refused) => {
    const greeter = createGreeter({ allowRequest: never, maxPendingHandshakes: 3 });
    for (let i = 0; i < clients; i++) greet(greeter);
    expect(outcomes()).toEqual(Array.from({ length: refused }, () => overloaded));
    expect(greetings[0]?.refusal?.context).toEqual(
      refused === 0 ? undefined : { name: "OVERLOADED", limit: "maxPendingHandshakes" },
    );
  });

  it("a place becomes free by an answer, and by a client that leaves", () => {
    const answers: Parameters<AllowRequest>[1][] = [];
    const allowRequest: AllowRequest = (_, answer) => answers.push(answer);
    const greeter = createGreeter({ allowRequest, maxPendingHandshakes: 2 });
    greet(greeter);
    const giveUp = greet(greeter);
    greet(greeter);
    expect(outcomes()).toEqual([overloaded]);
    answers[0]?.(null, false);
    greet(greeter);
    giveUp();
    giveUp();
    greet(greeter);
    greet(greeter);
    expect(outcomes()).toEqual([overloaded, forbidden, overloaded]);
  });

  it("a client that has left gets no answer, whatever its events say", () => {
    const answers: Parameters<AllowRequest>[1][] = [];
    const greeter = createGreeter({ allowRequest: (_, answer) => answers.push(answer) });
    const giveUp = greet(greeter) as (hadError: boolean) => void;
    giveUp(false);
    answers[0]?.(null, true);
    expect(outcomes()).toEqual([]);
  });

  it.each([
    ["below", 0, 1, "id"],
    ["at", 1, 1, overloaded],
    ["beyond", 2, 1, overloaded],
    ["without", 2, Infinity, "id"],
  ] as const)("maxConnections: %s the limit", (_, open, maxConnections, expected) => {
    for (let i = 0; i < open; i++) sessions.add({ id: `s${i}` } as EngineSession);
    greet(createGreeter({ maxConnections }));
    expect(outcomes()).toEqual([expected]);
  });

  it("maxConnections counts those that wait, too", () => {
    const greeter = createGreeter({ maxConnections: 2, allowRequest: never });
    for (let i = 0; i < 3; i++) greet(greeter);
    expect(outcomes()).toEqual([overloaded]);
    expect(greetings[0]?.refusal?.context).toEqual({ name: "OVERLOADED", limit: "maxConnections" });
  });

  it("handshakesPerSecond, with bursts of twice as many", () => {
    const greeter = createGreeter({ handshakesPerSecond: 2 });
    for (let i = 0; i < 5; i++) greet(greeter);
    expect(outcomes()).toEqual(["id", "id", "id", "id", overloaded]);
    expect(greetings[4]?.refusal?.context).toEqual({ name: "OVERLOADED", limit: "handshakesPerSecond" });
    clock.advance(500);
    greet(greeter);
    greet(greeter);
    expect(outcomes().slice(5)).toEqual(["id", overloaded]);
  });

  it("giving up behind a refusal does nothing", () => {
    const greeter = createGreeter({ maxConnections: 0 });
    greet(greeter)();
    expect(outcomes()).toEqual([overloaded]);
  });
});
