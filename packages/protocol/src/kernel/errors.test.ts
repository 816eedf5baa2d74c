import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { closeCodeOf, createProtocolError, errorCatalogue, type ProtocolErrorCode } from "./errors.ts";

const codes = Object.keys(errorCatalogue) as ProtocolErrorCode[];

/** The rows of the tables in docs/errors.md, cell by cell. */
const rows = readFileSync(new URL("../../../../docs/errors.md", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => /^\| `[ES]IO_/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")))
  .map(([, code = "", ...cells]) => {
    const closeCode = code.startsWith("SIO_") ? Number(cells.shift()) : undefined;
    const [, message, when, remedy] = cells;
    return { code, closeCode, message, when, remedy };
  });

/** What a WebSocket may be closed with. */
const closeCodes = [1002, 1008, 1009, 1013];

describe("the error catalogue", () => {
  it("is the one in docs/errors.md", () => {
    const entries = rows.map(({ code, message, closeCode }) => [
      code,
      closeCode === undefined ? { message } : { message, closeCode },
    ]);
    expect(entries).toEqual(Object.entries(errorCatalogue));
  });

  it.each(rows)("$code: says when it happens and what to do", ({ when, remedy }) => {
    expect(when?.length).toBeGreaterThan(10);
    expect(remedy?.length).toBeGreaterThan(10);
  });

  it.each(codes.filter((code) => code.startsWith("SIO_")))("%s: has a close code for such cases", (code) => {
    expect(closeCodes).toContain(closeCodeOf(createProtocolError(code)));
    expect(errorCatalogue[code]).toHaveProperty("closeCode", closeCodeOf(createProtocolError(code)));
  });

  it.each(codes)("%s: makes errors as users of engine.io know them", (code) => {
    const error = createProtocolError(code, "detail");
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      code,
      type: "TransportError",
      message: errorCatalogue[code].message,
      description: "detail",
    });
  });

  it("takes a text that says more", () => {
    const error = createProtocolError("SIO_UNKNOWN_PACKET_TYPE", undefined, "unknown packet type 7");
    expect(error.message).toBe("unknown packet type 7");
    expect(error.description).toBeUndefined();
  });
});

describe("closeCodeOf", () => {
  it.each([
    ["an error without a code", new SyntaxError("no JSON")],
    ["a code that is not in the catalogue", Object.assign(new Error("?"), { code: "ERR_INVALID" })],
    ["a code that every object has", Object.assign(new Error("?"), { code: "constructor" })],
    ["a code that is no text", Object.assign(new Error("?"), { code: { toString: 1 } })],
    ["an error of a session", createProtocolError("EIO_PARSE_ERROR")],
  ])("%s: it cannot be decoded, and that is all there is to say", (_title, error) => {
    expect(closeCodeOf(error)).toBe(1002);
  });
});
