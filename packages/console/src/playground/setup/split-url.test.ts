import { describe, expect, it } from "vitest";
import { defaultSetup } from "../../link/index.ts";
import { splitUrl } from "./split-url.ts";

const plain = defaultSetup({ origin: "http://localhost:3000" });
const split = (url: string) => splitUrl({ ...plain, url });

describe("splitUrl", () => {
  it("takes the namespace out of the URL", () => {
    expect(split("http://localhost:3001/admin")).toEqual({
      ...plain,
      url: "http://localhost:3001",
      namespace: "/admin",
    });
    expect(split("localhost:3001/a/b/")).toMatchObject({ url: "http://localhost:3001", namespace: "/a/b" });
    expect(split("wss://example.org/chat")).toMatchObject({ url: "wss://example.org", namespace: "/chat" });
  });

  it("takes the query out of the URL", () => {
    expect(split("http://h/?a=1&b=2")).toMatchObject({ url: "http://h", namespace: "/", query: "a=1&b=2" });
  });

  it("knows the URL of a request", () => {
    expect(split("https://h/app/socket.io/?EIO=4&transport=polling&t=xyz&room=7")).toMatchObject({
      url: "https://h",
      path: "/app/socket.io",
      namespace: "/",
      query: "room=7",
    });
  });

  it.each([
    "http://localhost:3000",
    "http://h/",
    "",
    "http://",
    "nonsense:x",
    "http://ada:pw@h/x",
    "http://h/x#y",
  ])("leaves %j as it is", (url) => expect(split(url)).toEqual({ ...plain, url }));
});
