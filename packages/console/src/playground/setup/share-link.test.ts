import { expect, it } from "vitest";
import { defaultSetup } from "../../link/index.ts";
import { formatShareLink, readShareLink } from "./share-link.ts";

const plain = defaultSetup({ origin: "http://localhost:3000" });

it("brings a set-up back, without secrets", () => {
  const setup = {
    ...plain,
    url: "https://example.org",
    namespace: "/admin",
    auth: '{"token":"open sesame"}',
    query: "room=7&token=hidden",
    transports: ["polling"],
  } as const;
  const link = formatShareLink(setup, "http://localhost:3000/console/#wire");
  expect(link).toMatch(/^http:\/\/localhost:3000\/console\/#playground\?/);
  expect(link).not.toMatch(/sesame|hidden/);
  expect(readShareLink(new URL(link).hash, plain)).toEqual({ ...setup, auth: "", query: "room=7" });
});

it.each(["", "#playground", "#playground?", "#playground?x=1"])("finds no set-up in %j", (fragment) => {
  expect(readShareLink(fragment, plain)).toBeUndefined();
});
