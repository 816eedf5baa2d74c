import { describe, expect, test, vi } from "vitest";
import type { Setup } from "../setup.ts";
import { defaultSetup } from "./default-setup.ts";
import { createSetupShelf, MAX_SAVED_SETUPS } from "./saved-setups.ts";
import { formatSetup, parseSetup } from "./setup-fragment.ts";
import { readAuth, tidySetup, validateSetup } from "./validate-setup.ts";

const plain = defaultSetup({ origin: "https://example.org" });
const secret: Setup = {
  ...plain,
  url: "http://user:hidden@host:1234",
  namespace: "/chat & more",
  auth: '{"token":"hidden"}',
  query: "a=1&access_token=hidden&b=%20&key=hidden",
  transports: ["websocket", "polling"],
  upgrade: false,
};

test("the default is the server of the page", () => {
  expect(plain.url).toBe("https://example.org");
  expect(validateSetup(plain)).toEqual({});
  expect(defaultSetup({ origin: "null" }).url).toBe("http://localhost:3000");
});

describe("as a fragment", () => {
  test("comes back, but for secrets", () => {
    const fragment = formatSetup(secret);
    expect(fragment).not.toContain("hidden");
    expect(parseSetup(`#${fragment}`, plain)).toEqual({
      ...secret,
      url: "http://host:1234",
      auth: "",
      query: "a=1&b=%20",
    });
  });

  test.each(["user:hidden@host", "//user:hidden@host", "host?token=hidden"])("nor are they in %s", (url) =>
    expect(formatSetup({ ...plain, url })).not.toContain("hidden"),
  );

  test("of other things is none, and of anybody is cut to size", () => {
    expect(parseSetup("#live", plain)).toBeUndefined();
    const parsed = parseSetup(`url=${"x".repeat(5_000)}&auth=1&transports=carrier,polling,polling`, plain)!;
    expect(parsed.url).toHaveLength(2_000);
    expect([parsed.auth, parsed.transports]).toEqual(["", ["polling"]]);
    expect(parseSetup("url=a&transports=carrier", plain)!.transports).toEqual(plain.transports);
  });
});

describe("checked", () => {
  test("as it is meant", () => {
    const typed = { ...plain, url: " localhost:3000 ", path: "ws", namespace: "chat", query: "?a=1" };
    const meant = { url: "http://localhost:3000", path: "/ws", namespace: "/chat", query: "a=1" };
    expect(tidySetup(typed)).toEqual({ ...plain, ...meant });
    expect(tidySetup({ ...plain, url: "//host", path: "" })).toMatchObject({
      url: "http://host",
      path: "/socket.io",
    });
    expect(validateSetup(typed)).toEqual({});
  });

  test.each<[keyof Setup, string, string]>([
    ["url", "", "Write where"],
    ["url", "http://", "not a URL"],
    ["url", "ftp://host", "begins with"],
    ["url", "http://user:word@host", "password"],
    ["url", "http://host/chat", "Leave /chat out"],
    ["url", "http://host?a=1", "query"],
    ["path", "/a?b", "path"],
    ["auth", "{", "not JSON: a } is missing."],
    ["auth", "[1]", "object"],
    ["query", "a=1&=2", "name"],
    ["query", "a=%zz", "%25"],
    ["query", "EIO=3", "“EIO” is set"],
  ])("%s %j", (field, value, sentence) => {
    const problems = validateSetup({ ...plain, [field]: value });
    expect(Object.keys(problems)).toEqual([field]);
    expect(problems[field]).toContain(sentence);
  });

  test("some transport is needed", () => {
    expect(validateSetup({ ...plain, transports: [] }).transports).toContain("at least one");
  });

  test("auth is read", () => {
    expect(readAuth(" ")).toBeUndefined();
    expect(readAuth('{"token":1}')).toEqual({ token: 1 });
  });
});

describe("saved", () => {
  const createStorage = (stored: string | null = null) => {
    const storage = {
      stored,
      getItem: () => storage.stored,
      setItem: (_: string, text: string) => void (storage.stored = text),
    };
    return storage;
  };

  test("by name, with secrets only if that is asked for", () => {
    const storage = createStorage();
    const shelf = createSetupShelf(storage);
    expect(shelf.save(" mine ", secret)).toBeUndefined();
    expect(storage.stored).not.toContain("hidden");
    expect(shelf.save("mine", secret, { withAuth: true })).toBeUndefined();
    expect(shelf.setups.value).toEqual([{ name: "mine", setup: secret }]);
    expect(createSetupShelf(storage).setups.value).toEqual(shelf.setups.value);
    shelf.remove("mine");
    expect([shelf.setups.value, storage.stored]).toEqual([[], "[]"]);
  });

  test("a limited number of them", () => {
    const shelf = createSetupShelf(createStorage());
    for (let count = 0; count < MAX_SAVED_SETUPS; count++) shelf.save(`number ${count}`, plain);
    expect(shelf.save("one more", plain)).toContain("Remove one first");
    expect(shelf.save("number 7", secret)).toBeUndefined();
    expect(shelf.setups.value).toHaveLength(MAX_SAVED_SETUPS);
    expect(shelf.save("  ", plain)).toContain("name");
  });

  test("where it is forbidden, or full, it says so", () => {
    expect(createSetupShelf(undefined).save("a", plain)).toContain("does not let");
    const storage = createStorage();
    vi.spyOn(storage, "setItem").mockImplementation(() => {
      throw new Error("full");
    });
    expect(createSetupShelf(storage).save("a", plain)).toContain("does not let");
  });

  test.each([
    "{",
    "1",
    "[null]",
    '[{"name":"a"}]',
    '[{"name":"a","setup":{"url":1}}]',
    JSON.stringify([{ name: "a", setup: { ...plain, transports: ["carrier"] } }]),
  ])("what is stored is not trusted: %s", (stored) =>
    expect(createSetupShelf(createStorage(stored)).setups.value).toEqual([]),
  );
});
