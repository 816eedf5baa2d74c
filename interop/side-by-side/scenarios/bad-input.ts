import { Buffer } from "node:buffer";
import { describeEnd } from "../differences.ts";
import type { Scenario } from "../harness/scenario.ts";
import { watchEnd, watchEvents } from "../harness/watch.ts";

/** What nobody may say, once in `/` and in `/x`. */
const packets: readonly (readonly [string, readonly (string | Buffer)[]])[] = [
  ["a letter", ["4abc"]],
  ["an unknown type", ["47"]],
  ["an unknown type with a payload", ['49["x"]']],
  ["an event with an object", ["42{}"]],
  ["an event with a text", ['42"x"']],
  ["an event with an empty list", ["42[]"]],
  ["an event with a name that is an object", ["42[{}]"]],
  ["an event with a name that is null", ["42[null]"]],
  ["an event with a name that is true", ["42[true]"]],
  ["an event that is no JSON", ["42[bad"]],
  ["an event with something behind", ['42["x"]more']],
  ["the reserved name connect", ['42["connect"]']],
  ["the reserved name connect_error", ['42["connect_error"]']],
  ["the reserved name disconnect", ['42["disconnect"]']],
  ["the reserved name disconnecting", ['42["disconnecting"]']],
  ["the reserved name newListener", ['42["newListener"]']],
  ["the reserved name removeListener", ['42["removeListener"]']],
  ["an ack with an object", ["431{}"]],
  ["an ack without a payload", ["431"]],
  ["a disconnect with a payload", ['41["x"]']],
  ["a second connect", ["40"]],
  ["a second connect to /x", ["40/x,"]],
  ["a connect error", ['44{"message":"x"}']],
  ["a connect error for an unknown namespace", ['44/y,{"message":"x"}']],
  ["a connect error without a payload", ["44"]],
  ["an event for a namespace that was not joined", ['42/y,["x"]']],
  ["an ack for a namespace that was not joined", ['43/y,1["x"]']],
  ["a disconnect of a namespace that was not joined", ["41/y,"]],
  ["an event for a namespace that does not exist", ['42/nowhere,["x"]']],
  ["a binary event without a count", ["45"]],
  ["a binary event with a count that is no number", ['45x-["x"]']],
  ["a binary event without a dash", ['451["x"]']],
  ["a binary event with a negative count", ['45-1-["x"]']],
  ["a binary event with a fraction as its count", ['451.5-["x",{"_placeholder":true,"num":0}]']],
  ["a binary event without attachments", ['450-["x"]']],
  ["a binary event with eleven attachments", ['4511-["x",{"_placeholder":true,"num":0}]']],
  [
    "a binary event with ten attachments",
    ['4510-["x",{"_placeholder":true,"num":9}]', ...Array.from({ length: 10 }, () => Buffer.of(1))],
  ],
  ["a placeholder beyond the attachments", ['451-["x",{"_placeholder":true,"num":1}]', Buffer.of(1)]],
  ["a placeholder with a negative number", ['451-["x",{"_placeholder":true,"num":-1}]', Buffer.of(1)]],
  ["a placeholder with a text as its number", ['451-["x",{"_placeholder":true,"num":"0"}]', Buffer.of(1)]],
  ["a placeholder without a number", ['451-["x",{"_placeholder":true}]', Buffer.of(1)]],
  ["a placeholder that is not one", ['451-["x",{"_placeholder":1,"num":0}]', Buffer.of(1)]],
  ["a text in the place of an attachment", ['451-["x",{"_placeholder":true,"num":0}]', '42["y"]']],
  ["an attachment of nothing", [Buffer.of(1, 2)]],
  ["an attachment too many", ['451-["x",{"_placeholder":true,"num":0}]', Buffer.of(1), Buffer.of(2)]],
  ["a binary event with an empty name list", ["451-[]", Buffer.of(1)]],
  ["a reserved name in a binary event", ['451-["connect",{"_placeholder":true,"num":0}]', Buffer.of(1)]],
  ["an id behind spaces", ['42 1["x"]']],
  ["a type with a sign", ['4+2["x"]']],
  ["a namespace without a comma", ['42/x["x"]']],
];

/** What does no harm. */
const HARMLESS = new Set(["a binary event with ten attachments", "a placeholder that is not one"]);

/** What the published one takes for something, and ours for nothing that a client says. */
const STRICT = new Set([
  "an ack without a payload",
  "a connect error without a payload",
  "an id behind spaces",
  "a namespace without a comma",
]);

const REFUSED: readonly string[] = [
  'a: < 40{"sid":"<id1>"}',
  'a: < 40/x,{"sid":"<id2>"}',
  "a: < close",
  "a: gone",
  "script: left 0, 0, 0",
  ...["/", "/x"].map((nsp) => `server: ${nsp} error Error("invalid payload")`),
  ...["/", "/x"].flatMap((nsp, index) => [
    `server: ${nsp} disconnecting forced close Error("invalid payload"), Set["<id${index + 1}>"], true`,
    `server: ${nsp} disconnect forced close Error("invalid payload"), Set[], false, true`,
  ]),
];

function differencesOf(name: string): Pick<Scenario, "differences"> {
  if (HARMLESS.has(name)) return {};
  if (STRICT.has(name)) return { differences: { "strict-packets": REFUSED } };
  return { differences: { "disconnect-description": describeEnd } };
}

export const badInput: readonly Scenario[] = packets.map(([name, sent]) => ({
  name: `bad input: ${name}`,
  ...differencesOf(name),
  script: async (stage) => {
    const io = await stage.createServer();
    io.of("/y");
    const [peer, socket] = await stage.pair(io, "a");
    const other = await stage.join(io.of("/x") && io, peer, { nsp: "/x" });
    watchEnd(stage.tracks, socket, "/");
    watchEnd(stage.tracks, other, "/x");
    watchEvents(stage.tracks, socket, "/");
    watchEvents(stage.tracks, other, "/x");
    await stage.each(peer, ...sent);
    peer.send('42["behind"]', '42/x,["behind"]');
    await stage.settle();
    stage.note("left", io.sockets.sockets.size, io.of("/x").sockets.size, io.engine.clientsCount);
  },
}));

/** A part of them, without and with a request that could take the end at once. */
export const badPolling: readonly Scenario[] = packets
  .filter(([name]) => !STRICT.has(name) && !name.endsWith("/x"))
  .filter(([, sent]) => sent.length === 1 && typeof sent[0] === "string")
  .filter((_packet, index) => index % 4 === 0)
  .flatMap(([name, [packet = ""]]) =>
    [true, false].map((isPolled): Scenario => ({
      name: `bad input over polling, ${isPolled ? "with" : "without"} a poll: ${name}`,
      ...differencesOf(name),
      script: async (stage) => {
        const io = await stage.createServer();
        const accepted = new Promise<void>((resolve) => {
          io.on("connection", (socket) => {
            watchEnd(stage.tracks, socket);
            resolve();
          });
        });
        const peer = await stage.polling("a");
        await peer.post("40");
        await accepted;
        await peer.poll();
        const poll = isPolled ? peer.poll() : undefined;
        if (isPolled) await stage.settle();
        await peer.post(`${packet}`);
        await stage.settle();
        // What is harmless gives no answer by itself.
        io.emit("to who is left");
        await (poll ?? peer.poll());
        await stage.settle();
        stage.note("left", io.sockets.sockets.size, io.engine.clientsCount);
      },
    })),
  );
