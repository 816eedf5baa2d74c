/** The bundles as our server serves them to browsers. */
import { describe, expect, it } from "vitest";
import { bundles } from "./client-under-test.ts";
import { describeBrowser } from "./stage.ts";
import type { ClientModule } from "./types.ts";

describeBrowser("bundles", (stage) => {
  const module = stage.share(bundles.module);

  it("the module exports what applications import", async () => {
    const page = module();
    const names = await page.run(({ client }) => Object.keys(client).toSorted());
    expect(names).toEqual(
      expect.arrayContaining([
        ...["Fetch", "Manager", "NodeWebSocket", "NodeXHR", "Socket", "WebSocket", "WebTransport", "XHR"],
        ...["connect", "default", "io", "protocol"],
      ]),
    );
  });

  describe.each([bundles.script, bundles.minifiedScript, bundles.msgpack])("%s", (bundle) => {
    const shared = stage.share(bundle);

    it("has one global, the function with its properties", async () => {
      const seen = await shared().run(({ client }) => {
        const { io } = globalThis as unknown as { io: Record<string, unknown> };
        return {
          types: ["io", "connect", "Manager", "Socket"].map((name) => typeof io[name]),
          same: [io, io["io"], io["connect"]].every((each) => each === client.io),
        };
      });
      expect(seen).toEqual({ types: ["function", "function", "function", "function"], same: true });
    });

    it("is a module of AMD or CommonJS where there is one", async () => {
      const seen = await shared().run(async (_kit, name) => {
        const text = await (await fetch(`/socket.io/${name}`)).text();
        const found: string[] = [];
        const note = (io: unknown) =>
          found.push(typeof io, typeof (io as Record<string, unknown>)["Manager"]);
        const define = Object.assign((...parts: unknown[]) => note((parts.at(-1) as () => unknown)()), {
          amd: {},
        });
        // oxlint-disable-next-line typescript/no-implied-eval -- as a loader of modules does it
        new Function("define", "exports", "module", text).call(globalThis, define);
        const module = { exports: {} as unknown };
        // oxlint-disable-next-line typescript/no-implied-eval -- as a loader of modules does it
        new Function("define", "exports", "module", text).call(globalThis, undefined, module.exports, module);
        note(module.exports);
        return found;
      }, bundle);
      expect(seen).toEqual(["function", "function", "function", "function"]);
    });
  });

  it.each(Object.values(bundles))("%s has a source map", async (bundle) => {
    const page = module();
    const seen = await page.run(async (_kit, name) => {
      const text = await (await fetch(`/socket.io/${name}`)).text();
      const address = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(text)?.[1] ?? "";
      const answer = await fetch(`/socket.io/${address}`);
      const map = (await answer.json()) as { version: number; sources: string[]; mappings: string };
      return { address, version: map.version, isFull: map.sources.length > 1 && map.mappings.length > 1000 };
    }, bundle);
    expect(seen).toEqual({ address: `${bundle}.map`, version: 3, isFull: true });
  });

  it.each([bundles.module, bundles.minifiedScript])("%s is not sent twice", async (bundle) => {
    const application = await stage.start();
    const page = await stage.open(application, bundle);
    const echo = () => page.run((kit) => kit.open().ask("echo", "hello"));
    expect(await echo()).toBe("hello");
    await page.reload();
    expect(await echo()).toBe("hello");
    const requests = await application.ask("requests", undefined);
    const [first, second, ...more] = requests.filter(({ url }) => url === `/socket.io/${bundle}`);
    expect([first?.status, second?.status, more]).toEqual([200, 304, []]);
    expect(first?.headers["if-none-match"]).toBeUndefined();
    expect(second?.headers["if-none-match"]).toMatch(/^(?:W\/)?"\d+\.\d+\.\d+.*"$/);
  });

  it("comes compressed, and from another origin when that is allowed", async () => {
    const other = await stage.start({ options: { cors: { origin: stage.application.origin } } });
    const page = module();
    const seen = await page.run(async (kit, origin) => {
      const { io } = (await kit.load(`${origin}/socket.io/socket.io.esm.min.js`)) as ClientModule;
      const answer = await fetch("/socket.io/socket.io.esm.min.js");
      const socket = io(origin);
      const echo: unknown = await socket.emitWithAck("echo", "hello");
      return { echo, encoding: answer.headers.get("content-encoding") };
    }, other.origin);
    expect(seen.echo).toBe("hello");
    expect(seen.encoding).toMatch(/^(?:gzip|br)$/);
  });
});
