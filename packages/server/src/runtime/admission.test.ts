import { describe, expect, it } from "vitest";
import type { EngineRequest } from "../ports/index.ts";
import { admit, revisionOf, type Applicant } from "./admission.ts";
import type { CoreOptions } from "./core-options.ts";
import { CoreBench, coreDefaults } from "./testing/core-bench.ts";
import { FakeTransport } from "./testing/fake-transport.ts";

interface Case {
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: EngineRequest["headers"];
  readonly method?: string;
  readonly isUpgrade?: boolean;
  readonly options?: Partial<CoreOptions>;
}

/** A query as it is parsed: without a prototype. */
function queryOf(query: Readonly<Record<string, string>>): Record<string, string> {
  return Object.assign(Object.create(null) as Record<string, string>, query);
}

function applicantOf({ query = {}, headers = {}, method = "GET", isUpgrade = false }: Case): Applicant {
  const parsed = queryOf(query);
  return {
    request: { headers, method, _query: parsed },
    query: parsed,
    method,
    isUpgrade,
    header: (name) => headers[name] as string | undefined,
  };
}

/** The code and the context of a refusal, or what it was admitted as. */
function outcomeOf(one: Case, bench = new CoreBench()): unknown {
  const admission = admit(applicantOf(one), { ...coreDefaults, ...one.options }, bench.core.sessions);
  if (admission.kind === "refused") return [admission.refusal.code, admission.refusal.context];
  return admission.kind === "session" ? admission.session.id : admission.transport;
}

const polling = { EIO: "4", transport: "polling" };
const websocket = { EIO: "4", transport: "websocket" };

describe("a request without a session", () => {
  const cases: readonly (readonly [string, Case, unknown])[] = [
    ["opens one over polling", { query: polling }, "polling"],
    ["opens one over WebSocket", { query: websocket, isUpgrade: true }, "websocket"],
    ["takes an empty sid for none", { query: { ...polling, sid: "" } }, "polling"],
    [
      "needs no EIO here, that is checked behind allowRequest",
      { query: { transport: "polling" } },
      "polling",
    ],
    ["without a transport", { query: { EIO: "4" } }, [0, { transport: undefined }]],
    ["with an empty one", { query: { ...polling, transport: "" } }, [0, { transport: "" }]],
    ["with one that nobody knows", { query: { ...polling, transport: "x" } }, [0, { transport: "x" }]],
    ["in capitals", { query: { ...polling, transport: "POLLING" } }, [0, { transport: "POLLING" }]],
    [
      "with webtransport, which does not come over HTTP",
      { query: { transport: "webtransport" }, options: { transports: ["polling", "webtransport"] } },
      [0, { transport: "webtransport" }],
    ],
    [
      "with one that is switched off",
      { query: polling, options: { transports: ["websocket"] } },
      [0, { transport: "polling" }],
    ],
    [
      "to upgrade to one that is switched off",
      { query: websocket, isUpgrade: true, options: { transports: ["polling"] } },
      [0, { transport: "websocket" }],
    ],
    ["to upgrade to polling", { query: polling, isUpgrade: true }, [0, { transport: "polling" }]],
    ["by POST", { query: polling, method: "POST" }, [2, { method: "POST" }]],
    ["by OPTIONS", { query: polling, method: "OPTIONS" }, [2, { method: "OPTIONS" }]],
    ["by HEAD", { query: polling, method: "HEAD" }, [2, { method: "HEAD" }]],
    ["to upgrade by POST", { query: websocket, method: "POST", isUpgrade: true }, [2, { method: "POST" }]],
    ["for WebSocket without an upgrade", { query: websocket }, [3, { name: "TRANSPORT_HANDSHAKE_ERROR" }]],
    [
      "with a control character in its origin",
      { query: polling, headers: { origin: "http://a\u0001" } },
      [3, { name: "INVALID_ORIGIN", origin: "http://a\u0001" }],
    ],
    [
      "with a character in its origin that no header can have",
      { query: polling, headers: { origin: "http://\u0141" } },
      [3, { name: "INVALID_ORIGIN", origin: "http://\u0141" }],
    ],
    ["with an origin of Latin 1", { query: polling, headers: { origin: "http://\u00e9\t" } }, "polling"],
    [
      "from a page that may not",
      { query: polling, options: { allowsOrigin: () => false } },
      [4, { name: "ORIGIN_NOT_ALLOWED" }],
    ],
    ["from a page that may", { query: polling, options: { allowsOrigin: () => true } }, "polling"],
  ];

  it.each(cases)("%s", (_, one, expected) => {
    expect(outcomeOf(one)).toEqual(expected);
  });

  it.each(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf"])(
    "is not fooled by the name %s, as transport or as sid",
    (name) => {
      const query = queryOf(polling);
      query["transport"] = name;
      expect(outcomeOf({ query })).toEqual([0, { transport: name }]);
      expect(outcomeOf({ query: { ...polling, sid: name } })).toEqual([1, { sid: name }]);
    },
  );
});

describe("the order of the checks", () => {
  // Each case is wrong in one respect less than the one before.
  const bad = { headers: { origin: "\u0001" }, method: "PUT", options: { allowsOrigin: () => false } };
  const cases: readonly (readonly [string, Case, number])[] = [
    ["transport", { ...bad, query: { transport: "x", sid: "x" } }, 0],
    ["origin", { ...bad, query: { ...websocket, sid: "x" } }, 3],
    ["allowed origins", { ...bad, headers: {}, query: { ...websocket, sid: "x" } }, 4],
    ["sid", { method: "PUT", query: { ...websocket, sid: "x" } }, 1],
    ["method", { method: "PUT", query: websocket }, 2],
    ["upgrade", { query: websocket }, 3],
  ];

  it.each(cases)("%s", (_, one, code) => {
    expect(outcomeOf(one)).toEqual([code, expect.anything()]);
  });
});

describe("a request of a session", () => {
  const cases: readonly (readonly [string, Case, unknown])[] = [
    ["over its transport", { query: polling }, "id0"],
    ["by any method", { query: polling, method: "DELETE" }, "id0"],
    ["to upgrade", { query: websocket, isUpgrade: true }, "id0"],
    [
      "over another transport",
      { query: websocket },
      [3, { name: "TRANSPORT_MISMATCH", transport: "websocket", previousTransport: "polling" }],
    ],
    [
      "of another revision",
      { query: { ...polling, EIO: "3" } },
      [3, { name: "PROTOCOL_MISMATCH", protocol: 3, previousProtocol: 4 }],
    ],
    [
      "of no revision",
      { query: { transport: "polling" } },
      [3, { name: "PROTOCOL_MISMATCH", protocol: 3, previousProtocol: 4 }],
    ],
    [
      "to upgrade with another revision",
      { query: { ...websocket, EIO: "3" }, isUpgrade: true },
      [3, { name: "PROTOCOL_MISMATCH", protocol: 3, previousProtocol: 4 }],
    ],
    ["of a session that is not there", { query: { ...polling, sid: "gone" } }, [1, { sid: "gone" }]],
  ];

  it.each(cases)("%s", (_, one, expected) => {
    const bench = new CoreBench();
    bench.open();
    expect(outcomeOf({ ...one, query: { sid: "id0", ...one.query } }, bench)).toEqual(expected);
  });

  it("that is being upgraded takes no second candidate, and goes on over polling", () => {
    const bench = new CoreBench();
    bench.open().addCandidate(new FakeTransport());
    const query = { ...polling, sid: "id0" };
    expect(outcomeOf({ query: { ...query, transport: "websocket" }, isUpgrade: true }, bench)).toEqual([
      3,
      { name: "TRANSPORT_MISMATCH", transport: "websocket", previousTransport: "polling" },
    ]);
    expect(outcomeOf({ query }, bench)).toBe("id0");
  });

  it("that has been upgraded takes neither polls nor upgrades", () => {
    const bench = new CoreBench();
    const candidate = new FakeTransport();
    bench.open().addCandidate(candidate);
    candidate.receive({ type: "upgrade" });
    for (const isUpgrade of [false, true]) {
      const transport = isUpgrade ? "websocket" : "polling";
      expect(outcomeOf({ query: { ...polling, transport, sid: "id0" }, isUpgrade }, bench)).toEqual([
        3,
        { name: "TRANSPORT_MISMATCH", transport, previousTransport: "websocket" },
      ]);
    }
  });
});

it.each([
  ["4", 4],
  ["3", 3],
  ["5", 3],
  ["04", 3],
  ["4.0", 3],
  [" 4", 3],
  ["", 3],
])("EIO=%j is revision %i", (EIO, revision) => {
  expect(revisionOf({ EIO })).toBe(revision);
});

it("no EIO is revision 3", () => {
  expect(revisionOf({})).toBe(3);
});
