import { io, Manager, type Socket } from "subject";
import { Transport } from "subject-engine";

interface FromServer {
  news: (text: string) => void;
}
interface ToServer {
  say: (text: string) => void;
  ask: (question: string, answer: (text: string) => void) => void;
}
declare const socket: Socket<FromServer, ToServer>;

socket.emit("say", 1); // wrong
socket.emit("news", "text"); // wrong
socket.emit("nothing"); // wrong
socket.emit("disconnect"); // wrong
socket.on("say", () => {}); // wrong
socket.on("news", (_text: string, _more: string) => {}); // wrong
socket.on("connect", (_given: string) => {}); // wrong
socket.on("disconnect", (_reason: "forced close") => {}); // wrong
socket.timeout(1).emit("ask", "why?", (_text: string) => {}); // wrong
void socket.emitWithAck("ask"); // wrong
socket.id = 1; // wrong
socket.io.on("reconnecting", () => {}); // wrong
void socket.join; // wrong
io<FromServer>("/orders"); // wrong
io({ auth: "secret" }); // wrong
io({ transport: ["websocket"] }); // wrong
io(3000); // wrong
new Manager().reconnection("no"); // wrong
new Manager().socket("/orders", { path: "/rt" }); // wrong
void new Transport({}); // wrong
