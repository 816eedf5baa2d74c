import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import type { FakeExchange } from "../testing/fake-exchange.ts";
import { NO_LEFTOVERS, PollingBench } from "../testing/polling-bench.ts";

/**
 * The table of all requests that a session can get, as published servers answer them. What differs on purpose is said
 * where it stands.
 */

const TEXT = { "Content-Type": "text/plain; charset=UTF-8" };
const OK_HEADERS = { "Content-Type": "text/html", "Content-Length": "2", "cache-control": "no-store" };
const OK = { status: 200, headers: OK_HEADERS, body: "ok" };
const OCTETS = { "content-type": "application/octet-stream" };
const REFUSED = { status: 400, headers: {}, body: "" };
const TOO_LARGE = { status: 413, headers: {}, body: "" };

const payload = (body: string) => ({
  status: 200,
  headers: { ...TEXT, "Content-Length": Buffer.byteLength(body), "cache-control": "no-store" },
  body,
});

interface Row {
  readonly situation: string;
  readonly protocol?: 3 | 4;
  readonly query?: Record<string, string>;
  /** Plays the requests; their answers are to be `answers`, in order, `"waits"` for none and `"cut"` for an end without. */
  readonly play: (bench: PollingBench) => readonly FakeExchange[];
  readonly answers: readonly unknown[];
  readonly hears?: readonly string[];
  readonly readyState?: "open" | "closing" | "closed";
}

const closed = (code: string) => `closed transport error ${code}`;
const big = "4".repeat(1001);

const polls: readonly Row[] = [
  {
    situation: "GET, something to say",
    play: (bench) => {
      bench.owner.reaction = () => bench.send("é", Uint8Array.of(1, 2, 255));
      return [bench.poll()];
    },
    answers: [payload("4é\u001EbAQL/")],
    hears: ["ready"],
  },
  {
    situation: "GET, something to say",
    protocol: 3,
    play: (bench) => {
      bench.owner.reaction = () => bench.send("é", "b");
      return [bench.poll()];
    },
    answers: [payload("2:4é2:4b")],
    hears: ["ready"],
  },
  {
    situation: "GET, nothing to say",
    play: (bench) => [bench.poll()],
    answers: ["waits"],
    hears: ["ready"],
  },
  {
    situation: "GET that waits, then something to say",
    play: (bench) => {
      const poll = bench.poll();
      bench.send("a");
      return [poll, bench.poll()];
    },
    answers: [payload("4a"), "waits"],
    hears: ["ready", "ready"],
  },
  {
    situation: "second GET while one waits",
    play: (bench) => [bench.poll(), bench.poll()],
    answers: [payload("1"), REFUSED],
    hears: ["ready", closed("EIO_POLL_OVERLAP")],
    readyState: "closed",
  },
  {
    situation: "second GET while one waits",
    protocol: 3,
    play: (bench) => [bench.poll(), bench.poll()],
    answers: [payload("1:1"), REFUSED],
    hears: ["ready", closed("EIO_POLL_OVERLAP")],
    readyState: "closed",
  },
  {
    situation: "second GET while one waits and a POST is on its way",
    play: (bench) => [bench.poll(), bench.post(), bench.poll()],
    answers: [payload("1"), "cut", REFUSED],
    hears: ["ready", closed("EIO_POLL_OVERLAP")],
    readyState: "closed",
  },
  {
    situation: "the client leaves a GET that waits",
    play: (bench) => {
      const poll = bench.poll();
      poll.leave();
      return [poll];
    },
    answers: ["waits"],
    hears: ["ready", closed("EIO_POLL_ABORTED")],
    readyState: "closed",
  },
  {
    situation: "the client has left before its GET gets here",
    play: (bench) => {
      const { transport } = bench;
      const before = bench.poll();
      bench.send("a");
      before.response = undefined;
      transport.onRequest(before);
      return [before];
    },
    answers: ["waits"],
    hears: ["ready", closed("EIO_POLL_ABORTED")],
    readyState: "closed",
  },
];

const posts: readonly Row[] = [
  {
    situation: "POST",
    play: (bench) => [bench.post("4a\u001Eb/wA=\u001E4\u001E2probe\u001E3\u001E5\u001E6")],
    answers: [OK],
    hears: [
      "message a",
      "message <ff 00>",
      "message undefined",
      "packet ping probe",
      "packet pong",
      "packet upgrade",
      "packet noop",
    ],
  },
  {
    situation: "POST",
    protocol: 3,
    play: (bench) => [bench.post("3:4é€6:b4/wA=1:2")],
    answers: [OK],
    hears: ["message é€", "message <ff 00>", "packet ping"],
  },
  {
    situation: "POST of bytes",
    protocol: 3,
    play: (bench) => [bench.post(Uint8Array.of(1, 3, 255, 4, 9, 8, 0, 2, 255, 0x34, 0x61), OCTETS)],
    answers: [OK],
    hears: ["message <09 08>", "message a"],
  },
  {
    situation: "POST of bytes",
    play: (bench) => [bench.poll(), bench.post("4a", OCTETS)],
    answers: [payload("1"), REFUSED],
    hears: ["ready", closed("EIO_INVALID_CONTENT")],
    readyState: "closed",
  },
  {
    situation: "POST of another type",
    play: (bench) => [bench.post("4a", { "content-type": "application/octet-stream; a=b" })],
    answers: [OK],
    hears: ["message a"],
  },
  {
    situation: "POST that is not UTF-8",
    play: (bench) => [bench.post(Uint8Array.of(0x34, 0x61, 0xff, 0x62))],
    answers: [OK],
    hears: ["message a\uFFFDb"],
  },
  {
    situation: "POST that cannot be decoded, after what can",
    play: (bench) => [bench.post("4a\u001Eabc\u001E4b")],
    answers: [OK],
    hears: ["message a", "garbage EIO_PARSE_ERROR"],
  },
  {
    situation: "POST of nothing",
    play: (bench) => [bench.post("")],
    answers: [OK],
    hears: ["garbage EIO_PARSE_ERROR"],
  },
  {
    situation: "POST of nothing but separators",
    play: (bench) => [bench.post("\u001E".repeat(1000))],
    answers: [OK],
    hears: ["garbage EIO_PARSE_ERROR"],
  },
  {
    situation: "second POST while one is on its way",
    play: (bench) => [bench.post(), bench.post("4b")],
    answers: ["cut", REFUSED],
    hears: [closed("EIO_POST_OVERLAP")],
    readyState: "closed",
  },
  {
    situation: "second POST while one is on its way and a GET waits",
    play: (bench) => [bench.poll(), bench.post(), bench.post("4b")],
    answers: [payload("1"), "cut", REFUSED],
    hears: ["ready", closed("EIO_POST_OVERLAP")],
    readyState: "closed",
  },
  {
    situation: "POST of as much as may be",
    play: (bench) => [bench.post(big.slice(1))],
    answers: [OK],
    hears: [`message ${big.slice(2)}`],
  },
  {
    situation: "POST that says it is too large",
    play: (bench) => {
      const post = bench.post(big);
      expect(post.receiver, "is not read").toBeUndefined();
      return [bench.poll(), post, bench.post("4a")];
    },
    answers: ["waits", TOO_LARGE, OK],
    hears: ["ready", "message a", "ready"],
  },
  {
    situation: "POST that turns out to be too large",
    play: (bench) => {
      const post = bench.post();
      post.arrive(big);
      return [post, bench.post("4a")];
    },
    answers: [TOO_LARGE, OK],
    hears: ["message a"],
  },
  {
    situation: "POST that takes too long",
    play: (bench) => {
      const post = bench.post();
      post.receiver?.onFailure("EIO_BODY_TIMEOUT");
      return [bench.poll(), post];
    },
    answers: [REFUSED, { status: 408, headers: {}, body: "" }],
    hears: [closed("EIO_BODY_TIMEOUT")],
    readyState: "closed",
  },
  {
    situation: "the client leaves a POST on its way",
    play: (bench) => {
      const post = bench.post();
      const poll = bench.poll();
      post.leave();
      return [poll, post];
    },
    answers: [payload("1"), "waits"],
    hears: ["ready", closed("EIO_POST_ABORTED")],
    readyState: "closed",
  },
  {
    situation: "the client says that it closes, while a GET waits",
    play: (bench) => [bench.poll(), bench.post("4a\u001E1")],
    answers: [payload("6"), OK],
    hears: ["ready", "message a", "packet close"],
  },
];

const scripts: readonly Row[] = [
  {
    situation: "GET by script",
    query: { j: "5a7" },
    play: (bench) => {
      const poll = bench.poll();
      bench.send('é"\u2028');
      return [poll];
    },
    answers: [
      {
        status: 200,
        // A type that browsers run, and no other one: published servers say text/plain, which says neither.
        headers: {
          "Content-Type": "text/javascript; charset=UTF-8",
          "Content-Length": 26,
          "X-Content-Type-Options": "nosniff",
          "cache-control": "no-store",
        },
        body: String.raw`___eio[57]("4é\"\u2028");`,
      },
    ],
    hears: ["ready"],
  },
  {
    situation: "POST by form",
    query: { j: "0" },
    play: (bench) => [bench.post("d=4a%2Bb+c%5Cnd"), bench.post("x=1"), bench.post("d=")],
    answers: [OK, OK, OK],
    hears: ["message a+b c\nd", "garbage EIO_PARSE_ERROR"],
  },
];

const others: readonly Row[] = ["PUT", "DELETE", "OPTIONS", "HEAD", "PATCH"].map((method) => ({
  situation: method,
  play: (bench) => [bench.poll(), bench.request({ method })],
  // Published servers answer 500, which would be a fault of the server.
  answers: ["waits", { status: 405, headers: { Allow: "GET, POST" }, body: "" }],
  hears: ["ready"],
}));

const afterwards: readonly Row[] = ["GET", "POST", "PUT"].map((method) => ({
  situation: `${method} after the end`,
  play: (bench) => {
    bench.transport.terminate();
    return [bench.request({ method, body: "4a" })];
  },
  answers: [REFUSED],
  readyState: "closed",
}));

const answerOf = (exchange: FakeExchange): unknown =>
  exchange.response ?? (exchange.isDestroyed ? "cut" : "waits");

describe.each([
  ["polls", polls],
  ["posts", posts],
  ["scripts", scripts],
  ["other methods", others],
  ["a transport that has ended", afterwards],
])("%s", (_name, rows) => {
  it.each(rows.map((row) => [row.protocol ?? 4, row.situation, row] as const))(
    "v%i: %s",
    (protocol, _, row) => {
      const bench = new PollingBench({ protocol, query: row.query ?? {} });
      const exchanges = row.play(bench);
      expect(exchanges.map(answerOf)).toEqual(row.answers);
      expect(bench.owner.lines).toEqual(row.hears ?? []);
      expect(bench.transport.readyState).toBe(row.readyState ?? "open");
      expect(exchanges.every(({ outcomes }) => outcomes <= 1)).toBe(true);
      const isPostUnderWay = exchanges.some(
        (one) => one.method === "POST" && answerOf(one) === "waits" && !one.isOver,
      );
      if (!isPostUnderWay) expect(bench.leftovers).toEqual(NO_LEFTOVERS);
    },
  );
});

describe("the order of headers", () => {
  const IE = { "user-agent": "Mozilla/4.0 (compatible;MSIE 9.0)" };
  const TRIDENT = { "user-agent": "Mozilla/5.0 Trident/7.0" };

  it.each([
    ["POST", {}, ["Content-Type", "Content-Length", "cache-control"]],
    ["POST", IE, ["Content-Type", "Content-Length", "X-XSS-Protection", "cache-control"]],
    ["POST", { "user-agent": "Firefox" }, ["Content-Type", "Content-Length", "cache-control"]],
    ["GET", {}, ["Content-Type", "Content-Length", "cache-control"]],
    ["GET", TRIDENT, ["Content-Type", "Content-Length", "X-XSS-Protection", "cache-control"]],
  ] as const)("%s %j", (method, headers, names) => {
    const bench = new PollingBench();
    const exchange = bench.request({ method, headers, body: "4a" });
    if (method === "GET") bench.send("a");
    expect(Object.keys(exchange.response?.headers ?? {})).toEqual(names);
    const protection = exchange.response?.headers["X-XSS-Protection"];
    expect(protection).toBe((names as readonly string[]).includes("X-XSS-Protection") ? "0" : undefined);
  });
});
