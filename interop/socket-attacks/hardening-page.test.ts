import { Server } from "@sockeye/server";
import { describe, expect, it } from "vitest";
import { equateWithTests, quoted, readPage, rowsUnder } from "../harness/hardening-page.ts";

const page = readPage("hardening-server.md");

/** A number as people write it. */
const numberOf = (cell = ""): number => Number(cell.replaceAll(",", "").replace("ms", "").trim());

/** What the server goes by, which applications cannot see. */
function limitsOf(server: Server): Record<string, number> {
  return (server as unknown as { readonly limits: Record<string, number> }).limits;
}

describe("docs/hardening-server.md", () => {
  equateWithTests(page, import.meta.dirname);

  it.each([
    ["its default", 1, new Server()],
    ["what strict makes of it", 2, new Server({ hardening: "strict" })],
  ] as const)("has each limit of the server, with %s", (_title, column, server) => {
    const said = rowsUnder(page, "code").map((cells) => [quoted(cells[0])[0], numberOf(cells[column])]);
    expect(Object.fromEntries(said)).toEqual(limitsOf(server));
  });
});
