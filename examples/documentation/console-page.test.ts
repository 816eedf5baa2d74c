import { expect, it } from "vitest";

import { readPage as read } from "./testing/samples.ts";

it("docs/console.md has the options of attachConsole, with their defaults", () => {
  const [, after = ""] = read("docs/console.md").split("\n## Options\n");
  const [section = ""] = after.split("\n## ", 1);
  const said = [...section.matchAll(/^\| `(\w+)`\s*\| ([^|]+?)\s*\|/gm)].map(([, name, preset = ""]) => [
    name,
    preset.replaceAll("`", ""),
  ]);
  const text = read("packages/console/src/server/options.ts");
  const [, body = ""] = /^export interface ConsoleOptions \{([^]*?)^\}/m.exec(text) ?? [];
  const declared = [...body.matchAll(/\/\*\*([^]*?)\*\/\s+readonly (\w+)\??:/g)].map(
    ([, comment = "", name]) => [name, /@default ([^\n*]+)/.exec(comment)?.[1]?.trim()],
  );
  expect(declared.length).toBeGreaterThan(5);
  const names = (rows: readonly (readonly unknown[])[]) => new Set(rows.map(([name]) => name));
  expect(names(said)).toEqual(names(declared));
  for (const [name, preset] of declared) {
    if (preset !== undefined)
      expect([name, new Map(said as [string, string][]).get(name!)]).toEqual([name, preset]);
  }
});
