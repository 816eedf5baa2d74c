import type { Asked, ServerId, ServerQuestions } from "./types.ts";

/** One server of the process under attack. */
export class TargetServer<
  Serve,
  Status,
  Countable extends string,
  T extends Asked<ServerQuestions<Serve, Status, Countable>> = Asked<
    ServerQuestions<Serve, Status, Countable>
  >,
> {
  readonly id: number;
  readonly port: number;
  protected readonly target: T;

  constructor(target: T, { id, port }: ServerId & { readonly port: number }) {
    this.id = id;
    this.port = port;
    this.target = target;
  }

  status(): Promise<Status> {
    return this.target.ask("status", { id: this.id });
  }

  /** Resolves as soon as the server has seen so much. */
  until(seen: Partial<Record<Countable, number>>): Promise<Status> {
    return this.target.ask("until", { id: this.id, ...seen });
  }

  settle(accept: boolean): Promise<undefined> {
    return this.target.ask("settle", { id: this.id, accept });
  }

  /** Resolves when no more than so many sockets are left, the honest client's included. */
  left(sockets: number): Promise<undefined> {
    return this.target.ask("left", { id: this.id, sockets });
  }

  shut(): Promise<undefined> {
    return this.target.ask("shut", { id: this.id });
  }
}
