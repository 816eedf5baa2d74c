import { expect, test } from "vitest";
import { defaultSetup } from "../setups/default-setup.ts";
import { describeFailedUpgrade, describeTrouble, type FailedConnect } from "./describe-trouble.ts";

const setup = defaultSetup({ origin: "http://example.org" });
const failed: FailedConnect = {
  message: "xhr poll error",
  isRefusal: false,
  setup,
  page: { protocol: "http:", isOnline: true },
  faults: { isCut: false, blocksWebSocket: false, isDeaf: false },
};

const found = (change: Partial<FailedConnect>): string => {
  const { found: sentence, advice, isCertain } = describeTrouble({ ...failed, ...change });
  expect(advice).toMatch(/^[A-Z].*[.?]$/);
  return `${isCertain ? "" : "perhaps: "}${sentence}`;
};

test.each<[string, Partial<FailedConnect>]>([
  [
    "The server has no namespace “/x”.",
    { isRefusal: true, message: "Invalid namespace", setup: { ...setup, namespace: "/x" } },
  ],
  ["The server refuses the connection: “no”.", { isRefusal: true, message: "no" }],
  [
    'The server refuses the connection: “no”. It adds: {"code":1}',
    { isRefusal: true, message: "no", data: { code: 1 } },
  ],
  ["The network is cut by the switch on this page.", { faults: { ...failed.faults, isCut: true } }],
  [
    "Nothing arrives and nothing leaves, by the switch on this page.",
    { message: "timeout", faults: { ...failed.faults, isDeaf: true } },
  ],
  [
    "WebSocket is blocked by the switch on this page.",
    { setup: { ...setup, transports: ["websocket"] }, faults: { ...failed.faults, blocksWebSocket: true } },
  ],
  [
    "This is a server of Socket.IO 2, whose protocol is an older one.",
    { message: "It seems you are trying to reach a Socket.IO server in v2.x with a v3.x client" },
  ],
  [
    "This is a server of Socket.IO 2, whose protocol is an older one.",
    { message: "server error", answer: { status: 200, body: '96:0{"sid":"a"}2:40' } },
  ],
  [
    "Something answers, but it is not a Socket.IO server.",
    { message: "server error", answer: { status: 200, body: "<!doctype html>" } },
  ],
  [
    "A web server answers, but it has nothing at this path (404).",
    { answer: { status: 404, body: "Not Found" } },
  ],
  ["Something in front of the server demands that one logs in (401).", { answer: { status: 401, body: "" } }],
  ["The server, or a proxy in front of it, has failed (502).", { answer: { status: 502, body: "<html>" } }],
  ["The server answers with the status 301.", { answer: { status: 301, body: "{" } }],
  [
    "The server does not offer this transport.",
    { answer: { status: 400, body: '{"code":0,"message":"Transport unknown"}' } },
  ],
  [
    "The server does not know the session: the request has reached another process than the one before.",
    { answer: { status: 400, body: '{"code":1,"message":"Session ID unknown"}' } },
  ],
  [
    "The server does not speak revision 4 of the protocol.",
    { answer: { status: 400, body: '{"code":5,"message":"Unsupported protocol version"}' } },
  ],
  [
    "This page was loaded by https, so the browser forbids connections without encryption.",
    { page: { protocol: "https:", isOnline: true } },
  ],
  ["The browser is offline.", { page: { protocol: "http:", isOnline: false } }],
  ["perhaps: There is no answer from example.org that this page may read.", {}],
  ["perhaps: A WebSocket to example.org could not be opened.", { message: "websocket error" }],
  ["perhaps: Nothing came from example.org in time.", { message: "timeout" }],
  ["perhaps: Could not connect: something.", { message: "something" }],
  [
    "perhaps: There is no answer from localhost:3000 that this page may read.",
    {
      setup: { ...setup, url: "http://localhost:3000" },
      page: { protocol: "https:", isOnline: false },
      answer: { status: 200, body: '0{"sid":"a"}' },
    },
  ],
])("%s", (sentence, change) => expect(found(change)).toBe(sentence));

test("a failed upgrade", () => {
  expect(describeFailedUpgrade(true).found).toContain("by the switch");
  expect(describeFailedUpgrade(false).advice).toContain("proxy");
});
