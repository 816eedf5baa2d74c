import { afterEach, expect, it } from "vitest";
import type { CookieJar } from "./cookie-jar.ts";
import { Fetch } from "./node-fetch.ts";
import { answerOf, RawServer, type Answer } from "./testing/raw-server.ts";
import { OPEN_PACKET, optionsFor, watch, type FirstEvents } from "./testing/transport-harness.ts";

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function openTo(
  answer: Answer,
  options: object = {},
): Promise<{ events: FirstEvents; server: RawServer; transport: Fetch }> {
  const server = new RawServer(answer);
  closers.push(() => server.close());
  const transport = new Fetch(optionsFor(await server.listen(), "polling", options));
  const events = watch(transport);
  transport.open();
  return { events, server, transport };
}

const headersOf = (request: string, ...names: string[]): string[] =>
  request.split("\r\n").filter((line) => names.some((name) => line.toLowerCase().startsWith(`${name}:`)));

it("polls and posts with the caller's headers and the cookies of the server", async () => {
  const socket: { _cookieJar?: CookieJar } = {};
  let polls = 0;
  let closePoll = (): void => {};
  const { events, server, transport } = await openTo(
    (connection, text) => {
      const reply = (body: string, cookie: string): void => {
        connection.write(answerOf("200 OK", body, [`Set-Cookie: ${cookie}=1`]));
      };
      if (text.startsWith("POST")) {
        reply("ok", "posted");
        closePoll();
      } else if (++polls === 1) reply(OPEN_PACKET, "first");
      else closePoll = () => reply("4h\xc3\xa9\u001e1", "last");
    },
    { extraHeaders: { "X-A": "1", cookie: "own=1" }, withCredentials: true, socket },
  );
  await events.open;
  transport.send([{ type: "message", data: "€" }]);
  expect(await events.close).toEqual({ description: "transport closed by the server" });
  const requests = server.received.flat();
  expect(requests.map((text) => headersOf(text, "cookie", "x-a", "content-type"))).toEqual(
    expect.arrayContaining([
      ["X-A: 1", "cookie: own=1"],
      ["X-A: 1", "cookie: own=1; first=1", "content-type: text/plain;charset=UTF-8"],
      ["X-A: 1", "cookie: own=1; first=1"],
    ]),
  );
  expect(Array.from(socket._cookieJar!.cookies, ([name]) => name)).toEqual(["first", "posted", "last"]);
});

it("keeps no cookies without credentials", async () => {
  const socket = {};
  const { events } = await openTo(
    (connection) => connection.write(answerOf("200 OK", `${OPEN_PACKET}\x1e1`, ["Set-Cookie: a=1"])),
    { socket },
  );
  await events.close;
  expect(socket).toEqual({});
});

it.each([
  ["is long enough", OPEN_PACKET.length, undefined],
  ["is too long", OPEN_PACKET.length - 1, new Error("response too large")],
])("an answer that %s", async (_name, maxResponseBytes, description) => {
  const { events } = await openTo(
    (connection, text) => {
      if (text.includes("transport=polling HTTP")) connection.write(answerOf("200 OK", OPEN_PACKET));
    },
    { maxResponseBytes },
  );
  if (description) expect(await events.error).toMatchObject({ message: "fetch read error", description });
  else await events.open;
});

it("leaves the answer of a failure to those who listen", async () => {
  const { events } = await openTo((connection) => connection.write(answerOf("400 X", '{"code":1}')));
  const { context } = (await events.error) as { context: Response };
  expect(await context.text()).toBe('{"code":1}');
});

it("takes an answer without a body for an empty one", async () => {
  const { transport } = await openTo((connection) => connection.write("HTTP/1.1 204 X\r\n\r\n"));
  const packet = await new Promise((resolve) => transport.once("packet", resolve));
  expect(packet).toEqual({ type: "error", data: "parser error" });
});
