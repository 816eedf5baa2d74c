import { closeLink, currentLink, type Link, openLinks, selectLink } from "../../link/index.ts";
import { Badge, Button } from "../../ui/index.ts";
import { nameOfSetup } from "./link-name.ts";
import { STATES } from "./link-sentence.ts";
import { TRANSPORT_LABELS } from "./transport-labels.ts";

/** The open connections, to choose the one that the views show. */
export function ConnectionList() {
  const links = openLinks.value;
  if (links.length === 0) return null;
  return (
    <section class="pg-connections" aria-labelledby="pg-connections-title">
      <h3 id="pg-connections-title">Connections</h3>
      <ul>
        {links.map((link, index) => (
          <Connection key={link.key} link={link} number={index + 1} />
        ))}
      </ul>
    </section>
  );
}

function Connection({ link, number }: { readonly link: Link; readonly number: number }) {
  const name = `${number}. ${nameOfSetup(link.setup)}`;
  const { word, tone } = STATES[link.state.value];
  const transport = link.transport.value;
  return (
    <li class="pg-connection" data-current={link === currentLink.value}>
      <button
        type="button"
        class="pg-connection-name"
        aria-current={link === currentLink.value ? "true" : undefined}
        onClick={() => selectLink(link)}
      >
        <span class="pg-connection-title">{name}</span>
        <span class="pg-connection-state">
          <Badge tone={tone} dot>
            {word}
          </Badge>
          {transport !== undefined && <span class="ui-hint">{TRANSPORT_LABELS[transport]}</span>}
        </span>
      </button>
      <Button
        tone="quiet"
        size="small"
        aria-label={`Close the connection ${name}`}
        title="Close"
        onClick={() => closeLink(link)}
      >
        ×
      </Button>
    </li>
  );
}
