/* oxlint-disable typescript/no-explicit-any -- without maps everything is any */
import { io, Manager, type Socket } from "subject";
import { exactly } from "../../server-types/exactly.mts";

enum Names {
  Question = "question",
}

const socket = io();
exactly<Socket>()(socket);

socket.on("whatever", (one, two) => {
  exactly<any>()(one);
  exactly<any>()(two);
});
socket.once(Names.Question, (answer) => exactly<any>()(answer));
socket.on(Names.Question, async () => {});

socket.emit("whatever");
socket.emit("whatever", 1, "two", { three: [4] }, (answer: string) => answer);
socket.emit(Names.Question, 1, new Uint8Array(1));
exactly<Promise<any>>()(socket.emitWithAck("whatever", 1));
exactly<Promise<any>>()(socket.timeout(1).emitWithAck(Names.Question));
socket.timeout(1).emit("whatever", (error: Error, answer: number) => [error, answer]);
socket.send("anything", 1);

// Events of its own are known all the same.
socket.on("disconnect", (reason) => exactly<string | number>()(reason as string | number));
// @ts-expect-error -- no arguments
socket.on("connect", (_given: unknown) => {});

exactly<Socket>()(new Manager().socket("/orders"));
exactly<Socket>()(io().io.socket("/orders"));

// One map is for both directions.
interface Both {
  event: (value: number) => void;
}
const both: Socket<Both> = io();
both.on("event", (value) => exactly<number>()(value));
both.emit("event", 1);
// @ts-expect-error -- a number
both.emit("event", "1");
