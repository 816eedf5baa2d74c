import type { ComponentChildren } from "preact";
import type { SocketDetails } from "../../contract/index.ts";
import { formatCount, formatTime } from "../../ui/index.ts";
import { TRANSPORT_LABELS } from "../overview/figures.ts";
import { showSocketsOf } from "../place.ts";

/** What a server shows in the place of a secret. */
const HIDDEN = "(hidden)";

/** What is known of a socket. */
export function Details({ details }: { readonly details: SocketDetails }) {
  const { namespace, roomNames, headers, query, auth, data } = details;
  return (
    <div class="lv-details">
      <section class="ui-card lv-panel">
        <h3>Connection</h3>
        <Fields of={describeConnection(details)} />
      </section>
      <section class="ui-card lv-panel">
        <h3>Rooms ({formatCount(details.rooms)})</h3>
        {roomNames.length === 0 ? (
          <p class="ui-hint">It is in no room but its own.</p>
        ) : (
          <ul class="lv-chips">
            {roomNames.map((room) => (
              <li key={room}>
                <button type="button" class="lv-link" onClick={() => showSocketsOf(namespace, room)}>
                  {room}
                </button>
              </li>
            ))}
          </ul>
        )}
        <h3>Data</h3>
        <p class="ui-hint">
          What the application keeps in <code>socket.data</code>.
        </p>
        <pre class="lv-json">{data}</pre>
      </section>
      <section class="ui-card lv-panel">
        <h3>Handshake</h3>
        <p class="ui-hint">
          <code>auth</code>, as the client sent it; what is hidden may be a secret
        </p>
        <pre class="lv-json">{auth}</pre>
        <h3>Query</h3>
        <Fields of={query} />
        <h3>Headers</h3>
        <Fields of={headers} />
      </section>
    </div>
  );
}

function describeConnection(details: SocketDetails): Readonly<Record<string, string>> {
  const { address, transport, protocol, connectedAt, session, recovered, queued, namespaces, url } = details;
  return {
    Address: address,
    Transport: `${TRANSPORT_LABELS[transport] ?? transport}, Engine.IO protocol ${protocol}`,
    Connected: `${new Date(connectedAt).toLocaleDateString("en-GB")} ${formatTime(connectedAt).slice(0, 8)}`,
    Session: session,
    Recovered: recovered ? "yes: it went on where it was cut off" : "no: it began anew",
    Waiting: `${formatCount(queued)} packets`,
    "All its namespaces": namespaces.join(", "),
    URL: url,
  };
}

/** Names and values; nothing of them is markup. */
function Fields({ of }: { readonly of: Readonly<Record<string, string>> }) {
  const entries = Object.entries(of);
  if (entries.length === 0) return <p class="ui-hint">None.</p>;
  return (
    <dl class="lv-fields">
      {entries.map(([name, value]) => (
        <Row key={name} name={name}>
          {value === HIDDEN ? <Secret /> : value}
        </Row>
      ))}
    </dl>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="ui-mono">{children}</dd>
    </div>
  );
}

/** The server keeps it to itself unless the console was attached with `showSecrets`. */
function Secret() {
  return (
    <span class="lv-secret" title="Shown when the console is attached with showSecrets: true">
      hidden, as it may be a secret
    </span>
  );
}
