import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createWebSocketError, errorCatalogue, type WebSocketErrorCode } from "./errors.ts";

const codes = Object.keys(errorCatalogue) as WebSocketErrorCode[];

interface DocumentedError {
  readonly code: string;
  readonly closeCode: number;
  readonly message: string;
  readonly when: string;
  readonly remedy: string;
}

/** The rows of the tables in docs/errors.md that describe a code. */
function documented(): DocumentedError[] {
  const page = readFileSync(new URL("../../../docs/errors.md", import.meta.url), "utf8");
  const rows = page.split("\n").filter((line) => line.startsWith("| `WS_ERR_"));
  return rows.map((row) => {
    const [, code = "", closeCode = "", message = "", when = "", remedy = ""] = row
      .split("|")
      .map((cell) => cell.trim().replaceAll("`", ""));
    return { code, closeCode: Number(closeCode), message, when, remedy };
  });
}

describe("docs/errors.md", () => {
  const rows = documented();

  test("has exactly the codes of the catalogue, in its order", () => {
    expect(rows.map((row) => row.code)).toEqual(codes);
  });

  test.each(rows)("$code: close code and text are those of the catalogue", ({ code, closeCode, message }) => {
    const entry = errorCatalogue[code as WebSocketErrorCode];
    expect({ closeCode, message }).toEqual({ closeCode: entry.closeCode, message: entry.message });
  });

  test.each(rows)("$code: says when it happens and what to do", ({ when, remedy }) => {
    expect(when.length).toBeGreaterThan(10);
    expect(remedy.length).toBeGreaterThan(10);
  });
});

describe("the catalogue", () => {
  test("fails connections only with close codes for such cases", () => {
    const used = new Set(codes.map((code) => errorCatalogue[code].closeCode));
    expect([...used].sort((a, b) => a - b)).toEqual([1002, 1007, 1008, 1009, 1013]);
  });

  test("has a text of its own for each code", () => {
    expect(new Set(codes.map((code) => errorCatalogue[code].message)).size).toBe(codes.length);
  });
});

describe("createWebSocketError", () => {
  test.each(codes)("%s: has the code, the close code, the text and the type of its entry", (code) => {
    const { closeCode, message, type } = errorCatalogue[code];
    const error = createWebSocketError(code);
    expect(error).toBeInstanceOf(type);
    expect(error.name).toBe(type.name);
    expect({ ...error, message: error.message }).toEqual({ code, closeCode, message });
  });

  test("appends what the peer sent", () => {
    expect(createWebSocketError("WS_ERR_INVALID_OPCODE", 3).message).toBe(
      "Invalid WebSocket frame: invalid opcode 3",
    );
    expect(createWebSocketError("WS_ERR_INVALID_OPCODE", 0).message).toBe(
      "Invalid WebSocket frame: invalid opcode 0",
    );
    expect(createWebSocketError("WS_ERR_INVALID_CLOSE_CODE", "1005").message).toMatch(
      /invalid status code 1005$/,
    );
  });

  test("each error is one of its own", () => {
    expect(createWebSocketError("WS_ERR_INVALID_UTF8")).not.toBe(createWebSocketError("WS_ERR_INVALID_UTF8"));
  });
});
