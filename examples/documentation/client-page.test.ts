import { Manager, Socket } from "@sockeye/client";
import { Socket as Engine } from "@sockeye/client/engine";
import { describe, expect, it, onTestFinished } from "vitest";

import { limits } from "../../tools/bundles/sizes.mjs";
import { expectLinksToLead } from "./testing/links.ts";
import { readPage as read } from "./testing/samples.ts";

const page = read("docs/client.md");

/** The rows of the tables in a section: name and second cell. */
function rowsOf(title: string): readonly (readonly [name: string, cell: string])[] {
  const [, after = ""] = page.split(`\n${title}\n`);
  const [text = ""] = after.split(/^##+ /m, 1);
  return [...text.matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)].map(([, name = "", cell = ""]) => [
    name,
    plain(cell),
  ]);
}

/** As it is said in code. */
const plain = (cell: string): string => cell.replaceAll(/[`\\"]| ms$|(?<=\d)[,_](?=\d)/g, "").trim();

/** The options of an interface, with the defaults that their comments say. */
function declared(path: string, name: string): readonly (readonly [name: string, cell: string])[] {
  const text = read(`packages/client/src/${path}`);
  const [body = ""] = new RegExp(`^export interface ${name}\\b[^]*?^\\}`, "m").exec(text) ?? [];
  const options = body.matchAll(/\/\*\*([^]*?)\*\/\s+(\w+)\??:/g);
  return [...options].map(([, comment = "", option = ""]) => [
    option,
    plain(/@default ([^\n*]+)/.exec(comment)?.[1] ?? "none"),
  ]);
}

const byName = (one: readonly [string, string], other: readonly [string, string]): number =>
  one[0] < other[0] ? -1 : 1;

describe("docs/client.md", () => {
  it.each([
    {
      title: "### Connection and reconnection",
      path: "api/manager-options.ts",
      name: "ManagerOptions",
      without: [],
    },
    { title: "### The namespace", path: "api/socket-options.ts", name: "SocketOptions", without: [] },
    {
      title: "### The session underneath",
      path: "engine/socket-options.ts",
      name: "SocketOptions",
      // A Manager has another default.
      without: ["path"],
    },
  ])("has the options of $path, with their defaults", ({ title, path, name, without }) => {
    const options = declared(path, name).filter(([option]) => !without.includes(option));
    expect(options.length).toBeGreaterThan(2);
    expect(rowsOf(title).toSorted(byName)).toEqual(options.toSorted(byName));
  });

  it("has the defaults that a Manager has", () => {
    const manager = new Manager({ autoConnect: false });
    const settings = [
      "reconnection",
      "reconnectionAttempts",
      "reconnectionDelay",
      "reconnectionDelayMax",
      "randomizationFactor",
      "timeout",
    ] as const;
    const rows = new Map(rowsOf("### Connection and reconnection"));
    for (const name of settings) expect(rows.get(name), name).toBe(String(manager[name]()));
    expect(rows.get("path")).toBe(manager.opts.path);
  });

  it("has the defaults that a session has", () => {
    const engine = new Engine("http://127.0.0.1:1", { transports: [] });
    onTestFinished(() => {
      engine.close();
    });
    const rows = new Map(rowsOf("### The session underneath"));
    expect(rows.get("upgrade")).toBe(String(engine.opts.upgrade));
    expect(rows.get("agent")).toBe(String(engine.opts.agent));
    expect(rows.get("perMessageDeflate")).toBe("{ threshold: 1024 }");
    expect(engine.opts.perMessageDeflate).toEqual({ threshold: 1024 });
  });

  it("has the bundles with their limits", () => {
    const rows = [...page.matchAll(/^\| `(socket\.io[\w.]*\.js)` \| [^|]+ \| ([\d,]*) ?\|$/gm)];
    const sizes = rows.map(([, name, size = ""]) => [name, Number(size.replace(",", ""))]);
    expect(sizes).toHaveLength(4);
    expect(Object.fromEntries(sizes.filter(([, size]) => size !== 0))).toEqual(limits);
  });

  it("has every public member", () => {
    const members = (Class: { prototype: object }): string[] =>
      Object.getOwnPropertyNames(Class.prototype).filter(
        (name) => !["constructor", "emitReserved"].includes(name),
      );
    const [, reference = ""] = page.split("\n## The engine\n");
    const socket = new Socket(new Manager({ autoConnect: false }), "/");
    const names = [...members(Socket), ...members(Manager), ...Object.keys(socket)];
    expect(names.length).toBeGreaterThan(30);
    const missing = names.filter(
      (name) => !name.startsWith("_") && !new RegExp(`\`${name}\\b`).test(reference),
    );
    expect(missing).toEqual([]);
  });

  it("has every error of a transport, as errors.md has", () => {
    const sources = ["xhr", "fetch", "websocket", "webtransport"];
    const text = sources.map((name) => read(`packages/client/src/transports/${name}.ts`)).join("\n");
    const reasons = [...text.matchAll(/"(\w+(?: \w+)? error)"/g)].map(([, reason]) => reason);
    const errors = read("docs/errors.md");
    expect(reasons.length).toBeGreaterThan(4);
    for (const reason of reasons) expect(errors).toContain(`| \`${reason}\` | \`TransportError\` |`);
  });

  it.each([
    ["docs/client.md", 4],
    // None yet: it is read where the others are not.
    ["packages/client/README.md", 0],
  ])("leads nowhere that is not there: %s", (path, least) => expectLinksToLead(path, least));
});
