import type { ComponentChildren } from "preact";
import type { Link } from "../../link/index.ts";
import { Badge, Button, Notice } from "../../ui/index.ts";
import { useCountdown } from "../parts/use-countdown.ts";
import { nameOfSetup } from "./link-name.ts";
import { describeStanding, STATES } from "./link-sentence.ts";

export interface ConnectionHeadProps {
  readonly link: Link;
  /** Takes the set-up of the connection into the form. */
  readonly onEdit: () => void;
  /** What else belongs to the connection, where there is room for it. */
  readonly children?: ComponentChildren;
}

/** How the connection stands, and what is the matter with it. */
export function ConnectionHead({ link, onEdit, children }: ConnectionHeadProps) {
  const { word, tone } = STATES[link.state.value];
  return (
    <section class="pg-head" aria-label={`Connection to ${nameOfSetup(link.setup)}`}>
      <div class="pg-head-line">
        <Badge tone={tone} dot>
          {word}
        </Badge>
        <Standing link={link} />
        {link.recovered.value && <Badge tone="river">recovered: nothing was missed</Badge>}
        <div class="pg-head-actions">
          <StateButtons link={link} />
          <Button size="small" tone="quiet" title="Takes this set-up into the form" onClick={onEdit}>
            Edit a copy
          </Button>
        </div>
      </div>
      <TroubleNotice link={link} />
      {children}
    </section>
  );
}

/** Counted down in sight only: screen readers are told the state by the header of the page. */
function Standing({ link }: { readonly link: Link }) {
  const transport = link.transport.value;
  const id = link.socketId.value;
  const sentence = describeStanding({
    state: link.state.value,
    transport,
    isUpgrading: link.upgrading.value,
    isRecovered: link.recovered.value,
    attempts: link.attempts.value,
    nextAttemptIn: useCountdown(link.nextAttemptAt.value),
  });
  return (
    <p class="pg-standing">
      {/* With the transport as its key, what has changed is drawn anew, and seen. */}
      <span key={transport} class="pg-change">
        {sentence}
      </span>
      {id !== undefined && (
        <>
          {" "}
          <span class="ui-hint pg-id">
            Id <code>{id}</code>
          </span>
        </>
      )}
    </p>
  );
}

function StateButtons({ link }: { readonly link: Link }) {
  switch (link.state.value) {
    case "closed":
      return (
        <Button size="small" onClick={() => link.connect()}>
          Connect again
        </Button>
      );
    case "waiting":
      return (
        <>
          <Button size="small" onClick={() => tryNow(link)}>
            Try now
          </Button>
          <Button size="small" onClick={() => link.disconnect()}>
            Stop
          </Button>
        </>
      );
    case "connecting":
      return (
        <Button size="small" onClick={() => link.disconnect()}>
          Stop
        </Button>
      );
    case "connected":
      return (
        <Button size="small" onClick={() => link.disconnect()}>
          Disconnect
        </Button>
      );
  }
}

/** The library lets nobody shorten its wait, only begin anew. */
function tryNow(link: Link): void {
  link.disconnect();
  link.connect();
}

function TroubleNotice({ link }: { readonly link: Link }) {
  const trouble = link.trouble.value;
  return (
    <div role="status">
      {trouble !== undefined && (
        <Notice tone={link.state.value === "connected" ? "wait" : "bad"}>
          <strong>{trouble.found}</strong> {trouble.advice}
        </Notice>
      )}
    </div>
  );
}
