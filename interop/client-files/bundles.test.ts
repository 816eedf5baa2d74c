/**
 * The bundles of our client: what they are to pages, to module loaders and to debuggers, and that our server has them.
 */
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { SourceMap, type SourceMapPayload } from "node:module";
import type { AddressInfo } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { compileFunction, createContext, runInContext } from "node:vm";
import { Server } from "@sockeye/server";
import { beforeAll, describe, expect, test } from "vitest";
import { buildBundles } from "../../tools/bundles/build.mjs";
import { writeBundles } from "../../tools/bundles/write.mjs";
import { root } from "../../tools/paths.mjs";

type Bundle = Awaited<ReturnType<typeof buildBundles>>[number];

let bundles: readonly Bundle[];

beforeAll(async () => {
  bundles = await writeBundles();
});

function bundle(name: string): Bundle {
  const found = bundles.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

const scripts = ["socket.io.js", "socket.io.min.js", "socket.io.msgpack.min.js"];
const names = [...scripts, "socket.io.esm.min.js"];

/** What every page has, and a context of Node has not. */
const page = { setTimeout, clearTimeout, TextDecoder, TextEncoder, URL };

/** Runs a script as the body of a function that has these variables. */
function evaluate(code: string, variables: Readonly<Record<string, unknown>>): void {
  const run = compileFunction(code, Object.keys(variables)) as (...values: unknown[]) => void;
  run(...Object.values(variables));
}

function expectLookup(io: unknown): void {
  expect(io).toBeTypeOf("function");
  const lookup = io as Record<string, unknown>;
  expect(Object.keys(lookup).toSorted()).toEqual(["Manager", "Socket", "connect", "io"]);
  expect([lookup["io"], lookup["connect"]]).toEqual([io, io]);
}

test("there are those that the published package has", () => {
  expect(bundles.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
});

test("the same sources give the same bytes", async () => {
  expect(await buildBundles()).toEqual(bundles);
});

describe.each(scripts)("%s", (name) => {
  test("gives a page one name", () => {
    const context = createContext({ ...page });
    runInContext(bundle(name).code, context);
    expect(Object.keys(context).filter((key) => !(key in page))).toEqual(["io"]);
    expectLookup(context["io"]);
  });

  test("is a module of CommonJS", () => {
    const module = { exports: {} };
    evaluate(bundle(name).code, { module, exports: module.exports });
    expectLookup(module.exports);
  });

  test("is a module of AMD", () => {
    let defined: unknown;
    const define = Object.assign(
      (needs: readonly string[], factory: () => unknown) => (defined = [needs, factory()]),
      { amd: {} },
    );
    evaluate(bundle(name).code, { module: undefined, exports: undefined, define });
    const [needs, io] = defined as [unknown, unknown];
    expect(needs).toEqual([]);
    expectLookup(io);
  });
});

test("the ES module exports what the published one does", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sockeye-bundles-"));
  try {
    const { name, code, map } = bundle("socket.io.esm.min.js");
    const file = join(folder, "client.mjs");
    writeFileSync(file, code);
    writeFileSync(join(folder, `${name}.map`), map);
    const client = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
    expect(Object.keys(client).toSorted()).toEqual([
      ...["Fetch", "Manager", "NodeWebSocket", "NodeXHR", "Socket", "WebSocket", "WebTransport", "XHR"],
      ...["connect", "default", "io", "protocol"],
    ]);
    expect(client["default"]).toBe(client["io"]);
    expect(client["connect"]).toBe(client["io"]);
    expect(client["protocol"]).toBe(5);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe.each(names)("%s", (name) => {
  test("says nothing of the machine that it was built on", () => {
    const { code, map } = bundle(name);
    for (const text of [code, map]) {
      for (const place of [root, homedir(), "node_modules", "file:"])
        expect(text.includes(place)).toBe(false);
    }
  });

  test("needs nothing of Node", () => {
    const { code } = bundle(name);
    // In comments of the readable one there may be words of it.
    const text = code.replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, "");
    expect(text).not.toMatch(/node:|\b(?:process|Buffer|require|__dirname|import)\b/);
  });

  test("has a map of its sources, with them in it", () => {
    const { code, map } = bundle(name);
    expect(code.endsWith(`\n//# sourceMappingURL=${name}.map`) || code.endsWith(`${name}.map\n`)).toBe(true);
    const payload = JSON.parse(map) as SourceMapPayload & { readonly sourcesContent: readonly string[] };
    expect(payload.file).toBe(name);
    for (const source of payload.sources)
      expect(source).toMatch(/^@sockeye\/(?:client|protocol)\/src\/\S+\.[jt]s$/);
    expect(payload.sourcesContent).toHaveLength(payload.sources.length);

    const isMsgpack = name.includes("msgpack");
    const text = isMsgpack ? "Could not encode" : "_placeholder";
    const source = `@sockeye/client/src/${isMsgpack ? "msgpack/encode.ts" : "parser/decoder.ts"}`;
    const lines = code.split("\n");
    const line = lines.findIndex((one) => one.includes(text));
    const entry = new SourceMap(payload).findEntry(line, lines[line]!.indexOf(text));
    expect(entry).toMatchObject({ originalSource: source });
    const content = payload.sourcesContent[payload.sources.indexOf(source)]!;
    const { originalLine } = entry as { readonly originalLine: number };
    expect(content.split("\n")[originalLine]).toContain(text);
  });
});

test("each has one parser", () => {
  for (const { name, map } of bundles) {
    const { sources } = JSON.parse(map) as SourceMapPayload;
    const has = (file: string) => sources.includes(`@sockeye/client/src/${file}`);
    expect([name, has("parser/decoder.ts"), has("msgpack/decode.ts")]).toEqual([
      name,
      !name.includes("msgpack"),
      name.includes("msgpack"),
    ]);
  }
});

test("our server has them where it looks for them", async () => {
  const http = createServer();
  const io = new Server(http);
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  try {
    const { port } = http.address() as AddressInfo;
    for (const { name, code, map } of bundles) {
      const address = `http://127.0.0.1:${port}/socket.io/${name}`;
      const answers = await Promise.all([fetch(address), fetch(`${address}.map`)]);
      expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual([code, map]);
    }
  } finally {
    await io.close();
  }
});
