import { STATUS_CODES } from "node:http";

import { expect, it } from "vitest";

import { statusText } from "./status-text.ts";

it("says what Node says, for every status that can refuse a handshake", () => {
  const known = [
    400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 417, 418, 421, 422, 423,
    424,
  ];
  known.push(
    200,
    204,
    301,
    302,
    303,
    307,
    308,
    425,
    426,
    428,
    429,
    431,
    451,
    500,
    501,
    502,
    503,
    504,
    505,
    507,
    511,
  );
  for (const status of known) expect(statusText(status)).toBe(STATUS_CODES[status]);
});

it("has a word for the others", () => {
  expect(statusText(599)).toBe("Unknown");
});
