/** What becomes of a page when the server or the network goes, and comes back. */
import { describe, expect, it } from "vitest";
import { describeBrowser, type ClientPage } from "./stage.ts";

/** So that tests need not wait for long. */
const soon = { reconnectionDelay: 20, reconnectionDelayMax: 50 };

describeBrowser("reconnection", (stage) => {
  describe.each(["polling", "websocket", "both"])("over %s,", (name) => {
    const transports = name === "both" ? ["polling", "websocket"] : [name];
    const options = { ...soon, transports };
    const isUpgraded = name === "both";

    /** A visitor whose connection is in order: what is cut amid an upgrade may survive as polling. */
    const settle = (page: ClientPage) =>
      page.run(
        async (kit, { options, isUpgraded }) => {
          const visitor = kit.open(options);
          await visitor.until(isUpgraded ? "upgrade" : "connect");
          await visitor.ask("echo", 1);
        },
        { options, isUpgraded },
      );

    it("a server that was killed and returns on its port", async () => {
      const application = await stage.start();
      const page = await stage.open(application);
      await settle(page);
      await application.kill();
      const [reason] = await page.run(async (kit) => {
        const visitor = kit.visitor();
        const end = await visitor.until("disconnect");
        for (const what of ["meanwhile", "then"]) visitor.socket.emit("say", what);
        await visitor.until("reconnect_attempt", 2);
        return end;
      });
      expect(reason).toMatch(name === "polling" ? /^transport error$/ : /^transport close$/);
      await application.revive();
      const seen = await page.run(async (kit) => {
        const visitor = kit.visitor();
        await visitor.until("connect", 2);
        await visitor.ask("say", "after");
        const { active, connected } = visitor.socket;
        return {
          active,
          connected,
          connects: visitor.notes.of("connect").length,
          reconnects: visitor.notes.of("reconnect").length,
        };
      });
      expect(seen).toEqual({ active: true, connected: true, connects: 2, reconnects: 1 });
      const notes = await application.ask("notes", undefined);
      expect(notes.filter(([note]) => note === "said").map(([, what]) => what)).toEqual([
        "meanwhile",
        "then",
        "after",
      ]);
    });

    it("a server that is not there yet", async () => {
      const application = await stage.start();
      const page = await stage.open(application);
      await page.run((kit, opened) => void kit.open({ ...opened, autoConnect: false }), options);
      await application.kill();
      const errors = await page.run(async (kit) => {
        const visitor = kit.visitor();
        visitor.socket.emit("say", "early");
        visitor.socket.connect();
        await visitor.until("connect_error", 3);
        return visitor.notes.of("connect_error");
      });
      const message = name === "websocket" ? "websocket error" : "xhr poll error";
      expect(new Set(errors.map(([, text]) => text))).toEqual(new Set([message]));
      await application.revive();
      expect(await application.ask("until", { name: "said" })).toEqual(["early"]);
      const ends = await page.run((kit) => kit.visitor().notes.of("disconnect"));
      expect(ends).toEqual([]);
    });

    it("a server that is silent is left after the time of a heartbeat", async () => {
      const application = await stage.start({ options: { pingInterval: 300, pingTimeout: 700 } });
      const page = await stage.open(application);
      await settle(page);
      const pid = await application.ask("pid", undefined);
      process.kill(pid, "SIGSTOP");
      const [reason] = await page.run((kit) => kit.visitor().until("disconnect"));
      process.kill(pid, "SIGCONT");
      expect(reason).toBe("ping timeout");
      const echo = await page.run(async (kit) => {
        const visitor = kit.visitor();
        await visitor.until("connect", 2);
        return visitor.ask("echo", "again");
      });
      expect(echo).toBe("again");
    });

    it("a session is recovered with what it missed", async () => {
      const application = await stage.start({ options: { connectionStateRecovery: {} } });
      const page = await stage.open(application);
      await settle(page);
      await page.run(async (kit) => {
        const visitor = kit.visitor();
        await visitor.ask("join", "fish");
        visitor.socket.emit("echo", "so that there is an offset");
        await visitor.until("heard echo");
      });
      await application.ask("hangUp", undefined);
      await application.ask("emit", { room: "fish", event: "news", details: ["missed"] });
      const seen = await page.run(async (kit) => {
        const visitor = kit.visitor();
        const [recovered] = await visitor.until("connect", 2);
        const [news] = await visitor.until("heard news");
        return { recovered, news };
      });
      expect(seen).toEqual({ recovered: true, news: "missed" });
    });
  });

  it("the server sends it away: it stays away until it is told to connect", async () => {
    const application = await stage.start();
    const page = await stage.open(application);
    await page.run((kit, options) => kit.open(options).until("connect"), soon);
    await application.ask("dismiss", undefined);
    const seen = await page.run(async (kit) => {
      const visitor = kit.visitor();
      const [reason] = await visitor.until("disconnect");
      const { active } = visitor.socket;
      visitor.socket.connect();
      return { reason, active, echo: await visitor.ask("echo", "back") };
    });
    expect(seen).toEqual({ reason: "io server disconnect", active: false, echo: "back" });
  });

  it("whoever waits for an answer hears that there is none", async () => {
    const application = await stage.start();
    const page = await stage.open(application);
    await page.run(async (kit, options) => {
      const visitor = kit.open(options);
      await visitor.until("connect");
      const answer = (error: unknown) =>
        visitor.notes.add("answer", error instanceof Error ? error.message : "");
      visitor.socket.emitWithAck("silence").catch(answer);
      visitor.socket.timeout(60_000).emit("silence", answer);
      await visitor.ask("echo", "the server has both");
    }, soon);
    await application.kill();
    const answers = await page.run(async (kit) => {
      const visitor = kit.visitor();
      await visitor.until("answer", 2);
      return visitor.notes.of("answer");
    });
    const message = "socket has been disconnected";
    expect(answers).toEqual([
      ["answer", message],
      ["answer", message],
    ]);
  });

  it("gives up after as many attempts as it was told", async () => {
    const application = await stage.start();
    const page = await stage.open(application);
    await page.run((kit, options) => kit.open(options).until("connect"), {
      ...soon,
      reconnectionAttempts: 2,
    });
    await application.kill();
    const seen = await page.run(async (kit) => {
      const visitor = kit.visitor();
      await visitor.until("reconnect_failed");
      return visitor.notes.of("reconnect_attempt");
    });
    expect(seen).toEqual([
      ["reconnect_attempt", 1],
      ["reconnect_attempt", 2],
    ]);
  });

  it.each([
    { answer: "a page", path: "/html", message: "server error" },
    { answer: "nothing", path: "/nothing", message: "xhr poll error" },
  ])("finds $answer where the server should be: an error, and no more", async ({ path, message }) => {
    const page = await stage.open();
    const seen = await page.run(
      async (kit, options) => {
        const visitor = kit.open(options);
        await visitor.until("connect_error", 2);
        return { errors: visitor.notes.of("connect_error"), connected: visitor.socket.connected };
      },
      { ...soon, path },
    );
    expect(seen.connected).toBe(false);
    expect(new Set(seen.errors.map(([, text]) => text))).toEqual(new Set([message]));
  });
});
