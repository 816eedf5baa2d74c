import { liveFeed } from "../feed/live-feed.ts";
import { CHARTS } from "./chart-specs.ts";
import { Chart } from "./chart.tsx";
import { ClosesTable } from "./closes-table.tsx";
import { FigureCard } from "./figure-card.tsx";
import { FIGURES } from "./figures.ts";
import { ServerOptions } from "./server-options.tsx";
import { SlowConsumers } from "./slow-consumers.tsx";

/** How the server as a whole fares: figures, charts, and what may be wrong. */
export function Overview() {
  const samples = liveFeed.samples.value;
  return (
    <div class="lv-overview">
      <dl class="lv-figures" aria-label="The server at this moment">
        {FIGURES.map((figure) => (
          <FigureCard key={figure.label} figure={figure} samples={samples} />
        ))}
      </dl>
      <section class="lv-charts" aria-label="The last five minutes">
        {CHARTS.map((spec) => (
          <Chart key={spec.title} spec={spec} samples={samples} />
        ))}
      </section>
      <div class="lv-pair">
        <ClosesTable samples={samples} />
        <SlowConsumers />
      </div>
      <ServerOptions />
    </div>
  );
}
