import type { Packet } from "../../codec/packet.ts";
import { Transport } from "../transport.ts";

/** A custom transport, as users write them. */
export class PlainTransport extends Transport {
  readonly calls: unknown[] = [];
  isRefused = false;

  get name(): string {
    return "plain";
  }

  uri(schema: string, query?: Record<string, unknown>): string {
    return this.createUri(schema, query);
  }

  finish(): void {
    this.onOpen();
  }

  fail(): this {
    return this.onError("failed", 5, "context");
  }

  receive(data: unknown): void {
    this.onData(data);
  }

  protected doOpen(): void {
    if (this.isRefused) throw new Error("refused");
    this.calls.push("doOpen");
  }

  protected doClose(): void {
    this.calls.push("doClose");
  }

  protected write(packets: Packet[]): void {
    this.calls.push(packets);
  }
}
