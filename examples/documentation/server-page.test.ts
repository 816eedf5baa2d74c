import { createServer } from "node:http";

import { Server } from "@sockeye/server";
import { describe, expect, it } from "vitest";

import { expectLinksToLead } from "./testing/links.ts";
import { readPage as read } from "./testing/samples.ts";

const page = read("docs/server.md");
const engine = read("docs/engine.md");

/** Sections by their headings. */
function section(title: string): string {
  const [, after = ""] = page.split(`\n${title}\n`);
  return after.split(/^## /m, 1)[0] ?? "";
}

/** The rows of the tables that have a column "strict": name, default, strict. */
function strictRows(text: string): readonly (readonly [string, string, string])[] {
  return [...text.matchAll(/^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|/gm)].map(
    ([, name = "", usual = "", strict = ""]) => [name, plain(usual), plain(strict)],
  );
}

const plain = (cell: string): string => cell.replaceAll(/[`",]| ms$/g, "").trim();

const rowsOf = (usual: object, strict: object) =>
  Object.entries(usual).map(([name, value]) => [name, String(value), String(strict[name as never])]);

const byName = (one: readonly unknown[], other: readonly unknown[]): number =>
  String(one[0]) < String(other[0]) ? -1 : 1;

function createPair() {
  const connectionStateRecovery = {};
  return {
    usual: new Server(createServer(), { connectionStateRecovery }),
    strict: new Server(createServer(), { connectionStateRecovery, hardening: "strict" }),
  };
}

describe("docs/server.md", () => {
  const { usual, strict } = createPair();

  it("has every limit, with its default and what strict makes of it", () => {
    const [, limits = ""] = section("## Options").split("### Limits");
    expect(strictRows(limits).toSorted(byName)).toEqual(rowsOf(usual.limits, strict.limits).toSorted(byName));
  });

  it("has every option of recovery", () => {
    const rows = rowsOf(usual.recovery ?? {}, strict.recovery ?? {});
    expect(rows.length).toBeGreaterThan(0);
    expect(strictRows(section("## Connection state recovery")).toSorted(byName)).toEqual(
      rows.toSorted(byName),
    );
  });

  it("has what strict means for the engine", () => {
    const optionsOf = (io: Server) => new Map(Object.entries(io.engine.opts));
    const [before, after] = [optionsOf(usual), optionsOf(strict)];
    // Beside the limits of the engine there are those of sockets, which have a table of their own.
    const lowered = [...after.keys()].filter(
      (name) => engine.includes(`\`${name}\``) && String(before.get(name)) !== String(after.get(name)),
    );
    const sources = ["engine/options.ts", "runtime/core-options.ts"];
    const declared = sources.map((path) => read(`packages/server/src/${path}`)).join("\n");
    const usually = (name: string): string =>
      (
        new RegExp(`@default ([^\\n*]+?)\\s+\\*/\\s+(?:readonly )?${name}\\?:`).exec(declared)?.[1] ?? ""
      ).replaceAll("_", "");
    const expected = lowered.map((name) => [name, usually(name), String(after.get(name))]);
    expect(expected.length).toBeGreaterThan(0);
    expect(strictRows(section("## Hardening")).toSorted(byName)).toEqual(expected.toSorted(byName));
  });

  it("names every option that the types have", () => {
    const sources = [
      "api/options.ts",
      "api/limit-options.ts",
      "api/rule-options.ts",
      "api/handler-errors.ts",
      "engine/options.ts",
      "runtime/core-options.ts",
    ];
    const declared = sources.flatMap((path) => {
      const text = read(`packages/server/src/${path}`);
      const interfaces = text.matchAll(/^export interface \w*(?:Options|EngineLimits)\b[^]*?^\}/gm);
      return [...interfaces]
        .filter(([body]) => !/Resolved|CoreOptions|EdgeOptions/.test(body.split("\n", 1)[0] ?? ""))
        .flatMap(([body]) =>
          [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??:/gm)].map(([, name = ""]) => name),
        );
    });
    expect(declared.length).toBeGreaterThan(50);
    const options = section("## Options") + section("## Connection state recovery") + engine;
    expect(declared.filter((name) => !new RegExp(`\`${name}\\b`).test(options))).toEqual([]);
  });

  it.each(["docs/server.md", "docs/migration.md", "docs/console.md", "README.md"])(
    "leads nowhere that is not there: %s",
    (path) => expectLinksToLead(path, 4),
  );
});
