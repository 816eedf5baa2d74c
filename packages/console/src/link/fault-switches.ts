import { type ReadonlySignal, signal } from "@preact/signals";

/** What can be done to a connection from within the page, whichever server it leads to. */
export interface FaultSwitches {
  /** No request gets through, and what is open breaks off, as when the cable is pulled. */
  readonly isCut: ReadonlySignal<boolean>;
  /** A WebSocket cannot be opened, as behind a proxy that knows only HTTP; an open one breaks off. */
  readonly blocksWebSocket: ReadonlySignal<boolean>;
  /** Nothing arrives and nothing leaves, but nothing breaks off: a half-open connection. */
  readonly isDeaf: ReadonlySignal<boolean>;
  /** Milliseconds each way. */
  readonly latency: ReadonlySignal<number>;
  setCut(on: boolean): void;
  setBlocksWebSocket(on: boolean): void;
  setDeaf(on: boolean): void;
  setLatency(milliseconds: number): void;
}

/** The most latency that makes sense: with more of it no connection could be made. */
const MAX_LATENCY = 30_000;

/** Switches that are all off. Each change is told in a sentence. */
export function createFaultSwitches(tell: (sentence: string) => void = () => {}): FaultSwitches {
  const isCut = signal(false);
  const blocksWebSocket = signal(false);
  const isDeaf = signal(false);
  const latency = signal(0);

  return {
    isCut,
    blocksWebSocket,
    isDeaf,
    latency,
    setCut(on) {
      if (on === isCut.peek()) return;
      tell(
        on
          ? "The network is cut: requests fail, and what is open breaks off."
          : "The network is there again.",
      );
      isCut.value = on;
    },
    setBlocksWebSocket(on) {
      if (on === blocksWebSocket.peek()) return;
      tell(on ? "WebSocket is blocked, as by a proxy that knows only HTTP." : "WebSocket is allowed again.");
      blocksWebSocket.value = on;
    },
    setDeaf(on) {
      if (on === isDeaf.peek()) return;
      tell(
        on
          ? "Nothing arrives and nothing leaves any more, but nothing breaks off."
          : "What was held back arrives now.",
      );
      isDeaf.value = on;
    },
    setLatency(milliseconds) {
      const value = Math.min(Math.max(Math.round(milliseconds) || 0, 0), MAX_LATENCY);
      if (value === latency.peek()) return;
      tell(value > 0 ? `Everything takes ${value} ms longer each way.` : "Nothing is delayed any more.");
      latency.value = value;
    },
  };
}
