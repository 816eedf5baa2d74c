import { liveFeed } from "../feed/live-feed.ts";

/** How the server was set up. */
export function ServerOptions() {
  const info = liveFeed.info.value;
  if (info === undefined) return null;
  return (
    <details class="ui-card lv-panel">
      <summary>Options of the server</summary>
      <dl class="lv-fields">
        {Object.entries(info.options).map(([name, value]) => (
          <div key={name}>
            <dt class="ui-mono">{name}</dt>
            <dd class="ui-mono">{String(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
