/* oxlint-disable typescript/no-explicit-any, typescript/no-unnecessary-type-arguments -- without maps everything is any */
import type { DefaultEventsMap, Namespace, RemoteSocket, Socket } from "subject";
import { Server } from "subject";
import { exactly } from "../exactly.mts";

enum Names {
  Question = "question",
}

const io = new Server();
exactly<Server<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, any>>()(io);
exactly<Namespace<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, any>>()(io.sockets);

io.on("connection", (socket) => {
  exactly<Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, any>>()(socket);
  exactly<any>()(socket.data);

  socket.on("whatever", (one, two) => {
    exactly<any>()(one);
    exactly<any>()(two);
  });
  socket.once(Names.Question, (answer) => exactly<any>()(answer));
  socket.on(Names.Question, async () => {});

  socket.emit("whatever");
  socket.emit("whatever", 1, "two", { three: [4] }, (answer: string) => answer);
  socket.emit(Names.Question, 1);
  exactly<Promise<any>>()(socket.emitWithAck("whatever", 1));
  socket.timeout(1).emit("whatever", (error: Error, answer: number) => [error, answer]);
  exactly<Promise<any>>()(socket.timeout(1).emitWithAck("whatever"));

  socket.broadcast.emit("whatever", 1, () => {});
  socket.to("room").emit(Names.Question);
  socket.send("anything", 1);
  socket.write();
});

io.emit("whatever", 1, "two");
io.emit(Names.Question);
io.of("/orders").emit("whatever", new Uint8Array(1));
io.to("room").emit("whatever", 1, (answers: unknown) => answers);
io.timeout(1).emit("whatever", (error: Error, answers: number[]) => [error, answers]);
exactly<Promise<any>>()(io.timeout(1).emitWithAck("whatever", 1));
exactly<Promise<any>>()(io.to("room").timeout(1).emitWithAck(Names.Question));

io.on("from another server", (one) => exactly<any>()(one));
io.serverSideEmit("whatever", 1, (error: Error, answers: string[]) => [error, answers]);
exactly<Promise<any[]>>()(io.serverSideEmitWithAck("whatever", 1));

exactly<Promise<RemoteSocket<DefaultEventsMap, any>[]>>()(io.fetchSockets());
