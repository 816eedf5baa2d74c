import { describe, expect, it } from "vitest";
import { checkParty } from "./check.mjs";
import { formatTrace } from "./trace.mjs";
import type { Entry, Happening, Role } from "./types.ts";

/** What a party sees over two connections, between which all that was under way is lost. */
const good: Readonly<Record<Role, readonly Happening[]>> = {
  plain: [
    { what: "emit", n: 0, manner: "told", isKept: true },
    { what: "opened" },
    { what: "joined", id: "A", recovered: false, next: 0 },
    { what: "connect", id: "A", recovered: false },
    { what: "arrived", n: 0, id: "A", isIntact: true },
    { what: "emit", n: 1, manner: "timed", isKept: false },
    { what: "arrived", n: 1, id: "A", isIntact: true },
    { what: "settled", n: 1, value: 1 },
    { what: "told", m: 0, id: "A" },
    { what: "told", m: 1, id: "A" },
    { what: "news", m: 0, id: "A", isIntact: true },
    { what: "asks", q: 0, id: "A" },
    { what: "question", q: 0, id: "A" },
    { what: "answered", q: 0, id: "A" },
    { what: "emit", n: 2, manner: "asked", isKept: false },
    { what: "disconnect", reason: "transport close" },
    { what: "emit", n: 3, manner: "timed", isKept: true },
    { what: "emit", n: 4, manner: "told", isKept: true },
    { what: "settled", n: 3, error: "operation has timed out" },
    { what: "left", id: "A", reason: "ping timeout" },
    { what: "opened" },
    { what: "joined", id: "B", recovered: false, next: 0 },
    { what: "told", m: 0, id: "B" },
    { what: "connect", id: "B", recovered: false },
    { what: "arrived", n: 4, id: "B", isIntact: true },
    { what: "news", m: 0, id: "B", isIntact: true },
    { what: "emit", n: 5, manner: "told", isKept: false },
    { what: "arrived", n: 5, id: "B", isIntact: true },
  ],
  retries: [
    { what: "opened" },
    { what: "joined", id: "A", recovered: false, next: 0 },
    { what: "connect", id: "A", recovered: false },
    { what: "emit", n: 0, manner: "retried", isKept: false },
    { what: "emit", n: 1, manner: "retried", isKept: false },
    { what: "arrived", n: 0, id: "A", isIntact: true },
    { what: "left", id: "A", reason: "transport close" },
    { what: "disconnect", reason: "transport close" },
    { what: "opened" },
    { what: "joined", id: "B", recovered: false, next: 0 },
    { what: "connect", id: "B", recovered: false },
    { what: "arrived", n: 0, id: "B", isIntact: true },
    { what: "settled", n: 0, value: 0 },
    { what: "arrived", n: 1, id: "B", isIntact: true },
    { what: "settled", n: 1, value: 1 },
  ],
  recovery: [
    { what: "opened" },
    { what: "joined", id: "A", recovered: false, next: 7 },
    { what: "connect", id: "A", recovered: false },
    { what: "told", m: 7, id: "" },
    { what: "news", m: 7, id: "A", isIntact: true },
    { what: "left", id: "A", reason: "transport close" },
    { what: "disconnect", reason: "transport close" },
    { what: "told", m: 8, id: "" },
    { what: "opened" },
    { what: "joined", id: "A", recovered: true, next: 9 },
    { what: "news", m: 8, id: "A", isIntact: true },
    { what: "connect", id: "A", recovered: true },
    { what: "told", m: 9, id: "" },
    { what: "news", m: 9, id: "A", isIntact: true },
  ],
};

const toLog = (happenings: readonly Happening[]): Entry[] =>
  happenings.map((happening, index) => ({ at: index, who: "me", ...happening }));

const textsOf = (role: Role, happenings: readonly Happening[]) =>
  checkParty(toLog(happenings), { who: "me", role }).map(({ text }) => text);

type Change = (log: Happening[]) => unknown;

/** Takes the first away that looks like this. */
const without =
  (like: Partial<Entry>): Change =>
  (log) =>
    log.splice(find(log, like), 1);

/** Puts one behind the first that looks like this. */
const behind =
  (like: Partial<Entry>, happening: Happening): Change =>
  (log) =>
    log.splice(find(log, like) + 1, 0, happening);

/** Puts another in the place of the first that looks like this. */
const instead =
  (like: Partial<Entry>, change: object): Change =>
  (log) => {
    const index = find(log, like);
    log[index] = { ...log[index], ...change } as Happening;
  };

function find(log: readonly Happening[], like: Partial<Entry>): number {
  const index = log.findIndex((entry) =>
    Object.entries(like).every(
      ([key, value]) => (entry as unknown as Record<string, unknown>)[key] === value,
    ),
  );
  if (index < 0) throw new Error(`there is nothing like ${JSON.stringify(like)}`);
  return index;
}

const breaches: readonly (readonly [string, Role, Change, string])[] = [
  [
    "an event that comes twice",
    "plain",
    behind({ what: "arrived", n: 1 }, { what: "arrived", n: 1, id: "A", isIntact: true }),
    "1: arrived twice",
  ],
  [
    "events in another order",
    "plain",
    (log) => {
      instead({ what: "arrived", n: 0 }, { n: 9 })(log);
      instead({ what: "arrived", n: 1 }, { n: 0 })(log);
      instead({ what: "arrived", n: 9 }, { n: 1 })(log);
    },
    "0: arrived behind a later one",
  ],
  [
    "a loss in the middle",
    "plain",
    without({ what: "arrived", n: 0 }),
    "0: was lost although 1 arrived behind it",
  ],
  [
    "a loss without a disconnection",
    "plain",
    without({ what: "arrived", n: 5 }),
    "5: was lost without a disconnection",
  ],
  [
    "a kept event that is lost",
    "plain",
    without({ what: "arrived", n: 4 }),
    "4: was lost although 5 arrived behind it",
  ],
  [
    "an event that was given up and comes",
    "plain",
    behind({ what: "connect", id: "B" }, { what: "arrived", n: 3, id: "B", isIntact: true }),
    "3: arrived although its time was up before it could be sent",
  ],
  [
    "an event that comes on the next connection",
    "plain",
    behind({ what: "connect", id: "B" }, { what: "arrived", n: 2, id: "B", isIntact: true }),
    "2: arrived on another connection than A",
  ],
  [
    "an event of nobody",
    "plain",
    behind({ what: "arrived", n: 5 }, { what: "arrived", n: 6, id: "B", isIntact: true }),
    "6: arrived and was never sent",
  ],
  [
    "another payload",
    "plain",
    instead({ what: "arrived", n: 1 }, { isIntact: false }),
    "1: arrived with another payload",
  ],
  [
    "another payload of news",
    "plain",
    instead({ what: "news", m: 0 }, { isIntact: false }),
    "0: the news came with another payload",
  ],
  [
    "an acknowledgement twice",
    "plain",
    behind({ what: "settled", n: 1 }, { what: "settled", n: 1, error: "operation has timed out" }),
    "1: was settled 2 times",
  ],
  [
    "an acknowledgement that never comes",
    "plain",
    without({ what: "settled", n: 1 }),
    "1: was never settled",
  ],
  [
    "the answer to another question",
    "plain",
    instead({ what: "settled", n: 1 }, { value: 0 }),
    "1: was answered by 0",
  ],
  [
    "an answer to what never came",
    "plain",
    without({ what: "arrived", n: 1 }),
    "1: was answered before it arrived",
  ],
  [
    "an unknown error",
    "plain",
    instead({ what: "settled", n: 3 }, { error: "boom" }),
    "3: was settled by an error: boom",
  ],
  [
    "an answer that nobody wanted",
    "plain",
    behind({ what: "arrived", n: 5 }, { what: "settled", n: 5, value: 5 }),
    "5: was settled 1 times",
  ],
  [
    "connect twice",
    "plain",
    behind({ what: "connect", id: "B" }, { what: "connect", id: "B", recovered: false }),
    "connect while it was connected",
  ],
  [
    "disconnect twice",
    "plain",
    behind({ what: "disconnect" }, { what: "disconnect", reason: "transport close" }),
    "disconnect without a connection",
  ],
  [
    "a connection beside another",
    "plain",
    behind({ what: "connect", id: "A" }, { what: "opened" }),
    "opened while it was connected",
  ],
  [
    "a client that stays away",
    "plain",
    (log) => log.push({ what: "disconnect", reason: "transport close" }),
    "it is not connected at the end",
  ],
  [
    "a socket that the server keeps",
    "plain",
    without({ what: "left", id: "A" }),
    "the server has 2 sockets for it at the end",
  ],
  [
    "a socket that the server lets in twice",
    "plain",
    behind({ what: "joined", id: "B" }, { what: "joined", id: "B", recovered: false, next: 0 }),
    "the server let B in twice",
  ],
  [
    "an id that the server does not know",
    "plain",
    instead({ what: "connect", id: "B" }, { id: "C" }),
    "connected as C, which the server does not know",
  ],
  [
    "a recovery that was none",
    "plain",
    instead({ what: "connect", id: "B" }, { recovered: true }),
    "recovered is true, and the server says otherwise",
  ],
  [
    "news twice",
    "plain",
    behind({ what: "news", m: 0 }, { what: "news", m: 0, id: "A", isIntact: true }),
    "0: the news came where 1 was next",
  ],
  ["news that are missing at the end", "plain", without({ what: "news", id: "B" }), "0: the news never came"],
  [
    "a question twice",
    "plain",
    behind({ what: "question" }, { what: "question", q: 0, id: "A" }),
    "0: the question was heard 2 times",
  ],
  [
    "a question that stays open",
    "plain",
    without({ what: "answered" }),
    "0: the question was settled 0 times",
  ],
  [
    "an answer by nobody",
    "plain",
    without({ what: "question" }),
    "0: the question was answered and never heard",
  ],
  [
    "a wrong answer to a question",
    "plain",
    instead({ what: "answered" }, { error: "the answer is 7" }),
    "0: the answer is 7",
  ],
  ["a loss in spite of retries", "retries", without({ what: "arrived", n: 1 }), "1: was lost"],
  ["retries out of order", "retries", without({ what: "arrived", n: 0, id: "A" }), ""],
  [
    "another order in spite of retries",
    "retries",
    (log) => {
      without({ what: "arrived", n: 0 })(log);
      instead({ what: "arrived", n: 0 }, { n: 1 })(log);
      instead({ what: "settled", n: 0 }, { n: 1, value: 1 })(log);
    },
    "1: arrived first where 0 was next",
  ],
  [
    "an error in spite of retries",
    "retries",
    instead({ what: "settled", n: 1 }, { error: "operation has timed out" }),
    "1: was settled by an error: operation has timed out",
  ],
  [
    "a gap in what is recovered",
    "recovery",
    without({ what: "news", m: 8 }),
    "9: the news came where 8 was next",
  ],
  [
    "a doubled event of what is recovered",
    "recovery",
    behind({ what: "connect", recovered: true }, { what: "news", m: 8, id: "A", isIntact: true }),
    "8: the news came where 9 was next",
  ],
  ["the last of what is recovered", "recovery", without({ what: "news", m: 9 }), "9: the news never came"],
  [
    "news before the session began",
    "recovery",
    instead({ what: "news", m: 7 }, { m: 6 }),
    "6: the news came where 7 was next",
  ],
];

describe("the checker", () => {
  it.each(Object.entries(good))("finds nothing in a good log: %s", (role, log) => {
    expect(textsOf(role as Role, log)).toEqual([]);
  });

  it.each(breaches)("finds %s", (_name, role, change, text) => {
    const log = [...good[role]];
    change(log);
    const texts = textsOf(role, log);
    if (text === "") expect(texts).toEqual([]);
    else expect(texts).toContain(text);
  });
});

describe("the trace", () => {
  it("has the event, its neighbours, and where the party was", () => {
    const log = toLog(good.plain.filter((entry) => entry.what !== "settled" || entry.n !== 1));
    const [violation] = checkParty(log, { who: "me", role: "plain" });
    const trace = formatTrace(log, violation ?? { who: "", text: "" });
    expect(trace.split("\n").map((line) => line.trim().replace(/^[\d.]+ +/u, ""))).toEqual([
      'emit {"n":0,"manner":"told","isKept":true}',
      "opened {}",
      'joined {"id":"A","recovered":false,"next":0}',
      'connect {"id":"A","recovered":false}',
      'arrived {"n":0,"id":"A","isIntact":true}',
      'emit {"n":1,"manner":"timed","isKept":false}',
      'arrived {"n":1,"id":"A","isIntact":true}',
      'emit {"n":2,"manner":"asked","isKept":false}',
      'disconnect {"reason":"transport close"}',
      'left {"id":"A","reason":"ping timeout"}',
      "opened {}",
      'joined {"id":"B","recovered":false,"next":0}',
    ]);
  });
});
