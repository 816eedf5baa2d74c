import { find } from "./dom.js";
import { LiveSender } from "./live-sender.js";
import { recallName } from "./names.js";
import { Paper } from "./paper.js";
import { Pen } from "./pen.js";
import { PointersView } from "./pointers-view.js";
import { settle } from "./settle.js";
import { decodeStrokes, encodeStroke } from "./stroke.js";

/** @typedef {import("./stroke.js").Stroke} Stroke */

/** About as many as the server keeps. */
const MOST_STROKES = 5_000;

/** The whiteboard: shows strokes as they are drawn, and is sure of them when they are done. */
export class Board {
  #socket;
  #live;
  #hint = find("board-hint", HTMLElement);
  #pointers = new PointersView();
  #paper = new Paper(() => this.#redraw());
  /** @type {Stroke[]} */
  #strokes = [];
  /** Those of this page that the server has not confirmed. @type {Set<Stroke>} */
  #unsent = new Set();
  /** Whose strokes have been seen in part. @type {Set<string>} */
  #sketching = new Set();

  /** @param {import("./connection.js").BoardSocket} socket */
  constructor(socket) {
    this.#socket = socket;
    this.#live = new LiveSender(socket);
  }

  start() {
    this.#letDraw();
    this.#showOthers();
  }

  #letDraw() {
    const pen = new Pen(this.#paper, {
      onMove: (at, byKeyboard) => {
        this.#live.move(at);
        this.#pointers.move("own", recallName(), byKeyboard ? at : null);
      },
      onDraw: (part) => {
        this.#paper.draw(part);
        this.#live.draw(part);
      },
      onLift: (stroke) => void this.#send(stroke),
    });
    pen.start();
    find("clear", HTMLButtonElement).addEventListener("click", () => {
      void settle(this.#socket.emitWithAck("clear"));
    });
  }

  #showOthers() {
    const socket = this.#socket;
    socket.on("drawing", (bytes) => {
      this.#strokes = decodeStrokes(bytes);
      this.#redraw();
    });
    socket.on("sketch", (id, bytes) => {
      this.#sketching.add(id);
      for (const part of decodeStrokes(bytes)) this.#paper.draw(part);
    });
    socket.on("stroke", (id, bytes) => {
      this.#sketching.delete(id);
      for (const stroke of decodeStrokes(bytes)) this.#add(stroke);
    });
    socket.on("pointer", (id, name, at) => {
      this.#pointers.move(id, name, at);
      // Whoever leaves in the middle of a stroke has not drawn it.
      if (at === null && this.#sketching.delete(id)) this.#redraw();
    });
    socket.on("cleared", (name) => {
      this.#strokes = [];
      this.#redraw();
      this.#hint.textContent = `${name} has cleared the board.`;
    });
    socket.on("disconnect", () => {
      this.#pointers.clear();
      this.#sketching.clear();
    });
  }

  /** @param {Stroke} stroke */
  async #send(stroke) {
    this.#live.flush();
    this.#unsent.add(stroke);
    const answer = await settle(this.#socket.emitWithAck("stroke", encodeStroke(stroke)));
    this.#unsent.delete(stroke);
    if ("ok" in answer) return this.#add(stroke);
    this.#redraw();
    this.#hint.textContent = `That stroke was not taken. ${answer.error}`;
  }

  /** @param {Stroke} stroke */
  #add(stroke) {
    this.#strokes.push(stroke);
    if (this.#strokes.length > MOST_STROKES) this.#strokes.shift();
    this.#paper.draw(stroke);
  }

  #redraw() {
    this.#paper.wipe();
    for (const stroke of this.#strokes) this.#paper.draw(stroke);
    for (const stroke of this.#unsent) this.#paper.draw(stroke);
  }
}
