import type { Practice } from "../contract/index.ts";
import type { PracticeControl } from "./practice-control.ts";
import { Refused } from "./refused.ts";

/** What pages wish of the practice server, one wish at a time. */
export class PracticeDesk {
  readonly #control: PracticeControl | undefined;
  #lastWish: Promise<void> = Promise.resolve();

  constructor(control: PracticeControl | undefined) {
    this.#control = control;
  }

  /** @throws Refused when there is none */
  async wish(wish: "status" | "kill" | "start"): Promise<Practice> {
    const control = this.#control;
    if (control === undefined) throw new Refused("This server has no practice server.");
    if (wish !== "status") {
      // To start what is just being killed, or the other way round, would leave it in between.
      const before = this.#lastWish;
      const carriedOut = before.then(() => (wish === "kill" ? control.kill() : control.start()));
      this.#lastWish = carriedOut.catch(() => {});
      await carriedOut;
    }
    return statusOf(control);
  }

  onChange(tell: (practice: Practice) => void): void {
    const control = this.#control;
    control?.onChange(() => tell(statusOf(control)));
  }
}

function statusOf({ running, url }: PracticeControl): Practice {
  return { running, url };
}
