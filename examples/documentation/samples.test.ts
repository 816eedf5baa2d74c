import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Server, "module.exports" as createServerOrClasses } from "@sockeye/server";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";

import { certificate, openClient, readUrl } from "./testing/clients.ts";
import { redirectListeners } from "./testing/loopback-listeners.ts";
import {
  compileSamples,
  createSampleFolder,
  isProgram,
  isSocketIoServer,
  samplesOf,
  type Sample,
} from "./testing/samples.ts";

const pages = [
  "README.md",
  "docs/server.md",
  "docs/migration.md",
  "docs/console.md",
  "packages/server/README.md",
  "packages/console/README.md",
];
const samples = pages.flatMap((page) => samplesOf(page));
const titled = (some: readonly Sample[]) =>
  some.map((sample) => [`${sample.page}:${sample.line} (${sample.heading})`, sample] as const);

const folder = createSampleFolder(samples);
const previous = process.cwd();
const files = mkdtempSync(join(tmpdir(), "sockeye-samples-"));

beforeAll(() => {
  writeFileSync(join(files, "key.pem"), certificate.key);
  writeFileSync(join(files, "cert.pem"), certificate.cert);
  process.chdir(files);
});
afterAll(() => {
  process.chdir(previous);
  rmSync(files, { recursive: true });
  folder.remove();
});
beforeEach(() => {
  for (const method of ["log", "warn", "error"] as const) vi.spyOn(console, method).mockReturnValue();
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
});

/** What Node's `require` gives. */
const require = (name: string): unknown =>
  name === "@sockeye/server" ? createServerOrClasses : process.getBuiltinModule(name);

async function run(sample: Sample): Promise<unknown> {
  if (sample.language === "ts") return import(/* @vite-ignore */ folder.fileOf(sample));
  // oxlint-disable-next-line typescript/no-implied-eval -- as Node runs a module of CommonJS
  const main = new Function("require", sample.code) as (load: typeof require) => void;
  return main(require);
}

describe("the samples of the pages", () => {
  it("are there", () => {
    expect(samples.filter(isSocketIoServer).length).toBeGreaterThan(12);
    expect(samples.filter((sample) => !isProgram(sample)).length).toBeGreaterThan(12);
  });

  it("compile", { timeout: 60_000 }, async () => {
    expect(await compileSamples(folder)).toEqual([]);
  });

  const programs = samples.filter((sample) => isSocketIoServer(sample) && sample.needs === undefined);
  it.each(titled(programs))("run: %s", async (_title, sample) => {
    const opened = redirectListeners();
    await run(sample);
    const scheme = sample.code.includes("createSecureServer") ? "https" : "http";
    const url = `${scheme}://127.0.0.1:${await opened.port()}`;
    const client = await openClient(url);
    expect(await client.emitWithAck("hello", "Ada")).toBe("hello Ada");
    if (sample.code.includes("my own page")) expect(await readUrl(url)).toBe("my own page");
  });

  const pieces = samples.filter((sample) => !isProgram(sample));
  it.each(titled(pieces))("do no harm to a server: %s", async (_title, sample) => {
    const problems: unknown[] = [];
    const httpServer = createServer().listen(0, "127.0.0.1");
    await once(httpServer, "listening");
    const io = new Server(httpServer, { onHandlerError: (error) => problems.push(error) });
    onTestFinished(() => io.close());
    const url = `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`;
    const connected = once(io, "connection");
    await openClient(url);
    const [socket] = (await connected) as [unknown];
    const { default: piece } = (await run(sample)) as { default: (around: object) => Promise<void> };
    await piece({ io, socket, findUser: () => Promise.resolve({ name: "Ada" }) });
    await openClient(url);
    expect(problems).toEqual([]);
  });
});
