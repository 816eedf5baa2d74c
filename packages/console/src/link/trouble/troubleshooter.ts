import type { Setup } from "../setup.ts";
import { describeTrouble, type FailedConnect } from "./describe-trouble.ts";
import type { Trouble } from "./trouble.ts";

/** Says what is the matter while a connection cannot be made. Looks into it once, not at each attempt. */
export class Troubleshooter {
  readonly #investigate: (setup: Setup) => Promise<Trouble | undefined>;
  readonly #tell: (trouble: Trouble) => void;
  /** What was found, in this series of attempts. */
  #insight: Trouble | undefined;
  /** Another one for each series. */
  #series: object | undefined;

  constructor(investigate: (setup: Setup) => Promise<Trouble | undefined>, tell: (trouble: Trouble) => void) {
    this.#investigate = investigate;
    this.#tell = tell;
  }

  /** It works, or is tried anew by the user. */
  reset(): void {
    this.#insight = this.#series = undefined;
  }

  onFailure(failed: FailedConnect): void {
    const { isCertain, ...trouble } = describeTrouble(failed);
    this.#tell(isCertain ? trouble : (this.#insight ?? trouble));
    if (!isCertain && this.#series === undefined) void this.#lookInto(failed.setup);
  }

  async #lookInto(setup: Setup): Promise<void> {
    const series = (this.#series = {});
    const insight = await this.#investigate(setup).catch(() => undefined);
    if (insight === undefined || this.#series !== series) return;
    this.#insight = insight;
    this.#tell(insight);
  }
}
