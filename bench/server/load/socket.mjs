/** A client of Socket.IO over WebSocket in the namespace `/`, as far as a server can tell. */
import { encodeMasked, encodeUnmasked } from "../../lib/load/frames.mjs";
import { readOpenFrame } from "../../lib/load/open-packet.mjs";
import { openWebSocket } from "../../lib/load/websocket-connection.mjs";
import { SOCKET_PATH } from "../wire.mjs";

/** @typedef {import("../../lib/load/raw-connection.mjs").RawConnection} RawConnection */

const ENTRANCE = { path: `${SOCKET_PATH}?EIO=4&transport=websocket`, readGreeting: readOpenFrame };
const CONNECT = encodeMasked("text", Buffer.from("40"));
/** Every id has as many characters. */
const CONNECTED_LENGTH = encodeUnmasked("text", Buffer.from(`40{"sid":"${"x".repeat(20)}"}`)).length;
const CONNECTED = /^40\{"sid":"[\w-]{20}"\}$/;

/**
 * @param {number} port
 * @param {() => void} onOpen Called when the namespace has let it in.
 * @returns {RawConnection}
 */
export function openSocket(port, onOpen) {
  const connection = openWebSocket(port, ENTRANCE, () => {
    let answer = "";
    connection.onBytes = (length, bytes) => {
      answer += bytes.toString("latin1", 0, length);
      if (answer.length < CONNECTED_LENGTH) {
        return;
      }
      connection.onBytes = () => {};
      if (CONNECTED.test(answer.slice(2))) {
        onOpen();
      } else {
        connection.lose(new Error(`the server lets nobody in: ${JSON.stringify(answer)}`));
      }
    };
    connection.write(CONNECT);
  });
  return connection;
}
