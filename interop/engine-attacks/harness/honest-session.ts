import { openSession, type SessionWire } from "./clients.ts";

/** A loop that does not answer for so long is blocked. */
const PATIENCE = 5000;
/** The pace of an honest client; it is there to notice harm, not to load the server. */
const PACE = 5;

/** A client beside the attacker: it sends one message after the other and checks that each comes back. */
export class HonestSession {
  readonly #session: SessionWire;
  readonly #work: Promise<void>;
  #isStopping = false;
  #echoes = 0;

  private constructor(session: SessionWire) {
    this.#session = session;
    this.#work = this.#run();
    // Whoever calls `stop` hears of it.
    this.#work.catch(() => undefined);
  }

  static async start(port: number): Promise<HonestSession> {
    return new HonestSession(await openSession(port, { query: "honest=1", patience: PATIENCE }));
  }

  /** One echo more, then no more. Rejects when any answer was wrong, late or missing. */
  async stop(): Promise<number> {
    this.#isStopping = true;
    await this.#work;
    await this.#echo();
    this.#session.wire.reset();
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
    const text = `4honest ${this.#echoes}`;
    this.#session.send(text);
    for (;;) {
      const answer = await this.#session.packet();
      if (answer === text) return;
      // A heartbeat is answered, anything else is wrong.
      if (answer !== "2") throw new Error(`"${text}" was answered with ${answer ?? "nothing"}`);
      this.#session.send("3");
    }
  }
}
