// The other side of the handshake: a server that cuts its answer, and the two frames sent along with it, at any byte, by
// RST or by FIN. The client under test must come to an end each time, and must not have opened too early.
import { createHash } from "node:crypto";
import { createServer } from "node:net";

/** RFC 6455, section 1.3. */
const acceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** @param {string} key */
function answerTo(key) {
  const accept = createHash("sha1")
    .update(key + acceptSuffix)
    .digest("base64");
  return Buffer.from(
    [
      "HTTP/1.1 101 Switching Protocols",
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Accept: ${accept}`,
      "\r\n",
    ].join("\r\n"),
  );
}

const textFrame = Buffer.from([0x81, 0x05, ...Buffer.from("early")]);
const endFrame = Buffer.from([0x88, 0x02, 0x03, 0xe8]);
const answerLength = answerTo("").length;
const textEnd = answerLength + textFrame.length;
const fullLength = textEnd + endFrame.length;

/** @param {import("node:net").Socket} socket @param {string} head */
function answerAndCut(socket, head) {
  const cut = /^GET \/\?at=(\d+)&manner=(rst|fin) /.exec(head);
  const key = /^sec-websocket-key: *(\S+)/im.exec(head);
  const bytes = Buffer.concat([answerTo(key?.[1] ?? ""), textFrame, endFrame]).subarray(0, Number(cut?.[1]));
  if (cut?.[2] === "fin") socket.end(bytes);
  else if (bytes.length === 0) socket.resetAndDestroy();
  else socket.write(bytes, () => socket.resetAndDestroy());
}

/** The server of these cuts: the path says which one. */
export function createCuttingServer() {
  return createServer((socket) => {
    let head = "";
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      if (head.endsWith("\r\n\r\n")) return;
      head += chunk.toString("latin1");
      if (head.endsWith("\r\n\r\n")) answerAndCut(socket, head);
    });
  });
}

/**
 * @typedef {{ readonly at: number, readonly manner: "rst" | "fin" }} AnswerCut
 * @typedef {{ readonly size: number, next: () => AnswerCut, readonly taken: number }} AnswerCuts
 */

/** Every offset with both manners, endlessly. @returns {AnswerCuts} */
export function createAnswerCuts() {
  const size = (fullLength + 1) * 2;
  let taken = 0;
  return {
    size,
    next: () => {
      const index = taken % size;
      taken += 1;
      return { at: index >> 1, manner: index % 2 === 0 ? "rst" : "fin" };
    },
    get taken() {
      return taken;
    },
  };
}

/**
 * What a client has to make of a cut. A reset may overtake the bytes before it, so after one only "too much" is wrong.
 * @param {AnswerCut} cut
 * @param {{ opened: boolean, messages: number, code: number }} seen
 */
export function judgeAnswerCut({ at, manner }, { opened, messages, code }) {
  const allowed = {
    opened: at >= answerLength,
    messages: at >= textEnd ? 1 : 0,
    codes: at >= fullLength ? [1000] : [1006],
  };
  if (manner === "rst") allowed.codes.push(1006);
  const tooMuch = (opened && !allowed.opened) || messages > allowed.messages;
  const tooLittle = manner === "fin" && (opened !== allowed.opened || messages !== allowed.messages);
  if (!tooMuch && !tooLittle && allowed.codes.includes(code)) return;
  const seen = `${opened ? "opened" : "not opened"}, ${messages} messages, close code ${code}`;
  throw new Error(`${manner} at byte ${at} of ${fullLength} (answer ends at ${answerLength}): ${seen}`);
}
