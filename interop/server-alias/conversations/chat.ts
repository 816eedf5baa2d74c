import { expect } from "vitest";
import { connect } from "../client.ts";
import type { Conversation } from "../conversation.ts";
import { logIn, request } from "../web.ts";

const room = "café";

/** Two people in a room, and one who has not logged in. */
export const chat: Conversation = async (url, mode) => {
  const members = `${url}/rooms/${encodeURIComponent(room)}`;
  const stranger = connect({ url, mode });
  expect(await stranger.take("connect_error")).toMatchObject([
    { message: "log in first", data: { path: "/login" } },
  ]);

  const [forAda, forBob] = await Promise.all([logIn(url, { name: "ada" }), logIn(url, { name: "bob" })]);
  const ada = connect({ url, mode, headers: { cookie: forAda } });
  expect(await ada.call("join", room)).toEqual(["ada"]);
  const bob = connect({ url, mode, headers: { cookie: forBob } });
  expect(await bob.call("join", room)).toEqual(["ada", "bob"]);
  expect(await ada.take("joined")).toEqual(["bob"]);

  expect(await ada.call("say", room, "hello")).toEqual({ receivers: 2 });
  for (const one of [ada, bob]) expect(await one.take("said")).toEqual([{ name: "ada", text: "hello" }]);

  await Promise.all([ada.settle(), bob.settle()]);
  const picture = Buffer.from([0, 1, 2, 253, 254, 255]);
  bob.socket.emit("show", room, picture);
  expect(await ada.take("picture")).toEqual(["bob", picture]);

  bob.answer("question", "blue");
  expect(await ada.call("poll", room, "which colour?")).toEqual(["blue"]);
  expect((await request(members)).body).toEqual(["ada", "bob"]);

  bob.socket.disconnect();
  expect(await ada.take("left")).toEqual(["bob", "client namespace disconnect"]);
  expect((await request(members)).body).toEqual(["ada"]);
  expect((await request(members, { method: "DELETE" })).status).toBe(204);
  expect(await ada.take("disconnect")).toEqual(["io server disconnect"]);
  expect((await request(members)).body).toEqual([]);
};
