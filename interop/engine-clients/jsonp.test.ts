import { describe, expect, it } from "vitest";
import { implementation } from "./implementation.ts";
import { startEngine } from "./running-engine.ts";

/** What a script element does with an answer: it runs it, and a function of its own is in `___eio`. */
async function evaluate(response: Response): Promise<string> {
  expect(response.status).toBe(200);
  // Ours forbids guessing the type, so it must name the true one; the published engine leaves it to the browser.
  expect([response.headers.get("content-type"), response.headers.get("x-content-type-options")]).toEqual(
    implementation.name === "published"
      ? ["text/plain; charset=UTF-8", null]
      : ["text/javascript; charset=UTF-8", "nosniff"],
  );
  const [, text] = /^___eio\[7\]\((".*")\);$/su.exec(await response.text()) ?? [];
  if (text === undefined) throw new Error("not a call of ___eio");
  // A line separator would end a string of older JavaScript.
  expect(text).not.toMatch(/[\u2028\u2029]/u);
  return JSON.parse(text) as string;
}

/** What a form does: a field `d`, in which the client has escaped line feeds, because a form changes them. */
const post = (url: string, payload: string): Promise<Response> =>
  fetch(url, {
    method: "POST",
    body: new URLSearchParams({ d: payload.replaceAll("\\n", "\\\\n").replaceAll("\n", "\\n") }),
  });

const frame = (packet: string) => `${packet.length}:${packet}`;

const texts = [
  "hello",
  "",
  'quotes " and \\ and \\n',
  "two\nlines",
  "\u2028\u2029",
  "</script>",
  "aé€🐟",
  "&d=%20+",
];

describe(`${implementation.name}: JSONP, as a script element and a form speak it`, () => {
  async function open(protocol: 3 | 4) {
    const running = await startEngine();
    const base = `${running.url}/engine.io/?EIO=${protocol}&transport=polling&b64=1&j=7`;
    const greeting = await evaluate(await fetch(base));
    const [, json = ""] = /^(?:\d+:)?0(\{.*?\})/su.exec(greeting) ?? [];
    const { sid } = JSON.parse(json) as { sid: string };
    return { running, url: `${base}&sid=${sid}` };
  }

  it.each(texts)("protocol 3 echoes %j", async (text) => {
    const { url } = await open(3);
    const answer = await post(url, frame(`4${text}`));
    expect([answer.status, await answer.text()]).toEqual([200, "ok"]);
    expect(await evaluate(await fetch(url))).toBe(frame(`4${text}`));
  });

  it.each(texts)("protocol 4 echoes %j", async (text) => {
    const { url } = await open(4);
    const answer = await post(url, `4${text}`);
    expect([answer.status, await answer.text()]).toEqual([200, "ok"]);
    expect(await evaluate(await fetch(url))).toBe(`4${text}`);
  });

  it("sends and takes binary as base64", async () => {
    const { url } = await open(3);
    await post(url, frame("b4AAEC/w=="));
    expect(await evaluate(await fetch(url))).toBe(frame("b4AAEC/w=="));
  });

  it("takes several packets at once, in order", async () => {
    const { url } = await open(3);
    await post(url, ["4a", "4\n", "4c"].map(frame).join(""));
    let received = "";
    while (received.length < "2:4a2:4\n2:4c".length) received += await evaluate(await fetch(url));
    expect(received).toBe("2:4a2:4\n2:4c");
  });

  it("answers a heartbeat, and says goodbye", async () => {
    const { running, url } = await open(3);
    const session = await running.accept();
    await post(url, frame("2"));
    expect(await evaluate(await fetch(url))).toBe(frame("3"));
    await post(url, frame("1"));
    expect((await session.closed).reason).toBe("transport close");
    expect(running.engine.clientsCount).toBe(0);
  });
});
