/**
 * Virtual time, and the contract suites that every implementation of a port must pass, ours and anyone's.
 *
 * @module
 */
export {
  describeTransport,
  RecordingOwner,
  type Expectation,
  type TestTools,
  type TransportBackpressure,
  type TransportBench,
  type TransportHarness,
  type TransportPeer,
} from "./transport-contract/index.ts";
export { VirtualClock } from "./virtual-clock.ts";
