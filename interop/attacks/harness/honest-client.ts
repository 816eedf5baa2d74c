import { frame, TEXT } from "./frames.ts";
import { openWire, type WirePeer } from "./wire-peer.ts";

/** A loop that does not answer for so long is blocked. */
const PATIENCE = 5000;
/** The pace of an honest client; it is there to notice harm, not to load the server. */
const PACE = 5;

/** A client beside the attacker: it sends one message after the other and checks that each comes back. */
export class HonestClient {
  readonly #peer: WirePeer;
  readonly #work: Promise<void>;
  #isStopping = false;
  #echoes = 0;

  private constructor(peer: WirePeer) {
    this.#peer = peer;
    this.#work = this.#run();
    // Whoever calls `stop` hears of it.
    this.#work.catch(() => undefined);
  }

  static async start(port: number): Promise<HonestClient> {
    return new HonestClient(await openWire(port, "/honest"));
  }

  /** One echo more, then no more. Rejects when any answer was wrong, late or missing. */
  async stop(): Promise<number> {
    this.#isStopping = true;
    await this.#work;
    await this.#echo();
    await this.#peer.reset();
    return this.#echoes;
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      await this.#echo();
      await new Promise((resolve) => setTimeout(resolve, PACE));
    }
  }

  async #echo(): Promise<void> {
    this.#echoes++;
    const text = `honest ${this.#echoes}`;
    this.#peer.send(frame({ opcode: TEXT, payload: text }));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`"${text}" was not answered in ${PATIENCE} ms`)), PATIENCE);
    });
    const answer = await Promise.race([this.#peer.frame(), late]).finally(() => clearTimeout(timer));
    if (answer?.opcode !== TEXT || answer.payload.toString() !== text) {
      throw new Error(`"${text}" was answered with ${JSON.stringify(answer?.payload.toString())}`);
    }
  }
}
