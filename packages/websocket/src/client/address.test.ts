import { describe, expect, it } from "vitest";
import { isSameOrigin, parseAddress } from "./address.ts";

describe("parseAddress", () => {
  it.each([
    ["ws://example.org", "ws://example.org/", false, "example.org", 80, "/"],
    ["wss://example.org/a?b=c", "wss://example.org/a?b=c", true, "example.org", 443, "/a?b=c"],
    ["http://example.org:81", "ws://example.org:81/", false, "example.org", 81, "/"],
    ["https://example.org", "wss://example.org/", true, "example.org", 443, "/"],
    ["ws://[::1]:9/", "ws://[::1]:9/", false, "::1", 9, "/"],
    ["ws://example.org/#", "ws://example.org/#", false, "example.org", 80, "/"],
  ])("reads %s", (text, href, isSecure, host, port, path) => {
    const address = parseAddress(text);
    expect(address).toMatchObject({ isSecure, host, port, path, socketPath: undefined, auth: undefined });
    expect(address.url.href).toBe(href);
  });

  it.each([
    ["ws+unix:/tmp/x.sock", "/tmp/x.sock", "/", "localhost"],
    ["ws+unix:/tmp/x.sock:", "/tmp/x.sock", "/", "localhost"],
    ["ws+unix:///tmp/x.sock:/a:b?c=d:e", "/tmp/x.sock", "/a:b?c=d:e", "localhost"],
    ["ws+unix://host/tmp/x.sock:/a", "/tmp/x.sock", "/a", "host"],
  ])("reads %s", (text, socketPath, path, host) => {
    expect(parseAddress(text)).toMatchObject({ socketPath, path, host, isSecure: false });
  });

  it("does not change the URL object that it is given", () => {
    const url = new URL("http://example.org");
    expect(parseAddress(url).url.href).toBe("ws://example.org/");
    expect(url.href).toBe("http://example.org/");
  });

  it("unescapes credentials, and takes what is escaped wrongly as it stands", () => {
    expect(parseAddress("ws://user:pa%20ss@host").auth).toBe("user:pa ss");
    expect(parseAddress("ws://user@host").auth).toBe("user:");
    expect(parseAddress("ws://%zz:%41@host").auth).toBe("%zz:A");
    expect(parseAddress("ws+unix://u:p@h/tmp/x").auth).toBe("u:p");
  });

  it("reads relative URLs when there is a base", () => {
    expect(parseAddress("/x", new URL("wss://example.org/a")).url.href).toBe("wss://example.org/x");
  });

  it.each([
    ["foo", "Invalid URL: foo"],
    ["", "Invalid URL: "],
    [
      "ftp://example.org",
      'The URL\'s protocol must be one of "ws:", "wss:", "http:", "https:", or "ws+unix:"',
    ],
    ["ws://example.org#foo", "The URL contains a fragment identifier"],
    ["ws+unix:", "The URL's pathname is empty"],
  ])("refuses %j", (text, message) => {
    expect(() => parseAddress(text)).toThrow(new SyntaxError(message));
  });
});

describe("isSameOrigin", () => {
  it.each([
    ["ws://a", "ws://a/other", true],
    ["ws://a", "wss://a", true],
    ["wss://a", "ws://a", false],
    ["ws://a", "ws://a:81", false],
    ["ws://a", "ws://b", false],
    ["ws+unix:/a", "ws+unix:/a:/x", true],
    ["ws+unix:/a", "ws+unix:/b", false],
    ["ws://a", "ws+unix:/a", false],
  ])("%s and %s: %s", (from, to, same) => {
    expect(isSameOrigin(parseAddress(from), parseAddress(to))).toBe(same);
  });
});
