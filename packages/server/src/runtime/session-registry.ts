import type { EngineSession } from "./engine-session.ts";

/** All sessions of a server, by their ids. A Map, because the ids that are looked up come from outside. */
export class SessionRegistry {
  readonly #sessions = new Map<string, EngineSession>();

  get size(): number {
    return this.#sessions.size;
  }

  get(id: string): EngineSession | undefined {
    return this.#sessions.get(id);
  }

  has(id: string): boolean {
    return this.#sessions.has(id);
  }

  add(session: EngineSession): void {
    this.#sessions.set(session.id, session);
  }

  delete(id: string): void {
    this.#sessions.delete(id);
  }

  ids(): Iterable<string> {
    return this.#sessions.keys();
  }

  [Symbol.iterator](): Iterator<EngineSession> {
    return this.#sessions.values();
  }
}
