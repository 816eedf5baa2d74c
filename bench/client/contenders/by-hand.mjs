/**
 * The application as somebody writes it who has nothing but a WebSocket: the same packets, no library. There is one
 * namespace, nothing is checked, nothing is ever tried again. Serves two contenders.
 */
import { nextText } from "../../lib/texts.mjs";
import { SOCKET_PATH } from "../wire.mjs";
import { takeOrders } from "./control.mjs";
import { openPolling } from "./polling-by-hand.mjs";

const CONNECT = "40";

/** @typedef {new (url: string) => import("ws").WebSocket} WebSocketClass */

/**
 * @typedef {object} Carrier What gets packets to the server.
 * @property {(text: string) => void} send
 * @property {() => void} close
 */

/**
 * @param {WebSocketClass} WebSocket
 * @returns {Promise<{ port: number }>}
 */
export function startClients(WebSocket) {
  return takeOrders((url, transport, onFirst) => {
    const open = transport === "polling" ? openPolling : openWebSocket(WebSocket);
    const carrier = open(url, (data) => client.onPacket(data));
    const client = new Client(carrier, onFirst);
    return { close: () => carrier.close() };
  });
}

/**
 * @param {WebSocketClass} WebSocket
 * @returns {(url: string, onPacket: (data: string | Buffer) => void) => Carrier}
 */
function openWebSocket(WebSocket) {
  return (url, onPacket) => {
    const webSocket = new WebSocket(`${url}${SOCKET_PATH}?EIO=4&transport=websocket`);
    webSocket.on("error", () => {});
    webSocket.on("message", (data, isBinary) => {
      onPacket(isBinary ? /** @type {Buffer} */ (data) : /** @type {Buffer} */ (data).toString());
    });
    return { send: (text) => webSocket.send(text), close: () => webSocket.close() };
  };
}

class Client {
  news = 0;
  #asked = 0;
  /** @type {Map<number, () => void>} */
  #questions = new Map();
  /** @type {unknown[] | undefined} An event whose attachment comes next. */
  #incomplete;

  /**
   * @param {Carrier} carrier
   * @param {() => void} onFirst
   */
  constructor(carrier, onFirst) {
    this.carrier = carrier;
    this.onFirst = onFirst;
  }

  /** @param {string | Buffer} data */
  onPacket(data) {
    if (typeof data !== "string") {
      const event = this.#incomplete ?? [];
      this.#incomplete = undefined;
      this.#onEvent([event[0], data], "");
    } else if (data.startsWith("42")) {
      const begin = data.indexOf("[");
      this.#onEvent(JSON.parse(data.slice(begin)), data.slice(2, begin));
    } else if (data.startsWith("43")) {
      const begin = data.indexOf("[");
      JSON.parse(data.slice(begin));
      const id = Number(data.slice(2, begin));
      this.#questions.get(id)?.();
      this.#questions.delete(id);
    } else if (data.startsWith("45")) {
      this.#incomplete = JSON.parse(data.slice(data.indexOf("[")));
    } else if (data.startsWith("0")) {
      this.carrier.send(CONNECT);
    }
  }

  /**
   * @param {any[]} event
   * @param {string} id Empty when no acknowledgement is wanted.
   */
  #onEvent([name, argument], id) {
    const send = (/** @type {string} */ text) => this.carrier.send(text);
    switch (name) {
      case "news":
        this.news += 1;
        if (this.news === 1) {
          this.onFirst();
        }
        return;
      case "mark":
        send(`43${id}${JSON.stringify([argument])}`);
        return;
      case "echo":
        send(`42${JSON.stringify(["echo", argument])}`);
        return;
      case "send":
        for (let index = 0; index < argument; index += 1) {
          send(`42${JSON.stringify(["echo", nextText()])}`);
        }
        return;
      case "ask":
        this.#ask();
    }
  }

  #ask() {
    const id = this.#asked;
    this.#asked += 1;
    this.#questions.set(id, () => this.#ask());
    this.carrier.send(`42${id}${JSON.stringify(["ask", nextText()])}`);
  }
}
