/** A loop that does not answer for so long, in milliseconds, is blocked. */
export const HONEST_PATIENCE = 5000;
/** The pace of an honest client; it is there to notice harm, not to load the server. */
const PACE = 5;

/** What an honest client says. */
export interface HonestTalk {
  /** Sends a text and resolves when it has come back. Rejects when any answer is wrong, late or missing. */
  echo(text: string): Promise<void>;
  leave(): Promise<void> | void;
}

/** A client beside the attacker: it sends one message after the other and checks that each comes back. */
export class HonestClient {
  readonly #talk: HonestTalk;
  readonly #work: Promise<void>;
  #isStopping = false;
  #echoes = 0;

  constructor(talk: HonestTalk) {
    this.#talk = talk;
    this.#work = this.#run();
    // Whoever calls `stop` hears of it.
    this.#work.catch(() => undefined);
  }

  /** One echo more, then no more. Rejects when any answer was wrong, late or missing. */
  async stop(): Promise<number> {
    this.#isStopping = true;
    await this.#work;
    await this.#echo();
    await this.#talk.leave();
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
    await this.#talk.echo(`honest ${this.#echoes}`);
  }
}
