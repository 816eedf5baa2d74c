import { WebSocket } from "@sockeye/websocket";

/**
 * A client with the interface that browsers have: connects, says two things to an echo server, hears them again, and
 * closes. Resolves with what was heard; rejects when the connection cannot be made or ends too early.
 */
export async function talk(url: string): Promise<string[]> {
  const socket = new WebSocket(url, { handshakeTimeout: 5000 });
  socket.binaryType = "arraybuffer";
  const heard: string[] = [];
  return new Promise((resolve, reject) => {
    socket.addEventListener("open", () => {
      socket.send("Hello, upstream!");
      socket.send(new Uint8Array([0x5a, 0x0c, 0xe7, 0xe0]));
    });
    socket.addEventListener("message", ({ data }) => {
      heard.push(typeof data === "string" ? data : Buffer.from(data as ArrayBuffer).toString("hex"));
      if (heard.length === 2) socket.close(1000, "that was all");
    });
    socket.addEventListener("error", ({ message }) => reject(new Error(`${url}: ${message}`)));
    socket.addEventListener("close", ({ code, wasClean }) => {
      if (code === 1000 && wasClean) resolve(heard);
      else reject(new Error(`${url}: closed with ${code} after ${heard.length} of 2 answers`));
    });
  });
}
