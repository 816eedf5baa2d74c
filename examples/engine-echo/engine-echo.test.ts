import { Socket } from "engine.io-client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { launchChromium } from "../../interop/peers/chromium.ts";
import { findChromium } from "../../interop/peers/find-programs.ts";
import { startEngineEcho } from "./engine-echo.ts";
import type { EngineEcho } from "./engine-echo.ts";

const executable = findChromium();
const note = executable === undefined ? " (skipped: no chromium here; Debian package: chromium)" : "";

describe("engine-echo", () => {
  let echo: EngineEcho;
  beforeEach(async () => {
    vi.spyOn(console, "log").mockReturnValue();
    echo = await startEngineEcho(0);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("sends back text and bytes, moves to WebSocket, and says goodbye", async () => {
    const socket = new Socket(echo.url);
    const heard: unknown[] = [];
    const hear = (count: number) =>
      new Promise<void>((resolve) => {
        socket.on("message", () => heard.length === count && resolve());
      });
    socket.on("message", (data: unknown) => heard.push(data));
    const upgraded = new Promise((resolve) => socket.on("upgrade", resolve));
    const closed = new Promise((resolve) => socket.on("close", resolve));
    socket.send("hello");
    socket.send(Buffer.from([1, 2, 3]));
    await Promise.all([hear(2), upgraded]);
    socket.send("over WebSocket");
    await hear(3);
    expect(heard).toEqual(["hello", Buffer.from([1, 2, 3]), "over WebSocket"]);
    await echo.close();
    expect(await closed).toBe("transport close");
    expect(console.log).toHaveBeenCalledWith("a client has moved to websocket");
    expect(console.log).toHaveBeenCalledWith("a client is gone: forced close");
  });

  it.skipIf(executable === undefined)(`has a page that speaks the protocol${note}`, async () => {
    const browser = await launchChromium(executable ?? "");
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(String(error)));
    await page.goto(echo.url);
    const log = page.locator("pre");
    await log.getByText(/open: [\w-]{20}/u).waitFor();
    await page.locator("input").fill("aé€🐟");
    await page.locator("button").click();
    await log.getByText("echo: aé€🐟").waitFor();
    await echo.close();
    await log.getByText("closed").waitFor();
    await browser.close();
    expect(problems).toEqual([]);
  });
});
