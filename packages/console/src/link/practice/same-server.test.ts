import { expect, it } from "vitest";
import { isSameServer } from "./same-server.ts";

it.each([
  ["http://localhost:3001", "http://127.0.0.1:3001/", true],
  ["ws://[::1]:3001", "http://localhost:3001", true],
  ["https://example.org", "wss://example.org:443/x", true],
  ["http://localhost:3001", "http://localhost:3000", false],
  ["http://example.org", "https://example.org", false],
  ["http://", "http://", false],
])("%s and %s: %s", (one, other, isSame) => expect(isSameServer(one, other)).toBe(isSame));
