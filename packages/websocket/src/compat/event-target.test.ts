import { Buffer } from "node:buffer";
import { describe, expect, it, vi } from "vitest";
import { SocketEventTarget } from "./event-target.ts";
import { CloseEvent, ErrorEvent, Event, MessageEvent } from "./events.ts";

class Target extends SocketEventTarget<Target> {}

describe("addEventListener", () => {
  it("delivers the four events as objects of their class, with `this` as the target", () => {
    const target = new Target();
    const seen: unknown[] = [];
    function listener(this: unknown, event: Event<Target>): void {
      expect(this).toBe(target);
      expect(event.target).toBe(target);
      seen.push([event.constructor, event.type]);
    }
    for (const type of ["open", "message", "close", "error"] as const)
      target.addEventListener(type, listener);
    target.emit("open");
    target.emit("message", Buffer.from("x"), false);
    target.emit("close", 1000, Buffer.from("bye"));
    target.emit("error", new Error("oh"));
    expect(seen).toEqual([
      [Event, "open"],
      [MessageEvent, "message"],
      [CloseEvent, "close"],
      [ErrorEvent, "error"],
    ]);
  });

  it("fills in what the events say", () => {
    const target = new Target();
    const seen: unknown[] = [];
    target.addEventListener("message", ({ data }) => seen.push(data));
    target.addEventListener("close", ({ code, reason, wasClean }) => seen.push([code, reason, wasClean]));
    target.addEventListener("error", ({ error, message }) => seen.push([error, message]));
    const binary = Buffer.from("y");
    const error = new Error("oh");
    target.emit("message", Buffer.from("é"), false);
    target.emit("message", binary, true);
    target.emit("close", 1000, Buffer.from("bye"));
    target.emit("close", 1006, Buffer.alloc(0));
    target.emit("error", error);
    expect(seen).toEqual(["é", binary, [1000, "bye", true], [1006, "", false], [error, "oh"]]);
    expect(Object.keys(new Event("open", target))).toEqual([]);
  });

  it("takes objects with handleEvent, which are their own `this`", () => {
    const target = new Target();
    const listener = { handleEvent: vi.fn() };
    target.addEventListener("open", listener);
    target.emit("open");
    expect(listener.handleEvent.mock.contexts).toEqual([listener]);
  });

  it("takes a listener once, and forgets it after one event when told so", () => {
    const target = new Target();
    const listener = vi.fn<() => void>();
    const object = { handleEvent: vi.fn<() => void>() };
    for (const one of [listener, listener, object, object]) target.addEventListener("open", one);
    target.addEventListener("open", () => listener(), { once: true });
    target.emit("open");
    target.emit("open");
    expect(listener).toHaveBeenCalledTimes(3);
    expect(object.handleEvent).toHaveBeenCalledTimes(2);
  });

  it("ignores types that it does not know", () => {
    const target = new Target();
    for (const type of ["ping", "foo", "constructor"])
      target.addEventListener(type as "open", () => undefined);
    expect(target.eventNames()).toEqual([]);
  });
});

describe("removeEventListener", () => {
  it("removes what was added, once-listeners included, and nothing else", () => {
    const target = new Target();
    const listener = vi.fn();
    target.onopen = listener;
    target.addEventListener("open", listener);
    target.addEventListener("message", listener, { once: true });
    target.removeEventListener("open", listener);
    target.removeEventListener("open", listener);
    target.removeEventListener("message", listener);
    target.removeEventListener("close", listener);
    target.emit("open");
    target.emit("message", Buffer.alloc(0), true);
    expect(listener).toHaveBeenCalledTimes(1);
  });
});

describe("the on… properties", () => {
  it.each(["onopen", "onmessage", "onclose", "onerror"] as const)("%s holds one function or null", (name) => {
    const target = new Target();
    expect(target[name]).toBeNull();
    const listener = vi.fn();
    target[name] = listener;
    expect(target[name]).toBe(listener);
    target.emit(name.slice(2), new Error("x"), Buffer.alloc(0));
    expect(listener).toHaveBeenCalledTimes(1);
    const other = vi.fn();
    target[name] = other;
    expect(target[name]).toBe(other);
    expect(target.listenerCount(name.slice(2))).toBe(1);
    target[name] = 5 as unknown as null;
    expect(target[name]).toBeNull();
    expect(target.listenerCount(name.slice(2))).toBe(0);
  });

  it("take their place in the order of all listeners, at the end when replaced", () => {
    const target = new Target();
    const order: string[] = [];
    target.onopen = () => order.push("a1");
    target.on("open", () => order.push("emitter"));
    target.addEventListener("open", () => order.push("b"));
    target.onopen = () => order.push("a2");
    target.emit("open");
    expect(order).toEqual(["emitter", "b", "a2"]);
  });
});
