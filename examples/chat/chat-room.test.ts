import { describe, expect, it } from "vitest";

import { ChatRoom, defaultChatLimits } from "./chat-room.ts";
import type { ChatLimits, Seat } from "./chat-room.ts";
import type { ClientMessage, ServerMessage } from "./messages.ts";

interface Guest {
  readonly seat: Seat;
  readonly inbox: ServerMessage[];
  readonly closed: { code: number; reason: string }[];
  send(message: ClientMessage): void;
  /** What came since the last time. */
  read(): ServerMessage[];
}

function createRoom(limits: Partial<ChatLimits> = {}) {
  const clock = { now: 0 };
  let ids = 0;
  const room = new ChatRoom({
    limits: { ...defaultChatLimits, ...limits },
    now: () => clock.now,
    createId: () => String((ids += 1)),
  });
  const enter = (): Guest => {
    const inbox: ServerMessage[] = [];
    const closed: { code: number; reason: string }[] = [];
    const seat = room.enter({
      send: (json) => inbox.push(JSON.parse(json) as ServerMessage),
      close: (code, reason) => closed.push({ code, reason }),
    });
    const send = (message: ClientMessage) => seat.handleText(JSON.stringify(message));
    return { seat, inbox, closed, send, read: () => inbox.splice(0) };
  };
  const join = (name: string): Guest => {
    const guest = enter();
    guest.send({ type: "join", name });
    return guest;
  };
  return { clock, enter, join };
}

const say = (text: string, ref = "r"): ClientMessage => ({ type: "say", text, ref });
const textsOf = (messages: readonly ServerMessage[]) =>
  messages.flatMap((message) => (message.type === "said" ? [message.text] : []));

describe("joining and leaving", () => {
  it("welcomes the newcomer and tells the others", () => {
    const { join } = createRoom();
    const ada = join("Ada");
    const { maxNameLength, maxTextLength } = defaultChatLimits;
    const you = { id: "1", name: "Ada" };
    const limits = { maxNameLength, maxTextLength };
    expect(ada.read()).toEqual([{ type: "welcome", you, people: [you], history: [], limits }]);
    const bob = join("Bob");
    expect(ada.read()).toEqual([{ type: "joined", person: { id: "2", name: "Bob" }, at: 0 }]);
    expect(bob.read()).toMatchObject([{ type: "welcome", people: [you, { id: "2", name: "Bob" }] }]);
    bob.seat.leave();
    bob.seat.leave();
    expect(ada.read()).toEqual([{ type: "left", person: { id: "2", name: "Bob" }, at: 0 }]);
  });

  it("gives no two people the same name", () => {
    const { join } = createRoom();
    const first = join("Coho");
    const second = join("coho");
    expect(second.read()).toMatchObject([{ you: { name: "coho 2" } }]);
    first.send({ type: "rename", name: "COHO 2" });
    expect(first.read().at(-1)).toMatchObject({ type: "renamed", was: "Coho", person: { name: "COHO 2 2" } });
  });

  it("lets people keep their own name, in another case", () => {
    const { join } = createRoom();
    const ada = join("ada");
    ada.send({ type: "rename", name: "Ada" });
    expect(ada.read().at(-1)).toMatchObject({ type: "renamed", was: "ada", person: { name: "Ada" } });
  });

  it("says nothing of those who never gave a name, nor anything to them", () => {
    const { enter, join } = createRoom();
    const ada = join("Ada");
    ada.read();
    const silent = enter();
    ada.send(say("hello"));
    silent.seat.leave();
    expect(silent.inbox).toEqual([]);
    expect(ada.read()).toMatchObject([{ type: "said" }]);
  });
});

describe("talking", () => {
  it("reaches everybody, and the sender with the sender's mark", () => {
    const { clock, join } = createRoom();
    const [ada, bob] = [join("Ada"), join("Bob")];
    ada.read();
    bob.read();
    clock.now = 77;
    ada.send(say(" <b>hi</b>\n", "m1"));
    const said = { type: "said", id: "3", from: { id: "1", name: "Ada" }, text: " <b>hi</b>\n", at: 77 };
    expect(bob.read()).toEqual([said]);
    expect(ada.read()).toEqual([{ ...said, ref: "m1" }]);
  });

  it("keeps the last messages for newcomers, and no more", () => {
    const { join } = createRoom({ historyLength: 3, rate: { burst: 100, perSecond: 1 } });
    const ada = join("Ada");
    for (let index = 1; index <= 5; index += 1) ada.send(say(String(index)));
    const [welcome] = join("Bob").read();
    expect(welcome).toMatchObject({ history: [{ text: "3" }, { text: "4" }, { text: "5" }] });
  });
});

describe("refusing", () => {
  it.each([
    ["a message before a name", { type: "say", text: "x", ref: "q" }, "join_first"],
    ["a name of nothing", { type: "join", name: " " }, "bad_name"],
    ["a name too long", { type: "join", name: "x".repeat(25) }, "bad_name"],
    ["what it does not know", { type: "dance" }, "bad_message"],
  ])("refuses %s", (_what, message, code) => {
    const { enter } = createRoom();
    const guest = enter();
    guest.seat.handleText(JSON.stringify(message));
    expect(guest.read()).toMatchObject([{ type: "refused", code }]);
  });

  it("takes a message of the greatest length and refuses one more character", () => {
    const { join } = createRoom({ maxTextLength: 10 });
    const ada = join("Ada");
    ada.read();
    ada.send(say("x".repeat(10), "a"));
    ada.send(say("x".repeat(11), "b"));
    ada.send(say(" \n", "c"));
    expect(ada.read()).toMatchObject([
      { type: "said", ref: "a" },
      { type: "refused", code: "too_long", ref: "b" },
      { type: "refused", code: "empty", ref: "c" },
    ]);
  });

  it("slows down whoever is too fast, and only them", () => {
    const { clock, join } = createRoom({ rate: { burst: 3, perSecond: 2 } });
    const [ada, bob] = [join("Ada"), join("Bob")];
    for (const text of ["1", "2", "3"]) ada.send(say(text, text));
    expect(ada.read().at(-1)).toMatchObject({
      type: "refused",
      code: "too_fast",
      ref: "3",
      retryAfterMs: 500,
    });
    bob.send(say("calm"));
    clock.now += 500;
    ada.send(say("4"));
    expect(textsOf(bob.read())).toEqual(["1", "2", "calm", "4"]);
  });

  it("sends away whoever does not stop, and tells the others that they left", () => {
    const { join } = createRoom({ maxRefusals: 3 });
    const [ada, bob] = [join("Ada"), join("Bob")];
    for (let index = 0; index < 3; index += 1) ada.seat.handleText("?");
    expect(ada.closed).toEqual([]);
    ada.seat.handleText("?");
    ada.send(say("still here?"));
    expect(ada.closed).toEqual([{ code: 1008, reason: "too many refused messages" }]);
    expect(bob.read().at(-1)).toMatchObject({ type: "left", person: { name: "Ada" } });
  });

  it("forgives as soon as a message was good", () => {
    const { join } = createRoom({ maxRefusals: 1, rate: { burst: 100, perSecond: 1 } });
    const ada = join("Ada");
    for (let index = 0; index < 5; index += 1) {
      ada.seat.handleText("?");
      ada.send(say("sorry"));
    }
    expect(ada.closed).toEqual([]);
  });

  it("takes no binary messages", () => {
    const { join } = createRoom();
    const ada = join("Ada");
    ada.seat.handleBinary();
    expect(ada.closed).toEqual([{ code: 1003, reason: "the chat is text only" }]);
  });
});
