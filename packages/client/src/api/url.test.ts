import { afterEach, expect, test, vi } from "vitest";
import { resolveUri } from "./url.ts";

afterEach(() => void vi.unstubAllGlobals());

const target = (uri: string | undefined): string => {
  const { source, protocol, host, port, path, query } = resolveUri(uri);
  return [source, protocol, host, port, path, query].join(" ");
};

test.each([
  [undefined, "https://page.example:8443 https page.example 8443 / "],
  ["/", "https://page.example:8443/ https page.example 8443 / "],
  ["/x?a=1", "https://page.example:8443/x?a=1 https page.example 8443 /x a=1"],
  ["localhost", "https://localhost https localhost 443 / "],
  ["localhost:3000/x", "https://localhost:3000/x https localhost 3000 /x "],
  ["//host:1/x", "https://host:1/x https host 1 /x "],
  ["", "https:// https  443 / "],
  ["http://host", "http://host http host 80 / "],
])("on a page: %s", (uri, expected) => {
  vi.stubGlobal("location", { protocol: "https:", host: "page.example:8443" });
  expect(target(uri)).toBe(expected);
});

test.each([
  [undefined, "http://localhost http localhost 80 / "],
  ["/x", "http://localhost/x http localhost 80 /x "],
  ["localhost:3000", "http://localhost:3000 http localhost 3000 / "],
  ["//host", "http://host http host 80 / "],
  ["https://host/a/b?q=1#f", "https://host/a/b?q=1#f https host 443 /a/b q=1"],
  ["ws://host", "ws://host ws host 80 / "],
  ["wss://host/x", "wss://host/x wss host 443 /x "],
  ["http://[::1]:3000/x", "http://[::1]:3000/x http ::1 3000 /x "],
  ["http://user:password@host/x", "http://user:password@host/x http host 80 /x "],
  ["http://host/x/", "http://host/x/ http host 80 /x/ "],
  ["http://host//x", "http://host//x http host 80 //x "],
  ["http://host?x=/1", "http://host?x=/1 http host 80 / x=/1"],
  ["http://host#a/b", "http://host#a/b http host 80 / "],
])("without a page: %s", (uri, expected) => {
  expect(target(uri)).toBe(expected);
});

test("a URI has an end", () => {
  expect(() => resolveUri(`http://host/${"a".repeat(8000)}`)).toThrow("URI too long");
});
