/** HTTP long-polling with nothing but `node:http`. */
import { request } from "node:http";
import { SOCKET_PATH } from "../wire.mjs";

const SEPARATOR = "\u001e";

/**
 * @param {string} url
 * @param {string | undefined} body Sent by POST, if there is one.
 * @returns {Promise<string>}
 */
function exchange(url, body) {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: body === undefined ? "GET" : "POST" }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (piece) => {
        text += piece;
      });
      response.on("end", () => resolve(text));
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/**
 * @param {string} base
 * @param {(packet: string) => void} onPacket
 * @returns {import("./by-hand.mjs").Carrier}
 */
export function openPolling(base, onPacket) {
  let url = `${base}${SOCKET_PATH}?EIO=4&transport=polling`;
  let isOpen = true;
  const send = (/** @type {string} */ text) => void exchange(url, text).catch(() => {});
  const poll = async () => {
    while (isOpen) {
      for (const packet of (await exchange(url, undefined)).split(SEPARATOR)) {
        if (packet.startsWith("0")) {
          url += `&sid=${JSON.parse(packet.slice(1)).sid}`;
        } else if (packet === "1") {
          isOpen = false;
        }
        onPacket(packet);
      }
    }
  };
  poll().catch(() => {});
  return {
    send,
    close() {
      isOpen = false;
      send("1");
    },
  };
}
