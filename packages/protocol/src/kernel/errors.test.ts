import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createProtocolError, errorCatalogue, type ProtocolErrorCode } from "./errors.ts";

const codes = Object.keys(errorCatalogue) as ProtocolErrorCode[];

/** The rows of the table in docs/errors.md, cell by cell. */
const rows = readFileSync(new URL("../../../../docs/errors.md", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => /^\| `[ES]IO_/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")));

describe("the error catalogue", () => {
  it("is the one in docs/errors.md", () => {
    expect(rows.map(([, code, , message]) => [code, message])).toEqual(Object.entries(errorCatalogue));
  });

  it.each(rows)(
    "%s %s: says when it happens and what to do",
    (_start, _code, _reason, _message, when, remedy) => {
      expect(when?.length).toBeGreaterThan(10);
      expect(remedy?.length).toBeGreaterThan(10);
    },
  );

  it.each(codes)("%s: makes errors as users of engine.io know them", (code) => {
    const error = createProtocolError(code, "detail");
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      code,
      type: "TransportError",
      message: errorCatalogue[code],
      description: "detail",
    });
  });

  it("takes a text that says more", () => {
    const error = createProtocolError("SIO_UNKNOWN_PACKET_TYPE", undefined, "unknown packet type 7");
    expect(error.message).toBe("unknown packet type 7");
    expect(error.description).toBeUndefined();
  });
});
