import { Server } from "@sockeye/server";
import { describe, expect, it } from "vitest";
import { equateWithTests, quoted, readPage, rowsUnder } from "../harness/hardening-page.ts";

const page = readPage("hardening-server.md");

/** A number as people write it, or a value as programs have it. */
const valueOf = (cell = ""): unknown => {
  const [value] = quoted(cell);
  return value === undefined ? Number(cell.replaceAll(",", "").replace("ms", "").trim()) : JSON.parse(value);
};

/** What the server goes by, which applications cannot see. */
function limitsOf(server: Server): Record<string, unknown> {
  return (server as unknown as { readonly limits: Record<string, unknown> }).limits;
}

describe("docs/hardening-server.md", () => {
  equateWithTests(page, import.meta.dirname);

  it.each([
    ["its default", 1, new Server()],
    ["what strict makes of it", 2, new Server({ hardening: "strict" })],
  ] as const)("has each limit and rule of the server, with %s", (_title, column, server) => {
    const said = rowsUnder(page, "code").map((cells) => [quoted(cells[0])[0], valueOf(cells[column])]);
    expect(Object.fromEntries(said)).toEqual(limitsOf(server));
  });
});
