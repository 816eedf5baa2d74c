import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { parseAddress } from "./address.ts";
import { followRedirect, readRedirect } from "./redirect.ts";

const response = (statusCode: number | undefined, location?: string) =>
  ({ statusCode, headers: { location } }) as IncomingMessage;

describe("readRedirect", () => {
  it("knows a redirect by status and location", () => {
    expect(readRedirect(response(302, "/x"))).toBe("/x");
    expect(readRedirect(response(399, "/x"))).toBe("/x");
    expect(readRedirect(response(200, "/x"))).toBeUndefined();
    expect(readRedirect(response(400, "/x"))).toBeUndefined();
    expect(readRedirect(response(302))).toBeUndefined();
    expect(readRedirect(response(302, ""))).toBeUndefined();
    expect(readRedirect(response(undefined, "/x"))).toBeUndefined();
  });
});

describe("followRedirect", () => {
  const headers = {
    Cookie: "a=b",
    AUTHORIZATION: "Basic x",
    "Proxy-Authorization": "Basic y",
    host: "me",
    "X-Key": "k",
  };
  const last = { address: parseAddress("ws://a/1"), headers, auth: "u:p" };

  it("keeps everything on the same origin", () => {
    const next = followRedirect(last, "/2", false);
    expect(next.address.url.href).toBe("ws://a/2");
    expect(next).toMatchObject({ headers, auth: "u:p" });
  });

  it("drops what another origin must not learn", () => {
    expect(followRedirect(last, "ws://b/2", false)).toMatchObject({
      headers: { "X-Key": "k" },
      auth: undefined,
    });
    expect(Object.keys(followRedirect(last, "ws://b/2", false).headers)).toEqual(["X-Key"]);
    expect(followRedirect(last, "ws://c:d@b/2", false).auth).toBe("c:d");
  });

  it("leaves the choice to an application that wants it", () => {
    expect(followRedirect(last, "ws://b/2", true)).toMatchObject({ headers, auth: "u:p" });
    expect(followRedirect({ ...last, auth: undefined }, "ws://c:d@b/2", true).auth).toBe("c:d");
  });

  it("refuses what is no WebSocket URL", () => {
    expect(() => followRedirect(last, "ftp://b", false)).toThrow(SyntaxError);
  });
});
