import { expect } from "vitest";
import { connect } from "../client.ts";
import type { Conversation } from "../conversation.ts";
import { logIn, request } from "../web.ts";

/** Routes and sockets see one session. */
export const sessions: Conversation = async (url, mode) => {
  const place = { url, mode, path: "/live/", namespace: "/account" };
  expect(await connect(place).take("connect_error")).toMatchObject([{ message: "nobody" }]);

  const cookie = await logIn(url, { user: "ada" });
  const [desk, phone, other] = [cookie, cookie, await logIn(url, { user: "bob" })].map((one) =>
    connect({ ...place, headers: { cookie: one } }),
  );
  if (desk === undefined || phone === undefined || other === undefined) throw new Error("too few clients");
  await Promise.all([desk, phone, other].map((client) => client.take("connect")));
  await Promise.all([desk, phone, other].map((client) => client.settle()));

  expect(await desk.call("visit")).toBe(1);
  expect(await phone.call("visit")).toBe(2);
  expect(await other.call("visit")).toBe(1);
  for (const client of [desk, phone]) {
    expect([await client.take("visits"), await client.take("visits")]).toEqual([[1], [2]]);
  }
  const me = await request(`${url}/me`, { headers: { cookie } });
  expect(me.body).toEqual({ user: "ada", visits: 2 });
  expect((await request(`${url}/me`)).body).toEqual({ user: "nobody", visits: 0 });
};
