/** Pages under a strict policy, workers, other origins, odd URLs. */
import { describe, expect, it } from "vitest";
import { bundles } from "./client-under-test.ts";
import { callInPage, describeBrowser, type ClientPage, type Work } from "./stage.ts";
import type { SeenHandshake } from "./types.ts";

/** Runs a function with the kit of a worker, which is made when there is none. */
function runInWorker<A, R>(page: ClientPage, bundle: string, work: Work<A, R>, argument: A): Promise<R> {
  const expression = callInPage(work, argument);
  return page.evaluate<R>(`new Promise((resolve, reject) => {
    const worker = new Worker("/pages/worker.js?bundle=${bundle}");
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.onmessage = ({ data: { value, error } }) => {
      worker.terminate();
      if (error === undefined) resolve(value);
      else reject(new Error(error));
    };
    worker.postMessage({ expression: ${JSON.stringify(expression)} });
  })`);
}

describeBrowser("surroundings", (stage) => {
  it.each([bundles.module, bundles.script, bundles.minifiedScript])(
    "a page with a strict policy: %s needs no exception from it",
    async (bundle) => {
      const page = await stage.open(stage.application, bundle, { strict: "" });
      const seen = await page.run(async (kit) => {
        const violations: string[] = [];
        document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
          violations.push(`${violatedDirective} ${blockedURI}`);
        });
        const visitor = kit.open();
        const [upgraded] = await visitor.until("upgrade");
        const described: unknown = await visitor.ask("describe", [new Uint8Array([1]), new Blob(["a"])]);
        return { violations, upgraded, described };
      });
      expect(seen).toEqual({ violations: [], upgraded: "websocket", described: ["Buffer 01", "Buffer 61"] });
    },
  );

  const shared = stage.share(bundles.module);

  describe("a worker", () => {
    it.each([
      [bundles.module, "polling"],
      [bundles.minifiedScript, "polling"],
      [bundles.module, "websocket"],
      [bundles.minifiedScript, "both"],
    ])("with %s over %s", async (bundle, name) => {
      const transports = name === "both" ? ["polling", "websocket"] : [name];
      const seen = await runInWorker(
        shared(),
        bundle,
        async (kit, options) => {
          const visitor = kit.open(options, location.origin);
          if (options.transports.length > 1) await visitor.until("upgrade");
          visitor.socket.emit("gift");
          const [gift] = await visitor.until("heard gift");
          const { transport } = await visitor.ask<SeenHandshake>("handshake");
          const described: unknown = await visitor.ask("describe", [new Uint8Array([1, 2]), new Blob(["a"])]);
          return { gift: await kit.describe(gift), transport, described };
        },
        { transports },
      );
      expect(seen).toEqual({
        gift: "ArrayBuffer 000102fdfeff",
        transport: name === "both" ? "websocket" : name,
        described: ["Buffer 0102", "Buffer 61"],
      });
    });

    it("finds its server by its own location", async () => {
      const seen = await runInWorker(
        shared(),
        bundles.module,
        (kit) => kit.open().ask("echo", "from a worker"),
        undefined,
      );
      expect(seen).toBe("from a worker");
    });
  });

  describe("another origin", () => {
    const cookie = { name: "io", path: "/", httpOnly: true };

    it.each(["polling", "fetch"])("cookies go with credentials only, over %s", async (way) => {
      const cors = { origin: stage.application.origin, credentials: true };
      const other = await stage.start({ options: { cors, cookie } });
      for (const withCredentials of [true, false]) {
        const page = await stage.open();
        const options = { withCredentials, way, origin: other.origin };
        const { id } = await page.run(async (kit, { withCredentials, way, origin }) => {
          const visitor = kit.open({ withCredentials, ...kit.by(way) }, origin);
          await visitor.ask("echo", 1);
          await visitor.ask("echo", 2);
          return { id: visitor.socket.io.engine.id };
        }, options);
        const requests = await other.ask("requests", undefined);
        const later = requests.filter(({ url, method }) => url.includes(`sid=${id}`) && method !== "OPTIONS");
        expect(later.length).toBeGreaterThan(2);
        const sent = new Set(later.map(({ headers }) => headers["cookie"]));
        expect(sent).toEqual(new Set([withCredentials ? `io=${id}` : undefined]));
      }
    });

    it("that knows nothing of us: an error over polling, and none over WebSocket", async () => {
      const other = await stage.start();
      const page = shared();
      const seen = await page.run(async (kit, origin) => {
        const polling = kit.open({ reconnection: false, transports: ["polling"] }, origin);
        const [error] = await polling.until("connect_error");
        const websocket = kit.open({ transports: ["websocket"] }, origin);
        return { error, echo: await websocket.ask("echo", "hello") };
      }, other.origin);
      expect(seen).toEqual({ error: "xhr poll error", echo: "hello" });
    });
  });

  it("the cookies of the application's own come with polling and WebSocket", async () => {
    const page = await stage.open();
    const cookies = await page.run(async (kit) => {
      document.cookie = "fish=cod";
      const handshakes = await Promise.all(
        ["polling", "websocket"].map((name) =>
          kit.open({ transports: [name] }).ask<SeenHandshake>("handshake"),
        ),
      );
      return handshakes.map(({ headers }) => headers["cookie"]);
    });
    expect(cookies).toEqual(["fish=cod", "fish=cod"]);
  });

  describe("an address of 10,000 characters", () => {
    it("is refused at the call", async () => {
      const page = shared();
      const message = await page.run((kit) => {
        try {
          kit.open({}, `http://127.0.0.1/${"x".repeat(10_000)}`);
          return "";
        } catch (error) {
          // The published one throws the text itself.
          return typeof error === "string" ? error : (error as Error).message;
        }
      });
      expect(message).toBe("URI too long");
    });

    it("of the page itself does not matter", async () => {
      const page = await stage.open(stage.application, bundles.module, { long: "x".repeat(10_000) });
      const seen = await page.run((kit) => kit.open().ask("echo", "hello"));
      expect(seen).toBe("hello");
    });
  });
});
