/** Pages that lose the network, are hidden, frozen, left and come back to. */
import { describe, expect, it } from "vitest";
import type { Ability } from "./browsers/browser.ts";
import { browserUnderTest } from "./browsers/browser-under-test.ts";
import { clientUnderTest } from "./client-under-test.ts";
import { describeBrowser, where } from "./stage.ts";

const soon = { reconnectionDelay: 20, reconnectionDelayMax: 50 };
const isOurs = clientUnderTest.name === "sockeye";
/** Ours does not wait for its timer when the browser says that trying pays; the published one does. */
const whenWoken = isOurs ? { reconnectionDelay: 3_600_000, reconnectionDelayMax: 3_600_000 } : soon;
const can = (ability: Ability) => browserUnderTest.abilities.includes(ability);

describeBrowser("the life of a page", (stage) => {
  describe("offline and online again", () => {
    it.each(["polling", "websocket"])("told by events, over %s", async (transport) => {
      const page = await stage.open();
      const seen = await page.run(
        async (kit, options) => {
          const visitor = kit.open(options);
          await visitor.until("connect");
          dispatchEvent(new Event("offline"));
          const end = await visitor.until("disconnect");
          const answer = visitor.ask("echo", "kept");
          dispatchEvent(new Event("online"));
          return { end, answer: await answer, connects: visitor.notes.of("connect").length };
        },
        { ...whenWoken, transports: [transport] },
      );
      expect(seen).toEqual({
        end: ["transport close", "network connection lost"],
        answer: "kept",
        connects: 2,
      });
    });

    where(can("setOffline"), () => {
      it("for real", async () => {
        const page = await stage.open();
        await page.run((kit, options) => kit.open(options).until("connect"), whenWoken);
        await page.setOffline?.(true);
        const end = await page.run((kit) => kit.visitor().until("disconnect"));
        expect(end).toEqual(["transport close", "network connection lost"]);
        await page.run((kit) => void kit.visitor().socket.emit("echo", "kept"));
        await page.setOffline?.(false);
        const echo = await page.run((kit) => kit.visitor().until("heard echo"));
        expect(echo).toEqual(["kept"]);
      });
    });
  });

  where(isOurs, () => {
    it("hidden while the server was away: connects at once when it is looked at", async () => {
      const application = await stage.start();
      const page = await stage.open(application);
      await page.run((kit, options) => kit.open(options).until("connect"), whenWoken);
      await page.run(() => {
        Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
        Object.defineProperty(document, "hidden", { value: true, configurable: true });
        document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
      });
      await application.kill();
      await page.run((kit) => kit.visitor().until("disconnect"));
      await application.revive();
      const seen = await page.run(async (kit) => {
        const visitor = kit.visitor();
        const attempts = visitor.notes.of("reconnect_attempt").length;
        Object.defineProperty(document, "visibilityState", { value: "visible", configurable: true });
        Object.defineProperty(document, "hidden", { value: false, configurable: true });
        document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
        await visitor.until("connect", 2);
        return attempts;
      });
      expect(seen).toBe(0);
    });
  });

  it("a timer that was frozen: the next message notices, waits and is not lost or doubled", async () => {
    const application = await stage.start();
    const page = await stage.open(application);
    const seen = await page.run(async (kit, options) => {
      const visitor = kit.open(options);
      await visitor.until("connect");
      const { now } = Date;
      // Longer than the interval and the timeout of the heartbeat.
      Date.now = () => now() + 60_000;
      const said = visitor.ask("say", "after a long sleep");
      const { connected } = visitor.socket;
      const [reason] = await visitor.until("disconnect");
      visitor.socket.emit("say", "then");
      await visitor.until("connect", 2);
      Date.now = now;
      await Promise.allSettled([said]);
      await visitor.ask("say", "last");
      return { connected, reason };
    }, soon);
    expect(seen).toEqual({ connected: true, reason: "ping timeout" });
    const notes = await application.ask("notes", undefined);
    expect(notes.filter(([name]) => name === "said")).toEqual([
      ["said", "after a long sleep"],
      ["said", "then"],
      ["said", "last"],
    ]);
  });

  describe("closeOnBeforeunload", () => {
    it.each([["polling"], ["websocket"]])(
      "ends the session before the page goes, over %s",
      async (transport) => {
        const application = await stage.start();
        const page = await stage.open(application);
        await page.run((kit, options) => kit.open(options).until("connect"), {
          transports: [transport],
          closeOnBeforeunload: true,
        });
        const ends = await page.run(async (kit) => {
          dispatchEvent(new Event("beforeunload"));
          const visitor = kit.visitor();
          await new Promise((resolve) => requestAnimationFrame(resolve));
          return visitor.notes.of("disconnect");
        });
        expect(ends).toEqual([]);
        await application.ask("until", { name: "disconnect" });
      },
    );

    it("is not the default: a question whether to leave does not end it", async () => {
      const page = await stage.open();
      const seen = await page.run(async (kit) => {
        const visitor = kit.open();
        await visitor.until("connect");
        dispatchEvent(new Event("beforeunload"));
        return await visitor.ask("echo", "still here");
      });
      expect(seen).toBe("still here");
    });
  });

  it.each(["polling", "websocket"])("a page that is closed ends its session, over %s", async (transport) => {
    const application = await stage.start();
    const page = await stage.open(application);
    await page.run((kit, options) => kit.open(options).until("connect"), { transports: [transport] });
    // Of a poller that goes between two requests a server hears nothing. The first was answered with the connection.
    if (transport === "polling") await application.ask("until", { name: "poll", count: 2 });
    await page.close();
    const [reason] = await application.ask("until", { name: "disconnect" });
    expect(reason).toMatch(/^transport (?:close|error)$/);
  });

  it.each(isOurs ? ["polling", "websocket"] : ["websocket"])(
    "left and shown again, told by events, over %s",
    async (transport) => {
      const page = await stage.open();
      const echo = await page.run(
        async (kit, options) => {
          const visitor = kit.open(options);
          await visitor.until("connect");
          for (const name of ["pagehide", "pageshow"]) {
            dispatchEvent(new PageTransitionEvent(name, { persisted: true }));
          }
          visitor.socket.emit("echo", "shown again");
          return visitor.until("heard echo");
        },
        { ...soon, transports: [transport] },
      );
      expect(echo).toEqual(["shown again"]);
    },
  );

  where(can("keepsPages"), () => {
    const impatient = { pingInterval: 300, pingTimeout: 700 };
    const ways = ["websocket", "fetch", ...(isOurs ? ["polling"] : [])];

    // The published one takes back its XMLHttpRequest when the page goes, and waits for the answer when it is back.
    it.each(ways)("left, kept by the browser and come back to soon, over %s", async (way) => {
      const { page, application, leaveAndComeBack } = await openPageToLeave(way, {});
      await leaveAndComeBack();
      // The page says nothing, and hears what is said to it, on the old connection or on a new one.
      const emit = () => application.ask("emit", { event: "news", details: ["hello"] });
      void application.ask("until", { name: "connection", count: 2 }).then(emit, () => undefined);
      await emit();
      const news = await page.run((kit) => kit.visitor().until("heard news"));
      expect(news).toEqual(["hello"]);
    });

    it.each(ways)("left, kept by the browser until the server gave it up, over %s", async (way) => {
      const { page, application, leaveAndComeBack } = await openPageToLeave(way, impatient);
      await leaveAndComeBack(() => application.ask("until", { name: "disconnect" }));
      // By itself: the page says nothing.
      const echo = await page.run(async (kit) => {
        const visitor = kit.visitor();
        await visitor.until("connect", 2);
        return visitor.ask("echo", "hello");
      });
      expect(echo).toBe("hello");
    });

    const openPageToLeave = async (way: string, options: object) => {
      const application = await stage.start({ options });
      const page = await stage.open(application);
      await page.run(
        async (kit, { way, soon }) => {
          addEventListener(
            "pageshow",
            ({ persisted }) => void fetch(`/shown?${persisted ? "kept" : "anew"}`),
          );
          await kit.open({ ...soon, ...kit.by(way) }).until("connect");
        },
        { way, soon },
      );
      const leaveAndComeBack = async (meanwhile?: () => Promise<unknown>) => {
        await page.navigate(`${application.origin}/elsewhere`);
        await meanwhile?.();
        await page.back();
        expect(await application.ask("until", { name: "shown" })).toEqual(["kept"]);
      };
      return { page, application, leaveAndComeBack };
    };
  });
});
