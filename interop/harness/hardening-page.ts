import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");

/** Where the tests lie that a page names with a slash. */
const folders: Readonly<Record<string, string>> = {
  client: "packages/client/src",
  interop: "interop",
  protocol: "packages/protocol/src",
  server: "packages/server/src",
};

/** A page of `docs/`. */
export function readPage(name: string): string {
  return readFileSync(join(root, "docs", name), "utf8");
}

/** The cells of a table's rows, by the table's last column. */
export function rowsUnder(text: string, column: string): string[][] {
  const tables = text.split("\n\n").filter((part) => part.startsWith("|"));
  return tables
    .map((table) => table.split("\n").map((line) => line.split("|").slice(1, -1)))
    .filter(([head]) => head?.at(-1)?.trim() === column)
    .flatMap(([, , ...rows]) => rows);
}

/** What stands between backticks. */
export const quoted = (text = ""): string[] => [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);

const sorted = (names: Iterable<string>): string[] =>
  [...new Set(names)].sort((one, other) => one.localeCompare(other));

/** The tests that equate a page with the attacks in a folder, and with the catalogue of errors. */
export function equateWithTests(page: string, folder: string): void {
  const named = rowsUnder(page, "test").flatMap((cells) => quoted(cells.at(-1)));

  it("has a test for each row", () => {
    const bare = rowsUnder(page, "test").filter((cells) => quoted(cells.at(-1)).length === 0);
    expect(bare).toEqual([]);
  });

  it("names the attacks that there are, and all of them", () => {
    const here = readdirSync(folder)
      .filter((name) => name.endsWith(".test.ts") && name !== "hardening-page.test.ts")
      .map((name) => name.replace(".test.ts", ""));
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

  it("names no code that is not in docs/errors.md", () => {
    const errors = new Set(quoted(readPage("errors.md")));
    const codes = quoted(page).filter((name) => /^[A-Z]+(?:_[A-Z0-9]+)+$|^OVERLOADED$/.test(name));
    expect(codes.length).toBeGreaterThan(0);
    expect(codes.filter((name) => !errors.has(name) && !name.startsWith("SOCKEYE_"))).toEqual([]);
  });
}
