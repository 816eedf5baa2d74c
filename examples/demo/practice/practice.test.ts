import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { heard, Stage } from "../testing/clients.ts";
import { buildPracticeProgram } from "../testing/practice-program.ts";
import type { BuiltProgram } from "../testing/practice-program.ts";
import { startPracticeServer } from "./practice-server.ts";
import { Practice } from "./practice.ts";

const stage = new Stage();
afterEach(() => stage.end());

describe("the practice server", () => {
  let url: string;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const server = await startPracticeServer({ host: "127.0.0.1", port: 0, attempts: 1, timeInterval: 5 });
    url = `http://127.0.0.1:${server.port}`;
    close = server.close;
  });
  afterAll(() => close());

  it("echoes any arguments, by answer or by event", async () => {
    const socket = await stage.connect(url);
    const bytes = Buffer.from([1, 2, 3]);
    socket.emit("echo", 1, "two", { three: bytes }, (...answer: unknown[]) =>
      socket.emit("echo", "answer", ...answer),
    );
    expect((await heard(socket, "echo")).slice(0, 4)).toEqual(["answer", 1, "two", { three: bytes }]);
  });

  it("tells the time to those who want it", async () => {
    const socket = await stage.connect(url);
    expect(await socket.emitWithAck("subscribe")).toBe("subscribed");
    const [time] = await heard(socket, "time");
    expect(Number.isNaN(Date.parse(String(time)))).toBe(false);
    expect(await socket.emitWithAck("unsubscribe")).toBe("unsubscribed");
  });

  it("asks, and tells what was answered", async () => {
    const socket = await stage.connect(url);
    socket.on("question", (_text: string, answer: (drink: string) => void) => answer("tea"));
    const answered = heard(socket, "answered");
    socket.emit("ask");
    expect((await answered)[0]).toBe("tea");
  });

  it("sends a picture, or as many bytes as one wants", async () => {
    const socket = await stage.connect(url);
    const ask = (...size: number[]) => socket.emitWithAck("binary", ...size) as Promise<Buffer>;
    const picture = await ask();
    expect(picture.subarray(1, 4).toString()).toBe("PNG");
    expect((await ask(12)).toString()).toBe("salmonsalmon");
    expect((await ask(1e9)).length).toBe(1_000_000);
  });

  it("answers late, or never, or fails", async () => {
    const socket = await stage.connect(url);
    expect(await socket.emitWithAck("slow", 1)).toBe("after 1 ms");
    await expect(socket.timeout(1).emitWithAck("never")).rejects.toThrow("timed out");
    const failed = heard(socket, "failed");
    socket.emit("throw");
    expect((await failed).slice(0, 2)).toEqual(["throw", "The listener of “throw” always fails."]);
  });

  it("has rooms", async () => {
    const [ada, bob] = [await stage.connect(url), await stage.connect(url)];
    expect(await ada.emitWithAck("join", "salmon")).toEqual([ada.id, "room:salmon"]);
    await bob.emitWithAck("join", "salmon");
    const said = heard(ada, "said");
    expect(await bob.emitWithAck("say", "salmon", "hello", 1)).toBe("said");
    expect((await said).slice(0, 3)).toEqual(["salmon", "hello", 1]);
    expect(await ada.emitWithAck("leave", "salmon")).toEqual([ada.id]);
    for (let room = 0; room < 20; room += 1) await ada.emitWithAck("join", room);
    expect(await ada.emitWithAck("join", "one more")).toBe("Leave another room first.");
  });

  it("lets into /admin only those with the token, and says which", async () => {
    const [error] = await heard(stage.open(`${url}/admin`), "connect_error");
    expect(error).toMatchObject({
      message: "This namespace wants a token.",
      data: { auth: { token: "open sesame" } },
    });
    const socket = await stage.connect(`${url}/admin`, { auth: { token: "open sesame" } });
    expect(await socket.emitWithAck("echo", "in")).toBe("in");
  });
});

describe("the practice server's process", () => {
  let program: BuiltProgram;
  beforeAll(async () => {
    program = await buildPracticeProgram();
  });
  afterAll(() => program.remove());

  it("may be killed, and comes back at the same address, with its clients", async () => {
    const practice = await Practice.start({ host: "127.0.0.1", port: 0, program: program.url });
    const changes: boolean[] = [];
    practice.onChange(() => changes.push(practice.running));
    const { url } = practice;
    const socket = await stage.connect(url);
    const lost = heard(socket, "disconnect");
    await practice.kill();
    expect((await lost)[0]).toBe("transport close");
    expect(practice.running).toBe(false);
    const back = heard(socket, "connect");
    await Promise.all([practice.start(), practice.start()]);
    await back;
    expect([practice.url, practice.running, changes]).toEqual([url, true, [false, true]]);
    await practice.kill();
    await practice.kill();
  });

  it("says so when it cannot start", async () => {
    const start = Practice.start({ host: "192.0.2.1", port: 0, program: program.url });
    await expect(start).rejects.toThrow("ended before it listened");
  });
});
