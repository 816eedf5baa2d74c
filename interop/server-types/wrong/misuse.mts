import type { BroadcastOperator, Socket } from "subject";
import { Server } from "subject";

interface Events {
  say: (text: string) => void;
  ask: (question: string, answer: (text: string) => void) => void;
}
declare const io: Server<Events>;
declare const socket: Socket<Events>;
declare const operator: BroadcastOperator<Events, string>;

socket.emit("say", 1); // wrong
socket.emit("nothing"); // wrong
socket.on("say", (_text: string, _more: string) => {}); // wrong
socket.on("nothing", () => {}); // wrong
socket.send("text"); // wrong
void socket.emitWithAck("say", "text"); // wrong
socket.timeout(1).emit("ask", "why?", (_text: string) => {}); // wrong
io.emit("ask", "why?", () => {}); // wrong
io.on("connection", (_socket: string) => {}); // wrong
io.to("room").emit("ask", "why?", (_text: string) => {}); // wrong
void operator.emitWithAck("ask", "why?"); // wrong
io.of<Events>("/orders"); // wrong
void new Server({ adapter: "memory" }); // wrong
