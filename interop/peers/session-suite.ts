import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  burstPayloads,
  expectedFingerprints,
  type ClientPeer,
  type Payload,
  type ServerPeer,
  type SessionPlan,
  type SessionResult,
} from "./session.ts";

/** One server, one client, and what the two have agreed to be. */
export interface SuiteSetup {
  readonly server: ServerPeer;
  readonly client: ClientPeer;
}

export interface SuiteOptions {
  readonly start: () => Promise<SuiteSetup>;
  /** What the client must find in `extensions`. */
  readonly extensions: RegExp;
  /** Whether the client can send fragments and pings. @default false */
  readonly framesByHand?: boolean;
  /** Whose programming interface puts a code into every close frame, so that 1005 cannot be had from it. */
  readonly alwaysClosesWithCode?: "client" | "server";
}

const text = (unit: string, times = 1): Payload => ({ kind: "text", unit, times });
const binary = (length: number, seed = 1): Payload => ({ kind: "binary", length, seed });
const goodbye = { code: 1000, reason: "done" } as const;

/** Names and messages; the lengths are those at which RFC 6455, section 5.2, changes the length field. */
const echoCases: readonly (readonly [string, readonly Payload[]])[] = [
  ["ASCII text", [text("hello"), text("a", 125), text("b", 126), text("c", 65_535), text("d", 65_536)]],
  [
    "text in two, three and four byte characters",
    [text("é"), text("€", 4_000), text("🐟", 300), text("aé€🐟", 99)],
  ],
  ["binary", [binary(1), binary(125), binary(126), binary(65_535), binary(65_536, 200)]],
  ["empty messages", [text("", 0), binary(0), text("", 0), text("after")]],
  ["a megabyte of text", [text("aé€🐟 ", 100_000)]],
  ["a megabyte of binary", [binary(1_048_576, 77)]],
];

/** 123 bytes: the longest reason that a close frame can hold (RFC 6455, section 5.5). */
const longestReason = "é".repeat(61) + "!";

const clientCloses: readonly (readonly [number, string])[] = [
  [1000, ""],
  [1000, "done"],
  [3000, "zurück · 戻る"],
  [4999, longestReason],
];

const serverCloses: readonly (readonly [number, string])[] = [
  [1000, ""],
  [1001, "going away"],
  [1008, "policy"],
  [1011, "broken · 壊"],
  [3000, ""],
  [4999, longestReason],
];

type Run = (path: string, plan: Omit<SessionPlan, "url">) => Promise<SessionResult>;

function describeMessages(setup: () => SuiteSetup, run: Run): void {
  it.each(echoCases)("echoes %s", async (_name, sends) => {
    const result = await run("/echo", { sends, close: goodbye });
    const expected = expectedFingerprints(sends);
    expect(result.messages).toEqual(expected);
    expect(await setup().server.takeReport()).toEqual({ protocol: "", messages: expected, close: goodbye });
  });

  it("puts the fragments of the server together, with a ping between them", async () => {
    const sends = [text("aé€🐟", 1_000), binary(70_000), text("x"), binary(0)];
    const result = await run("/fragments", { sends, close: goodbye });
    expect(result.messages).toEqual(expectedFingerprints(sends));
    expect((await setup().server.takeReport()).close).toEqual(goodbye);
  });

  it("keeps a hundred pipelined messages in order, both ways", async () => {
    const sends = burstPayloads(100);
    const result = await run("/echo", { sends, close: goodbye });
    expect(result.messages).toEqual(expectedFingerprints(sends));
    expect((await setup().server.takeReport()).messages).toEqual(expectedFingerprints(sends));
  });

  it("loses nothing of what the server sends the moment it opens", async () => {
    const result = await run("/burst?count=100", { expect: 100, close: goodbye });
    expect(result.messages).toEqual(expectedFingerprints(burstPayloads(100)));
    expect((await setup().server.takeReport()).close).toEqual(goodbye);
  });

  it("agrees on a sub-protocol", async () => {
    const protocols = ["chat.v1", "chat.v2", "chat.v3"];
    const result = await run("/echo", { protocols, sends: [text("hi")], close: goodbye });
    expect(result.protocol).toBe("chat.v2");
    expect((await setup().server.takeReport()).protocol).toBe("chat.v2");
  });

  it("answers a ping of the server with its payload", async () => {
    const result = await run("/ping?payload=are-you-there", { expect: 1, close: goodbye });
    expect(result.messages).toEqual(expectedFingerprints([text("pong:are-you-there")]));
    expect((await setup().server.takeReport()).close).toEqual(goodbye);
  });
}

const framesByHandCases: readonly (readonly [string, Omit<SessionPlan, "url">])[] = [
  [
    "the fragments of the client",
    {
      sends: [
        { kind: "text", unit: "aé€🐟", times: 100, fragments: 10 },
        { kind: "binary", length: 70_000, seed: 3, fragments: 5 },
        { kind: "binary", length: 2, seed: 3, fragments: 4 },
      ],
    },
  ],
  ["a ping of the client", { ping: "are you there?", sends: [text("hi")] }],
];

function describeFramesByHand(setup: () => SuiteSetup, run: Run, options: SuiteOptions): void {
  it.each(options.framesByHand === true ? framesByHandCases : [])("understands %s", async (_name, plan) => {
    const result = await run("/echo", { ...plan, close: goodbye });
    const messages = expectedFingerprints(plan.sends ?? []);
    expect(result.messages).toEqual(messages);
    expect(result.pong).toBe(plan.ping ?? null);
    expect(await setup().server.takeReport()).toEqual({ protocol: "", messages, close: goodbye });
  });
}

function describeCloses(setup: () => SuiteSetup, run: Run, options: SuiteOptions): void {
  it.each(clientCloses)("hears the client close with %i %j", async (code, reason) => {
    const result = await run("/echo", { sends: [text("hi")], close: { code, reason } });
    expect((await setup().server.takeReport()).close).toEqual({ code, reason });
    expect(result.close.code).toBe(code);
  });

  const emptyFrames = [
    { by: "client", path: "/echo", plan: { sends: [text("hi")], close: {} } },
    { by: "server", path: "/close", plan: {} },
  ];
  const possible = emptyFrames.filter(({ by }) => by !== options.alwaysClosesWithCode);
  it.each(possible)(
    "tells the other side 1005 when the $by closes without a code",
    async ({ by, path, plan }) => {
      const result = await run(path, plan);
      const report = await setup().server.takeReport();
      expect(by === "client" ? report.close : result.close).toEqual({ code: 1005, reason: "" });
    },
  );

  it.each(serverCloses)("tells the client that the server closed with %i %j", async (code, reason) => {
    const query = new URLSearchParams({ code: `${code}`, reason }).toString();
    const result = await run(`/close?${query}`, {});
    expect(result.close).toEqual({ code, reason });
    expect((await setup().server.takeReport()).close.code).toBe(code);
  });

  it("tells the client 1006 when the server cuts the connection", async () => {
    expect((await run("/terminate", { sends: [text("cut me")] })).close).toEqual({ code: 1006, reason: "" });
    expect((await setup().server.takeReport()).close.code).toBe(1006);
  });
}

/** Declares every case of the suite for one pair of server and client. */
export function describeSessions(title: string, options: SuiteOptions): void {
  describe(`sessions ${title}`, () => {
    let current: SuiteSetup | undefined;
    const setup = (): SuiteSetup => {
      if (current === undefined) throw new Error("the server or the client did not start");
      return current;
    };
    const run: Run = (path, plan) => setup().client.run({ ...plan, url: setup().server.url + path });

    beforeAll(async () => {
      current = await options.start();
    });
    afterAll(async () => {
      await current?.client.stop();
      await current?.server.stop();
    });

    it("negotiates permessage-deflate or leaves it", async () => {
      const result = await run("/echo", { sends: [text("deflate ", 500)], close: goodbye });
      expect(result.extensions).toMatch(options.extensions);
      expect(result.messages).toEqual(expectedFingerprints([text("deflate ", 500)]));
      await setup().server.takeReport();
    });

    describeMessages(setup, run);
    describeFramesByHand(setup, run, options);
    describeCloses(setup, run, options);
  });
}
