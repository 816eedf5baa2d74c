import { consoleChannel } from "../../link/index.ts";
import { formatCount } from "../../ui/index.ts";
import { liveFeed } from "../feed/live-feed.ts";
import { usePolled } from "../feed/use-polled.ts";
import { lookInto } from "../place.ts";
import { findSlowest, type SlowSocket } from "./slowest.ts";

const PERIOD = 5_000;

/** Clients that read more slowly than the server writes: what waits for them is memory of the server. */
export function SlowConsumers() {
  const { value: sockets = [], problem } = usePolled(loadSlowest, { key: "slowest", period: PERIOD });
  return (
    <section class="ui-card lv-panel">
      <h2>Slow consumers</h2>
      <p class="ui-hint">Clients that read more slowly than the server writes to them.</p>
      {problem !== undefined && <p class="ui-problem">{problem}</p>}
      {sockets.length === 0 ? (
        <p class="lv-nothing">Nothing waits: every client keeps up.</p>
      ) : (
        <table class="lv-table">
          <thead>
            <tr>
              <th scope="col">Socket</th>
              <th scope="col">Namespace</th>
              <th scope="col" class="ui-number">
                Packets waiting
              </th>
            </tr>
          </thead>
          <tbody>
            {sockets.map((socket) => (
              <tr key={`${socket.namespace} ${socket.id}`}>
                <td>
                  <button type="button" class="lv-link ui-mono" onClick={() => lookInto(socket)}>
                    {socket.id}
                  </button>
                </td>
                <td class="lv-name">{socket.namespace}</td>
                <td class="ui-number">{formatCount(socket.queued)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** Where nothing waits, nobody needs to be asked. */
async function loadSlowest(): Promise<readonly SlowSocket[]> {
  const queued = liveFeed.samples.peek().at(-1)?.queued ?? 0;
  return queued === 0 ? [] : findSlowest(consoleChannel);
}
