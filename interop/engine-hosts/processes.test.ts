import { once } from "node:events";
import { WebSocket } from "ws";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileEngine, type CompiledEngine } from "../engine-sessions/compile-engine.ts";
import { modeNames } from "../engine-clients/test-client.ts";
import { describePeer } from "../peers/describe-peer.ts";
import { findNode } from "../peers/find-node.ts";
import { connectTo, converse, exchange } from "./conversation.ts";
import { startEngineProcess, type EngineProcess } from "./engine-process.ts";

let compiled: CompiledEngine;
beforeAll(() => {
  compiled = compileEngine();
});
afterAll(() => compiled.remove());

const modules = [
  ["sockeye", () => compiled.url],
  ["published", () => import.meta.resolve("engine.io")],
] as const;

/** What is left in a process that is about to end by itself. */
const rest = { handles: [], clients: 0 };

/** A handshake over polling, on a connection that is gone afterwards. Resolves with the id of the session. */
async function openByHand({ host }: EngineProcess): Promise<string> {
  const url = `${host.url}/engine.io/?EIO=4&transport=polling`;
  const opened = await (await fetch(url, { headers: { Connection: "close" } })).text();
  return (JSON.parse(opened.slice(1)) as { sid: string }).sid;
}

describe.each(modules)("%s: a process", (_name, urlOf) => {
  it.each(["the engine, then the server", "the server, then the engine"])(
    "ends by itself when sessions are open and it closes %s",
    async (way) => {
      const child = await startEngineProcess(process.execPath, urlOf());
      const clients = modeNames.map((mode) => connectTo(child.host, mode));
      await Promise.all(clients.map((client) => client.opened));
      await clients[2]?.upgraded;
      for (const client of clients) await exchange(client);
      child.say(way);
      for (const client of clients) {
        // Over polling the close may arrive as such, or as a connection that is gone.
        expect((await client.closed).reason).toMatch(/^transport (close|error)$/u);
      }
      for (const left of [2, 1, 0]) expect(await child.hear()).toEqual({ left });
      expect(await child.hear()).toEqual(rest);
      await expect(child.hear()).rejects.toThrow("the peer ended (0)");
    },
  );

  it("ends by itself when it closes while nobody polls, and nobody takes an upgrade", async () => {
    const child = await startEngineProcess(process.execPath, urlOf());
    await openByHand(child);
    const stranger = new WebSocket(`${child.host.url.replace("http", "ws")}/elsewhere`);
    stranger.on("error", () => undefined);
    expect(await child.hear()).toEqual({ asked: "/elsewhere" });
    child.say("the engine, then the server");
    expect(await child.hear()).toEqual({ left: 0 });
    expect(await child.hear()).toEqual(rest);
    await expect(child.hear()).rejects.toThrow("the peer ended (0)");
  });

  it("ends by itself when it closes in the middle of an upgrade", async () => {
    const child = await startEngineProcess(process.execPath, urlOf());
    const sid = await openByHand(child);
    const candidate = new WebSocket(
      `${child.host.url.replace("http", "ws")}/engine.io/?EIO=4&transport=websocket&sid=${sid}`,
    );
    await once(candidate, "open");
    candidate.send("2probe");
    expect(String((await once(candidate, "message"))[0])).toBe("3probe");
    child.say("the engine, then the server");
    await once(candidate, "close");
    expect(await child.hear()).toEqual({ left: 0 });
    expect(await child.hear()).toEqual(rest);
    await expect(child.hear()).rejects.toThrow("the peer ended (0)");
  });

  it("ends by itself when the sessions have ended and it closes the server", async () => {
    const child = await startEngineProcess(process.execPath, urlOf());
    for (const mode of modeNames) {
      await converse(child.host, mode);
      expect(await child.hear()).toEqual({ left: 0 });
    }
    child.say("the server");
    expect(await child.hear()).toEqual(rest);
    await expect(child.hear()).rejects.toThrow("the peer ended (0)");
  });
});

describe.each([20, 22, 24, 26])("sockeye: the engine", (major) => {
  const peer = { program: findNode(major), install: `the npm package node@${major} (npm run setup)` };

  describePeer(`in Node ${major}`, peer, (program) => {
    it("serves all modes, and ends", async () => {
      const child = await startEngineProcess(program, compiled.url);
      expect(child.version.split(".", 1)[0]).toBe(String(major));
      for (const mode of modeNames) {
        await converse(child.host, mode);
        expect(await child.hear()).toEqual({ left: 0 });
      }
      child.say("the server");
      expect(await child.hear()).toEqual(rest);
    });
  });
});
