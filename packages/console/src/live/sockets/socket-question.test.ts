import { expect, it } from "vitest";
import {
  backToList,
  changeFilter,
  lookInto,
  showSocketsOf,
  shownSocket,
  shownTab,
  socketFilter,
} from "../place.ts";
import { questionFor } from "./socket-question.ts";

it("asks for a page, narrowed by what is filled in", () => {
  showSocketsOf("/chat", "kitchen");
  expect([shownTab.value, questionFor(socketFilter.value, "/chat")]).toEqual([
    "sockets",
    { namespace: "/chat", room: "kitchen", sort: "newest", offset: 0, limit: 50 },
  ]);
  changeFilter({ offset: 50 });
  changeFilter({ search: " ab ", room: "", transport: "polling", sort: "queue" });
  expect(questionFor(socketFilter.value, "/chat")).toEqual({
    namespace: "/chat",
    search: "ab",
    transport: "polling",
    sort: "queue",
    offset: 0,
    limit: 50,
  });
});

it("keeps the list as it was while a socket is looked into", () => {
  showSocketsOf("/", "odd");
  changeFilter({ offset: 50 });
  lookInto({ namespace: "/", id: "a" });
  expect(shownSocket.value).toEqual({ namespace: "/", id: "a" });
  backToList();
  expect([shownSocket.value, socketFilter.value.offset, socketFilter.value.room]).toEqual([
    undefined,
    50,
    "odd",
  ]);
});
