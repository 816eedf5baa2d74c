import { expect, expectTypeOf, test } from "vitest";
import { io, Manager, type ManagerOptions, type Socket, type SocketOptions } from "../index.ts";

interface ServerToClient {
  news: (text: string, count: number) => void;
  ask: (question: string, answer: (text: string, count: number) => void) => void;
}

interface ClientToServer {
  hello: (name: string) => void;
  question: (text: string, answer: (text: string, count: number) => void) => void;
  message: (text: string) => void;
}

const manager = new Manager({ autoConnect: false });
const socket: Socket<ServerToClient, ClientToServer> = manager.socket("/");

test("what is listened to comes first", () => {
  socket.on("news", (text, count) => {
    expectTypeOf(text).toEqualTypeOf<string>();
    expectTypeOf(count).toEqualTypeOf<number>();
  });
  socket.on("ask", (_, answer) =>
    expectTypeOf(answer).toEqualTypeOf<(text: string, count: number) => void>(),
  );
  // @ts-expect-error -- the client emits that
  socket.on("hello", () => {});
  // @ts-expect-error -- the server emits that
  socket.emit("news", "text", 1);
  // @ts-expect-error -- not a name
  socket.emit("hello", 1);
  socket.emit("hello", "name").send("text").disconnect();
});

test("what a socket tells of itself", () => {
  socket.on("connect", () => {});
  // @ts-expect-error -- nothing is said
  socket.on("connect", (_value: string) => {});
  socket.on("connect_error", (error) => {
    expectTypeOf(error).toExtend<Error>();
    expectTypeOf(error.data).toBeAny();
  });
  socket.on("disconnect", (reason, description) => {
    expectTypeOf(reason).toEqualTypeOf<Socket.DisconnectReason>();
    if (description && !(description instanceof Error)) expectTypeOf(description.description).toBeString();
  });
  manager.on("reconnect", (attempt) => expectTypeOf(attempt).toBeNumber());
  // @ts-expect-error -- not an event
  manager.on("unknown", () => {});
});

test("acknowledgements", () => {
  socket.emit("question", "text", (text) => expectTypeOf(text).toBeString());
  socket.timeout(1).emit("question", "text", (error, text) => {
    expectTypeOf(error).toEqualTypeOf<Error>();
    expectTypeOf(text).toBeString();
  });
  const ask = (): Promise<string> => socket.emitWithAck("question", "text");
  expectTypeOf(ask).returns.resolves.toBeString();
  const untyped: Socket = manager.socket("/");
  expectTypeOf(() => untyped.emitWithAck("any", 1)).returns.resolves.toBeAny();
});

test("options", () => {
  expectTypeOf(io).toBeCallableWith("http://host", {
    auth: { token: 1 },
    retries: 1,
    transports: ["websocket"],
  });
  expectTypeOf(io).toBeCallableWith({ auth: (answer) => answer({ token: 1 }) });
  expectTypeOf(io("http://host", { autoConnect: false })).toEqualTypeOf<Socket>();
  expectTypeOf<Partial<ManagerOptions & SocketOptions>>().toHaveProperty("ackTimeout");
  expect(socket.io).toBe(manager);
});
