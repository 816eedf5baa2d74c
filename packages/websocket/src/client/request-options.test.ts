import net from "node:net";
import { describe, expect, it } from "vitest";
import { parseAddress } from "./address.ts";
import { createRequestOptions } from "./request-options.ts";

const create = (url: string, given = {}) =>
  createRequestOptions({ address: parseAddress(url), headers: { "X-A": "1" }, auth: "u:p", given });

describe("createRequestOptions", () => {
  it("takes the target from the address, whatever the caller's options say", () => {
    const given = {
      host: "9.9.9.9",
      hostname: "9.9.9.8",
      port: 1,
      path: "/evil",
      method: "POST",
      socketPath: "/x",
      timeout: 1,
    };
    expect(create("ws://example.org:81/a?b", given)).toMatchObject({
      host: "example.org",
      hostname: null,
      port: 81,
      path: "/a?b",
      method: "GET",
      socketPath: undefined,
      timeout: undefined,
      auth: "u:p",
      headers: { "X-A": "1" },
    });
  });

  it.each([[undefined], [null]])("leaves certificates verified when rejectUnauthorized is %s", (value) => {
    expect(create("wss://example.org", { rejectUnauthorized: value })).not.toHaveProperty(
      "rejectUnauthorized",
    );
    expect(create("wss://example.org")).not.toHaveProperty("rejectUnauthorized");
  });

  it("hands on a rejectUnauthorized that is given, and the rest of the options", () => {
    expect(create("wss://example.org", { rejectUnauthorized: false, ca: "x" })).toMatchObject({
      rejectUnauthorized: false,
      ca: "x",
      defaultPort: 443,
    });
  });

  it("keeps the caller's createConnection", () => {
    const createConnection = net.connect;
    expect(create("ws://example.org", { createConnection }).createConnection).toBe(createConnection);
  });
});
