import { batch, signal } from "@preact/signals";
import type { LinkState } from "./link.ts";
import type { TransportName } from "./setup.ts";
import type { Trouble } from "./trouble/trouble.ts";

/** How a connection stands, in signals. */
export class LinkStatus {
  readonly state = signal<LinkState>("closed");
  readonly socketId = signal<string | undefined>();
  readonly transport = signal<TransportName | undefined>();
  readonly upgrading = signal(false);
  readonly recovered = signal(false);
  readonly nextAttemptAt = signal<number | undefined>();
  readonly attempts = signal(0);
  readonly trouble = signal<Trouble | undefined>();

  /** An attempt begins: the first one, or another one. */
  beginAttempt(attempts: number): void {
    batch(() => {
      this.state.value = "connecting";
      this.attempts.value = attempts;
      this.nextAttemptAt.value = undefined;
    });
  }

  connected(id: string | undefined, isRecovered: boolean): void {
    batch(() => {
      this.state.value = "connected";
      this.socketId.value = id;
      this.recovered.value = isRecovered;
      this.attempts.value = 0;
      this.nextAttemptAt.value = undefined;
    });
  }

  /** Not connected. If it tries again, {@link LinkStatus.waitFor} comes next. */
  closed(): void {
    batch(() => {
      this.state.value = "closed";
      this.socketId.value = undefined;
      this.recovered.value = false;
      this.nextAttemptAt.value = undefined;
    });
  }

  waitFor(milliseconds: number): void {
    batch(() => {
      this.state.value = "waiting";
      this.nextAttemptAt.value = Date.now() + milliseconds;
    });
  }
}
