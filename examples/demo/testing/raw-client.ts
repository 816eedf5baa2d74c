import { once } from "node:events";
import { connect } from "node:net";

/** What a server answers to a request that is written by hand: a URL, or `fetch`, would tidy it up. */
export async function requestRaw(url: string, lines: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = "";
  socket.setEncoding("latin1");
  socket.on("data", (chunk: string) => (text += chunk));
  socket.write(`${[...lines, "Connection: close"].join("\r\n")}\r\n\r\n`);
  await once(socket, "close");
  return text;
}
