import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { io, "module.exports" as required } from "@sockeye/client";
import { Server } from "@sockeye/server";
import { afterAll, afterEach, describe, expect, it, onTestFinished, vi } from "vitest";

import { compileSamples, createSampleFolder, isProgram, samplesOf, type Sample } from "./testing/samples.ts";

/** On pages that are about the server as well, programs that need the client. */
const shared = ["README.md", "docs/migration.md"].flatMap((page) =>
  samplesOf(page).filter((sample) => isProgram(sample) && /["']@sockeye\/client["']/.test(sample.code)),
);
const own = ["docs/client.md", "packages/client/README.md"].flatMap((page) => samplesOf(page));
const samples = [...own, ...shared];
const titled = (some: readonly Sample[]) =>
  some.map((sample) => [`${sample.page}:${sample.line} (${sample.heading})`, sample] as const);

const http = createServer().listen(0, "127.0.0.1");
await once(http, "listening");
const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;

/** Readers try the samples with a server of their own. This one answers whatever asks for an answer. */
const server = new Server(http);
for (const namespace of [server, server.of(/.*/)]) {
  namespace.on("connection", (socket) => {
    socket.onAny((...args: unknown[]) => {
      const answer = args.at(-1);
      if (typeof answer !== "function") return;
      (answer as (text: string) => void)(args[0] === "hello" ? `hello ${args[1]}` : "fine");
    });
  });
}

const folder = createSampleFolder(
  samples.map((sample) => ({ ...sample, code: sample.code.replaceAll("http://localhost:3000", url) })),
  {
    lib: ["es2023", "dom", "dom.iterable"],
    imports: 'import type { io as Lookup, Socket } from "@sockeye/client";',
    types: { io: "typeof Lookup", socket: "Socket", getToken: "() => Promise<string>" },
  },
);

afterEach(() => {
  // Whom the server sends away does not come back.
  for (const namespace of server._nsps.values()) namespace.disconnectSockets(true);
});
afterAll(async () => {
  folder.remove();
  await server.close();
});

/** What the samples print. */
function spyOnConsole() {
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  vi.spyOn(console, "log").mockImplementation((...args: unknown[]) => {
    lines.push(args.join(" "));
    for (const look of waiting) look();
  });
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  return {
    lines,
    until: (line: string): Promise<void> =>
      new Promise((resolve) => {
        const look = () => {
          if (lines.includes(line)) resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

async function run(sample: Sample): Promise<unknown> {
  if (sample.language === "ts") return import(/* @vite-ignore */ folder.fileOf(sample));
  // oxlint-disable-next-line typescript/no-implied-eval -- as Node runs a module of CommonJS
  const main = new Function("require", sample.code.replaceAll("http://localhost:3000", url)) as (
    load: (name: string) => unknown,
  ) => void;
  return main((name) => (name === "@sockeye/client" ? required : process.getBuiltinModule(name)));
}

describe("the samples of the client's pages", () => {
  it("are there", () => {
    expect(own.filter(isProgram).length).toBeGreaterThan(7);
    expect(own.filter((sample) => !isProgram(sample)).length).toBeGreaterThan(9);
    expect(shared.length).toBeGreaterThan(2);
  });

  it("compile", { timeout: 60_000 }, async () => {
    expect(await compileSamples(folder)).toEqual([]);
  });

  const programs = samples.filter((sample) => isProgram(sample) && sample.needs === undefined);
  it.each(titled(programs))("run: %s", async (_title, sample) => {
    const printed = spyOnConsole();
    await run(sample);
    await printed.until("hello Ada");
  });

  const pieces = samples.filter((sample) => !isProgram(sample));
  it.each(titled(pieces))("do no harm to a client: %s", async (_title, sample) => {
    spyOnConsole();
    const socket = io(url, { forceNew: true });
    onTestFinished(() => {
      socket.disconnect();
    });
    const { default: piece } = (await run(sample)) as { default: (around: object) => Promise<void> };
    await piece({ io, socket, getToken: () => Promise.resolve("secret") });
    expect(await socket.emitWithAck("hello", "Ada")).toBe("hello Ada");
  });
});
