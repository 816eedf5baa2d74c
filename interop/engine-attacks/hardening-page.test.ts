import { describe, expect, it } from "vitest";
import { equateWithTests, quoted, readPage, rowsUnder } from "../harness/hardening-page.ts";

const page = readPage("hardening-engine.md");

describe("docs/hardening-engine.md", () => {
  equateWithTests(page, import.meta.dirname);

  it("has each limit of docs/engine.md", () => {
    const [, limits = ""] = readPage("engine.md").split("### Limits");
    const options = rowsUnder(limits.split("\n## ", 1)[0]!, "beyond it").flatMap(([cell]) => quoted(cell));
    expect(options.length).toBeGreaterThan(0);
    const ours = rowsUnder(page, "code").flatMap(([cell]) => quoted(cell));
    expect(options.filter((name) => !ours.includes(name))).toEqual([]);
  });
});
