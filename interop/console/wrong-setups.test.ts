/** What the page says of set-ups that do not work: with the help of its server, and alone. */
import { describe, expect, it } from "vitest";
import { createExpiredCertificate, createValidCertificate } from "../peers/certificate.ts";
import { describeConsole } from "./stage/describe-console.ts";
import { eventually } from "./stage/eventually.ts";
import { head, logLines, setupForm, startConnecting, trouble } from "./stage/playground.ts";
import type { TalkingServer } from "./stage/talking-servers.ts";
import {
  startNothing,
  startOldServer,
  startPlainProxy,
  startServer,
  startTlsServer,
  startWebServer,
} from "./stage/wrong-servers.ts";

/** A set-up that does not work, and what is said of it. */
interface WrongSetup {
  readonly start: () => Promise<TalkingServer>;
  /** Where the server of the page may look into it. */
  readonly diagnosed: RegExp;
  /** What the page can tell by itself. */
  readonly alone: RegExp;
}

const OLD = /^This is a server of Socket\.IO 2, whose protocol is an older one\.$/;
const UNREADABLE = /^127\.0\.0\.1:\d+ answers, but does not let pages of \S+ read its answers \(CORS\)\.$/;
const NOTHING = /^Nothing can be reached at \S+:\d+\.$/;
const BY_HTTP_ONLY = /^Connected by HTTP only: a WebSocket could not be opened\.$/;

/** No name of a host has a part of more than 63 characters, so that nobody is asked for this one. */
const UNKNOWN_HOST = `http://${"salmon".repeat(11)}.test`;

const wrongSetups: Readonly<Record<string, WrongSetup>> = {
  "a web server": {
    start: () => startWebServer({ isReadable: false }),
    diagnosed: /^A web server answers at \S+, but it is none of Socket\.IO \(status 200\)\.$/,
    alone: UNREADABLE,
  },
  "a web server whose answers may be read": {
    start: () => startWebServer({ isReadable: true }),
    diagnosed: /^Something answers, but it is not a Socket\.IO server\.$/,
    alone: /^Something answers, but it is not a Socket\.IO server\.$/,
  },
  "the wrong path": {
    start: () => startServer({ path: "/api/socket.io", cors: { origin: "*" } }),
    diagnosed:
      /^There is no Socket\.IO server at the path \/socket\.io\/, but there is one at \/api\/socket\.io\/\.$/,
    alone: UNREADABLE,
  },
  "a server of Socket.IO 2": {
    start: () => startOldServer({ isReadable: false }),
    diagnosed: /^This is a server of Socket\.IO 2 or older\./,
    alone: UNREADABLE,
  },
  "a server of Socket.IO 2 whose answers may be read": {
    start: () => startOldServer({ isReadable: true }),
    diagnosed: OLD,
    alone: OLD,
  },
  "a server without CORS": {
    start: () => startServer({}),
    diagnosed: /^The server answers, but does not let pages of \S+ read the answer: /,
    alone: UNREADABLE,
  },
  "a proxy that does not pass the upgrade": {
    start: startPlainProxy,
    diagnosed: BY_HTTP_ONLY,
    alone: BY_HTTP_ONLY,
  },
  "a port where nobody listens": {
    start: startNothing,
    diagnosed: /^Nothing listens at 127\.0\.0\.1:\d+: the connection was refused\.$/,
    alone: NOTHING,
  },
  "an unknown host": {
    start: () => Promise.resolve({ url: UNKNOWN_HOST, close: () => Promise.resolve() }),
    diagnosed: /^There is no host by the name (salmon)+\.test\.$/,
    alone: /^Nothing can be reached at (salmon)+\.test\.$/,
  },
  "an expired certificate": {
    start: () => startTlsServer(createExpiredCertificate()),
    diagnosed: /^The certificate of localhost:\d+ expired on \d{4}-\d\d-\d\d\.$/,
    alone: NOTHING,
  },
  "a self-signed certificate": {
    start: () => startTlsServer(createValidCertificate()),
    diagnosed:
      /^The certificate of localhost:\d+ is signed by the server itself, which browsers do not trust\.$/,
    alone: NOTHING,
  },
};

describeConsole("a wrong set-up", (stage) => {
  async function startWrong(start: () => Promise<TalkingServer>): Promise<TalkingServer> {
    const server = await start();
    stage.atEnd(() => server.close());
    return server;
  }

  describe("is told, with the help of the page's server and by the page alone:", () => {
    it.each(Object.entries(wrongSetups))("%s", async (_name, { start, diagnosed, alone }) => {
      const { url } = await startWrong(start);
      const expectSentence = async (diagnose: boolean, sentence: RegExp) => {
        const { page } = await stage.openConsole({ diagnose });
        await startConnecting(page, url);
        await eventually(() => trouble(page).textContent()).toMatch(sentence);
      };
      await Promise.all([expectSentence(true, diagnosed), expectSentence(false, alone)]);
    });
  });

  it("stays with polling behind a proxy that does not pass the upgrade", async () => {
    const { url } = await startWrong(startPlainProxy);
    const { page } = await stage.openConsole();
    await startConnecting(page, url);
    await logLines(page, "Stays with polling: the other transport could not be opened.").waitFor();
    await head(page).getByText("Connected by HTTP polling.").waitFor();
  });

  it("is not connected to while there is a mistake in its auth, and says which", async () => {
    const { page, console } = await stage.openConsole();
    await startConnecting(page, console.origin, { auth: "{token: 1}" });
    const auth = setupForm(page).getByLabel("Auth (JSON)");
    await eventually(() => auth.evaluate((element) => element === document.activeElement)).toBe(true);
    await setupForm(page)
      .getByText(/^This is not JSON: /)
      .waitFor();
    expect(await head(page).count()).toBe(0);
  });
});
