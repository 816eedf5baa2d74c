import type { WebSocket } from "@sockeye/websocket";

/**
 * Pings every connection once per interval and cuts those that have not answered by the next round: a peer that
 * vanished without a word (a closed laptop, a lost network) would otherwise stay "online" for many minutes.
 */
export class Heartbeat {
  readonly #waiting = new Map<WebSocket, boolean>();
  readonly #timer: NodeJS.Timeout;

  constructor(intervalMs: number) {
    this.#timer = setInterval(() => this.#round(), intervalMs);
    this.#timer.unref();
  }

  watch(socket: WebSocket): void {
    this.#waiting.set(socket, false);
    socket.on("pong", () => this.#waiting.set(socket, false));
    socket.on("close", () => this.#waiting.delete(socket));
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #round(): void {
    for (const [socket, waiting] of this.#waiting) {
      if (waiting) {
        socket.terminate();
      } else {
        this.#waiting.set(socket, true);
        socket.ping();
      }
    }
  }
}
