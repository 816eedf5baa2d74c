/** A WebSocket that is moved by the test. */
export class FakeWebSocket {
  static readonly created: FakeWebSocket[] = [];
  readonly args: unknown[];
  readonly sent: unknown[] = [];
  binaryType = "";
  isClosed = false;
  onopen = (): void => {};
  onclose = (_event: unknown): void => {};
  onmessage = (_event: unknown): void => {};
  onerror = (_event: unknown): void => {};

  constructor(...args: unknown[]) {
    this.args = args;
    if (args[0] === "ws://refused/engine.io/?EIO=4") throw new SyntaxError("refused");
    FakeWebSocket.created.push(this);
  }

  static get last(): FakeWebSocket {
    return FakeWebSocket.created.at(-1)!;
  }

  send(data: unknown): void {
    if (data === "4throw") throw new Error("closing");
    this.sent.push(data);
  }

  close(): void {
    this.isClosed = true;
  }
}
