/** Nothing in these tests takes that long. */
const PATIENCE = 4000;

/** What was seen: by the clients in the order of the script, by the server in the order of its events. */
export class Tracks {
  readonly #client: string[] = [];
  readonly #server: string[] = [];
  readonly #names = new Map<string, string>();
  #wake: () => void = () => undefined;

  /** Session ids differ from run to run; the trace has names in their place. */
  nameSid(sid: string): string {
    const name = `sid${this.#names.size + 1}`;
    this.#names.set(sid, name);
    return name;
  }

  client(line: string): void {
    this.#client.push(line);
  }

  server(line: string): void {
    this.#server.push(line);
    this.#wake();
  }

  async seen(beginning: string, count: number): Promise<void> {
    const holds = (): boolean => this.#server.filter((line) => line.startsWith(beginning)).length >= count;
    const wait = { isLate: false };
    const timer = setTimeout(() => {
      wait.isLate = true;
      this.#wake();
    }, PATIENCE);
    while (!holds() && !wait.isLate) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    clearTimeout(timer);
    if (wait.isLate) this.server(`LATE: "${beginning}" was not seen`);
  }

  lines(): readonly string[] {
    return [...this.#client, ...this.#server.map((line) => `server: ${line}`)].map((line) =>
      this.#named(line),
    );
  }

  #named(line: string): string {
    let named = line;
    for (const [sid, name] of this.#names) named = named.replaceAll(sid, name);
    return named;
  }
}
