import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Server } from "@sockeye/server";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const read = (name: string): string => readFileSync(join(root, "docs", name), "utf8");
const page = read("hardening-server.md");

const here = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith(".test.ts") && name !== "hardening-page.test.ts")
  .map((name) => name.replace(".test.ts", ""));

const folders: Readonly<Record<string, string>> = {
  interop: "interop",
  protocol: "packages/protocol/src",
  server: "packages/server/src",
};

/** The cells of a table's rows, by the table's last column. */
function rowsUnder(text: string, column: string): string[][] {
  const tables = text.split("\n\n").filter((part) => part.startsWith("|"));
  return tables
    .map((table) => table.split("\n").map((line) => line.split("|").slice(1, -1)))
    .filter(([head]) => head?.at(-1)?.trim() === column)
    .flatMap(([, , ...rows]) => rows);
}

const quoted = (text = ""): string[] => [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
const sorted = (names: Iterable<string>): string[] =>
  [...new Set(names)].sort((one, other) => one.localeCompare(other));

/** A number as people write it. */
const numberOf = (cell = ""): number => Number(cell.replaceAll(",", "").replace("ms", "").trim());

/** What the server goes by, which applications cannot see. */
function limitsOf(server: Server): Record<string, number> {
  return (server as unknown as { readonly limits: Record<string, number> }).limits;
}

describe("docs/hardening-server.md", () => {
  const named = rowsUnder(page, "test").flatMap((cells) => quoted(cells.at(-1)));

  it("has a test for each row", () => {
    const bare = rowsUnder(page, "test").filter((cells) => quoted(cells.at(-1)).length === 0);
    expect(bare).toEqual([]);
  });

  it("names the attacks that there are, and all of them", () => {
    expect(sorted(named.filter((name) => !name.includes("/")))).toEqual(sorted(here));
  });

  it("names no test elsewhere that is not there", () => {
    const elsewhere = sorted(named.filter((name) => name.includes("/")));
    expect(elsewhere.length).toBeGreaterThan(0);
    const missing = elsewhere.filter((name) => {
      const [first = "", ...rest] = name.split("/");
      return !existsSync(join(root, folders[first] ?? first, `${rest.join("/")}.test.ts`));
    });
    expect(missing).toEqual([]);
  });

  it.each([
    ["its default", 1, new Server()],
    ["what strict makes of it", 2, new Server({ hardening: "strict" })],
  ] as const)("has each limit of the server, with %s", (_title, column, server) => {
    const said = rowsUnder(page, "code").map((cells) => [quoted(cells[0])[0], numberOf(cells[column])]);
    expect(Object.fromEntries(said)).toEqual(limitsOf(server));
  });

  it("names no code that is not in docs/errors.md", () => {
    const errors = new Set(quoted(read("errors.md")));
    const codes = quoted(page).filter((name) => /^[A-Z]+(?:_[A-Z0-9]+)+$/.test(name));
    expect(codes.length).toBeGreaterThan(0);
    expect(codes.filter((name) => !errors.has(name) && !name.startsWith("SOCKEYE_"))).toEqual([]);
  });
});
