import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describePeer } from "../peers/describe-peer.ts";
import { startPeerProcess, type PeerProcess } from "../peers/peer-process.ts";
import type { EngineSocket, MessageData } from "./engine-api.ts";
import { implementation } from "./implementation.ts";
import { binary, mixedBurst, type Message } from "./messages.ts";
import { startEngine } from "./running-engine.ts";

/** The system's Python, if it can import the modules: that is the one which Debian packages serve. */
function findPythonWith(...modules: string[]): string | undefined {
  try {
    execFileSync("/usr/bin/python3", ["-c", `import ${modules.join(", ")}`], {
      stdio: "ignore",
      timeout: 20_000,
    });
    return "/usr/bin/python3";
  } catch {
    return undefined;
  }
}

type Json = { readonly text: string } | { readonly base64: string };

type Result =
  | { readonly sid: string; readonly transport: string; readonly messages: readonly Json[] }
  | { readonly error: string };

const toJson = (message: Message): Json =>
  typeof message === "string" ? { text: message } : { base64: message.toString("base64") };

const echoUntilToldToClose = (socket: EngineSocket) => {
  socket.on("message", (data: MessageData) => {
    if (data === "close, please") socket.close();
    else socket.send(data);
  });
};

const plans: readonly (readonly [string, readonly Message[]])[] = [
  ["text", ["hello", "aé€🐟", "a".repeat(125), "b".repeat(126), "c".repeat(65_536)]],
  ["binary", [binary(1), binary(125), binary(126), binary(65_536, 9)]],
  ["half a megabyte of binary", [binary(500_000, 3)]],
  ["half a megabyte of text", ["abcde ".repeat(80_000)]],
  // This client drops empty messages, so there are none.
  ["a burst", mixedBurst(100).filter((message) => message.length > 0)],
];

const isAscii = (message: Message) => typeof message !== "string" || /^[\u0020-\u007e]*$/u.test(message);

const transports = [
  ["polling", ["polling"], "polling"],
  ["websocket", ["websocket"], "websocket"],
  ["polling, then upgrade", null, "websocket"],
] as const;

function describeClient(kind: "sync" | "async", command: string): void {
  let python: PeerProcess;
  beforeAll(() => {
    python = startPeerProcess({
      command,
      parameters: [join(import.meta.dirname, "programs", "python-engineio.py"), kind],
    });
  });
  afterAll(() => python.stop());

  describe.each(transports)("over %s", (_name, allowed, last) => {
    it.each(plans)("gets %s back", async (_title, planned) => {
      // The one on requests cannot send text beyond Latin-1 by POST.
      const messages = kind === "sync" && last !== "websocket" ? planned.filter(isAscii) : planned;
      const running = await startEngine({}, echoUntilToldToClose);
      python.say({ url: running.url, transports: allowed, sends: messages.map(toJson), close: "client" });
      const [result, session] = [await python.hear<Result>(), await running.accept()];
      const { id } = session.socket;
      expect(result).toEqual({ sid: id, transport: last, messages: messages.map(toJson) });
      await session.closed;
    });

    it("lives on through heartbeats and notices that the server closes", async () => {
      const running = await startEngine({ pingInterval: 50, pingTimeout: 5_000 }, (socket) => {
        let beats = 0;
        let last: MessageData;
        socket.on("message", (data: MessageData) => {
          if (data === "close, please") socket.close();
          else last = data;
        });
        socket.on("heartbeat", () => {
          beats += 1;
          if (beats === 4) socket.send(last);
        });
      });
      python.say({ url: running.url, transports: allowed, sends: [{ text: "later" }], close: "server" });
      const session = await running.accept();
      expect(await python.hear<Result>()).toMatchObject({ transport: last, messages: [{ text: "later" }] });
      expect((await session.closed).reason).toBe("forced close");
    });
  });
}

describePeer(
  `${implementation.name}: Python's engineio`,
  {
    program: findPythonWith("engineio", "requests", "websocket"),
    install: "python3-engineio, python3-requests and python3-websocket",
  },
  (command) => describeClient("sync", command),
);

describePeer(
  `${implementation.name}: Python's engineio with asyncio`,
  { program: findPythonWith("engineio", "aiohttp"), install: "python3-engineio and python3-aiohttp" },
  (command) => describeClient("async", command),
);
