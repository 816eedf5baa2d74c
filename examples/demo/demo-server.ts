import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { attachConsole } from "@sockeye/console";
import { Server } from "@sockeye/server";

import { serveBoard } from "./board/whiteboard.ts";
import { serveChat } from "./chat/chat.ts";
import { Practice } from "./practice/practice.ts";
import { listenOnFreePort, urlOf } from "./site/listen.ts";
import { createStaticFiles, findPublicFolder } from "./site/static-files.ts";

export interface DemoOptions {
  /** The address to listen on. @default "127.0.0.1" */
  readonly host?: string;
  /** The first port to try; 0 lets the system choose. @default 3000 */
  readonly port?: number;
  /** How many ports to try when they are taken. @default 20 */
  readonly portAttempts?: number;
  /** The `Cache-Control` of the page's files. @default "no-store" */
  readonly cacheControl?: string;
  /** The program of the practice server, compiled. @default the one that was compiled with this module */
  readonly practiceProgram?: URL;
}

const defaults = Object.freeze({
  host: "127.0.0.1",
  port: 3000,
  portAttempts: 20,
  cacheControl: "no-store",
});

export interface Demo {
  readonly io: Server;
  readonly practice: Practice;
  readonly port: number;
  /** Where the demo is: `http://127.0.0.1:3000/`. */
  readonly url: string;
  readonly consoleUrl: string;
  /** What the console asks for, where others than this machine can reach it. */
  readonly token: string | undefined;
  /** Disconnects everybody, frees the port, and ends the practice server. */
  close(): Promise<void>;
}

/**
 * Starts the chat, the whiteboard, the console beside them, and a practice server for the console's playground.
 *
 * @example
 * const demo = await startDemo({ port: 0 });
 * console.log(demo.url);
 * await demo.close();
 */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const { host, port: wantedPort, portAttempts, cacheControl } = { ...defaults, ...options };
  const isLocal = isLoopback(host);
  const answerFile = createStaticFiles({ folders: [publicFolder(), designFolder()], cacheControl });
  const httpServer = createServer((request, response) => void answerFile(request, response));
  const io = new Server(httpServer, {
    connectionStateRecovery: { maxDisconnectionDuration: 120_000 },
    // Room for a part of a picture.
    maxHttpBufferSize: 200_000,
    // Only pages that come from here, and the limits of those who know what they need.
    hardening: "strict",
    allowRequest: (request, decide) => decide(null, !isLocal || isForThisMachine(request)),
  });
  serveChat(io.of("/chat"));
  serveBoard(io.of("/board"));
  const port = await listenOnFreePort(httpServer, { host, port: wantedPort, attempts: portAttempts });
  const practice = await Practice.start({
    host,
    port: wantedPort === 0 ? 0 : port + 1,
    ...(options.practiceProgram === undefined ? {} : { program: options.practiceProgram }),
  });
  const token = isLocal ? undefined : randomBytes(12).toString("base64url");
  const { path } = attachConsole(io, {
    auth: token === undefined ? "open" : { token },
    allow: ["emit", "join", "leave", "disconnect", "follow"],
    diagnose: true,
    practice,
  });
  const url = `${urlOf(host, port)}/`;
  const close = async (): Promise<void> => {
    await Promise.all([io.close(), practice.kill()]);
  };
  return { io, practice, port, url, consoleUrl: new URL(path, url).href, token, close };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

/** A page elsewhere can have its own name lead to this machine; then it is here by its address, but not by its name. */
function isForThisMachine({ headers }: IncomingMessage): boolean {
  const url = `http://${headers.host}`;
  return URL.canParse(url) && isLoopback(new URL(url).hostname.replaceAll(/[[\]]/g, ""));
}

function publicFolder(): string {
  return findPublicFolder(fileURLToPath(new URL(".", import.meta.url)));
}

/** The colours, sizes and controls that demo and console have in common. */
function designFolder(): string {
  const manifest = createRequire(import.meta.url).resolve("@sockeye/console/package.json");
  return join(dirname(manifest), "src", "ui");
}
