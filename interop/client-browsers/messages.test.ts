/** What applications do with a connected socket, over each bundle. */
import { describe, expect, it } from "vitest";
import { bundles } from "./client-under-test.ts";
import { describeBrowser } from "./stage.ts";
import type { SeenHandshake } from "./types.ts";

describeBrowser("messages", (stage) => {
  describe.each([bundles.module, bundles.script, bundles.minifiedScript, bundles.msgpack])("%s", (bundle) => {
    const isMsgpack = bundle === bundles.msgpack;
    const shared = stage.share(bundle, isMsgpack ? { parser: "msgpack" } : undefined);

    it("events with every kind of value, both ways", async () => {
      const page = shared();
      const values = ["text", "", "ünï ☂ 🐟", 1, -1.5, true, null, [1, [2]], { nested: { deep: ["x"] } }];
      const heard = await page.run(async (kit, sent) => {
        const visitor = kit.open();
        visitor.socket.emit("echo", ...sent);
        return visitor.until("heard echo");
      }, values);
      expect(heard).toEqual(values);
    });

    it("binary data to the server, nested too", async () => {
      const page = shared();
      const described = await page.run(async (kit) => {
        const { buffer } = new Uint8Array([1, 2, 3]);
        return kit.open().ask("describe", [buffer, { deep: [{ in: [buffer] }] }, new ArrayBuffer(0)]);
      });
      expect(described).toEqual(["Buffer 010203", { deep: [{ in: ["Buffer 010203"] }] }, "Buffer "]);
    });

    it("binary data from the server, nested too", async () => {
      const page = shared();
      const heard = await page.run(async (kit) => {
        const visitor = kit.open();
        visitor.socket.emit("gift");
        return kit.describe(await visitor.until("heard gift"));
      });
      const bytes = "ArrayBuffer 000102fdfeff";
      expect(heard).toEqual([bytes, { nested: [bytes, "text"] }]);
    });

    it("acknowledgements, both ways and with binary data", async () => {
      const page = shared();
      const answers = await page.run(async (kit) => {
        const visitor = kit.open();
        visitor.socket.on("question", (number: number, done: (answer: unknown) => void) => done(number * 2));
        const called = new Promise((resolve) => {
          visitor.socket.emit("echo", 1, "two", (...answer: unknown[]) => resolve(answer));
        });
        return {
          called: await called,
          asked: await visitor.ask("ask back", 21),
          bytes: await kit.describe(await visitor.ask("echo", new Uint8Array([7, 8]).buffer)),
          late: await (visitor.socket.timeout(1).emitWithAck("silence") as Promise<unknown>).then(
            () => "",
            String,
          ),
        };
      });
      expect(answers).toEqual({
        called: [1, "two"],
        asked: 42,
        bytes: "ArrayBuffer 0708",
        late: "Error: operation has timed out",
      });
    });

    it("namespaces on one connection, dynamic and guarded ones too", async () => {
      const page = shared();
      const seen = await page.run(async (kit) => {
        const first = kit.open();
        await first.until("connect");
        const manager = first.socket.io;
        const others = ["/static", "/dynamic-7"].map((name) => manager.socket(name));
        const where = (socket: (typeof others)[number]) => socket.emitWithAck("where") as Promise<unknown>;
        const places = await Promise.all(others.map(where));
        const guarded = manager.socket("/guarded", { auth: { token: "wrong" } });
        const refusal = await new Promise<Error & { data?: unknown }>((resolve) => {
          guarded.once("connect_error", resolve);
        });
        guarded.auth = { token: "let me in" };
        const { active } = guarded;
        guarded.connect();
        places.push(await where(guarded));
        const unknown = manager.socket("/unknown");
        const missing = await new Promise<Error>((resolve) => {
          unknown.once("connect_error", resolve);
        });
        return {
          places,
          active,
          refusal: [refusal.message, refusal.data],
          missing: missing.message,
          ids: new Set([first.socket, ...others, guarded].map(({ id }) => id)).size,
          connections: new Set([first.socket, ...others, guarded].map(({ io }) => io.engine.id)).size,
        };
      });
      expect(seen).toEqual({
        places: ["/static", "/dynamic-7", "/guarded"],
        active: false,
        refusal: ["not without a token", { code: 401 }],
        missing: "Invalid namespace",
        ids: 4,
        connections: 1,
      });
    });

    it("rooms: who is in one hears, who has left does not", async () => {
      const page = shared();
      const heard = await page.run(async (kit) => {
        const [speaker, member, former] = [kit.open(), kit.open(), kit.open()];
        await Promise.all([speaker, member, former].map((each) => each.ask("join", "fish")));
        await former.ask("leave", "fish");
        await speaker.ask("say to", "fish", "hello");
        await member.until("heard news");
        // What was said before has been heard before this.
        await Promise.all([speaker, former].map((each) => each.ask("echo", 1)));
        return [speaker, member, former].map((each) => each.notes.of("heard news"));
      });
      expect(heard).toEqual([[], [["heard news", "hello"]], []]);
    });
  });

  const shared = stage.share(bundles.module);

  it("binary data of every kind", async () => {
    const described = await shared().run(async (kit) => {
      const three = new Uint8Array([1, 2, 3]);
      return kit.open().ask("describe", {
        bytes: three,
        part: three.subarray(1, 2),
        words: new Uint16Array([258, 772]),
        floats: new Float64Array([1]),
        view: new DataView(three.buffer, 1),
        big: new BigInt64Array([1n]),
      });
    });
    expect(described).toEqual({
      bytes: "Buffer 010203",
      part: "Buffer 02",
      words: "Buffer 02010403",
      floats: "Buffer 000000000000f03f",
      view: "Buffer 0203",
      big: "Buffer 0100000000000000",
    });
  });

  it.each([["polling"], ["websocket"]])("a Blob and a File over %s", async (transport) => {
    const page = shared();
    const described = await page.run(async (kit, name) => {
      const visitor = kit.open({ transports: [name] });
      const blob = new Blob([new Uint8Array([9, 10]), "a"]);
      return visitor.ask("describe", [blob, { file: new File(["b"], "b.txt") }, "text"]);
    }, transport);
    expect(described).toEqual(["Buffer 090a61", { file: "Buffer 62" }, "text"]);
  });

  it("a Blob between texts keeps its place", async () => {
    const page = shared();
    const heard = await page.run(async (kit) => {
      const visitor = kit.open();
      visitor.socket.emit("echo", "first");
      visitor.socket.emit("echo", new Blob(["x".repeat(100_000)]));
      visitor.socket.emit("echo", "last");
      await visitor.until("heard echo", 3);
      return visitor.notes.of("heard echo").map(([, value]) => (typeof value === "string" ? value : "bytes"));
    });
    expect(heard).toEqual(["first", "bytes", "last"]);
  });

  it("binary data as Blobs when the application wants them", async () => {
    const page = shared();
    const heard = await page.run(async (kit) => {
      const visitor = kit.open({ transports: ["websocket"], autoConnect: false });
      visitor.socket.connect();
      visitor.socket.io.engine.binaryType = "blob";
      visitor.socket.emit("gift");
      return kit.describe(await visitor.until("heard gift"));
    });
    expect(heard).toEqual(["Blob 000102fdfeff", { nested: ["Blob 000102fdfeff", "text"] }]);
  });

  it("auth and query, as an object and from a function that takes its time", async () => {
    const page = shared();
    const seen = await page.run(async (kit) => {
      const plain = kit.open({ auth: { token: "a" }, query: { colour: "red & blue" } });
      const later = kit.open({ auth: (done) => setTimeout(() => done({ token: "b" }), 1) });
      const [first, second] = await Promise.all(
        [plain, later].map((each) => each.ask<SeenHandshake>("handshake")),
      );
      return { auth: [first?.auth, second?.auth], colour: first?.query["colour"] };
    });
    expect(seen).toEqual({ auth: [{ token: "a" }, { token: "b" }], colour: "red & blue" });
  });
});
