import { expect } from "vitest";
import { connect } from "../client.ts";
import type { Conversation } from "../conversation.ts";
import { request } from "../web.ts";

/** Every kind of handler that a gateway has. */
export const nest: Conversation = async (url, mode) => {
  const place = { url, mode, namespace: "/chat" };
  expect(await connect(place).take("connect_error")).toMatchObject([{ message: "who are you?" }]);
  const refused = connect({ ...place, headers: { "x-refused": "yes" } });
  expect(await refused.take("connect_error")).toHaveLength(1);

  const ada = connect({ ...place, auth: { name: "ada" } });
  expect(await ada.take("visitors")).toEqual([["ada"]]);
  const bob = connect({ ...place, auth: { name: "bob" } });
  expect(await ada.take("visitors")).toEqual([["ada", "bob"]]);
  expect((await request(`${url}/visitors`)).body).toEqual(["ada", "bob"]);
  expect((await request(`${url}/visitors/1`)).body).toEqual({ name: "bob" });
  await Promise.all([ada.settle(), bob.settle()]);

  bob.socket.emit("join", "café");
  expect(await bob.take("rooms")).toEqual([["café"]]);
  expect(await ada.call("say", { room: "café", text: "hello" })).toBe(5);
  expect(await bob.take("said")).toEqual([{ name: "ada", text: "hello" }]);

  ada.socket.emit("double", { value: "21" });
  expect(await ada.take("doubled")).toEqual([42]);
  ada.socket.emit("double", { value: "many" });
  expect(await ada.take("exception")).toMatchObject([{ status: "error" }]);
  ada.socket.emit("fail");
  expect(await ada.take("exception")).toMatchObject([{ status: "error", message: "as you wish" }]);
  expect(await ada.call("upload", Buffer.alloc(5_000, 1))).toBe(5_000);
  ada.socket.emit("countdown", 3);
  expect([await ada.take("tick"), await ada.take("tick"), await ada.take("tick")]).toEqual([[3], [2], [1]]);

  const main = connect({ url, mode });
  expect(await main.call("clients")).toBeGreaterThanOrEqual(3);

  const crossOrigin = await fetch(`${url}/socket.io/?EIO=4&transport=polling`, {
    headers: { origin: "https://example.org" },
  });
  expect(crossOrigin.headers.get("access-control-allow-origin")).toBe("https://example.org");
  await crossOrigin.text();

  bob.socket.disconnect();
  expect(await ada.take("visitors")).toEqual([["ada"]]);
  ada.socket.emit("leave");
  expect(await ada.take("disconnect")).toEqual(["io server disconnect"]);
  expect((await request(`${url}/visitors`)).body).toEqual([]);
};
