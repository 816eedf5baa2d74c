import type { Sample } from "../../contract/index.ts";
import { formatCount } from "../../ui/index.ts";
import { countCloses } from "../feed/samples.ts";
import { explainClose } from "./explain-close.ts";

/** Why connections ended, counted. */
export function ClosesTable({ samples }: { readonly samples: readonly Sample[] }) {
  const closes = countCloses(samples);
  return (
    <section class="ui-card lv-panel">
      <h2>Closed connections by reason</h2>
      <p class="ui-hint">In the last five minutes, while the server was watched.</p>
      {closes.length === 0 ? (
        <p class="lv-nothing">No connection has ended.</p>
      ) : (
        <table class="lv-table">
          <thead>
            <tr>
              <th scope="col">Reason</th>
              <th scope="col" class="ui-number">
                Count
              </th>
            </tr>
          </thead>
          <tbody>
            {closes.map(({ reason, count }) => (
              <tr key={reason}>
                <th scope="row">
                  <span class="lv-reason">{reason}</span>
                  <span class="ui-hint">{explainClose(reason)}</span>
                </th>
                <td class="ui-number">{formatCount(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
