import { useRef, useState } from "preact/hooks";
import {
  currentLink,
  defaultSetup,
  openLink,
  type Link,
  practiceServer,
  usePracticeServer,
} from "../link/index.ts";
import { Button, Empty } from "../ui/index.ts";
import { ConnectionPicker } from "./connection-picker.tsx";
import { FaultBar } from "./fault-bar.tsx";
import { DEFAULT_HEARTBEAT, readHeartbeat } from "./heartbeat.ts";
import { LinkActivity } from "./link-activity.tsx";
import { WireTimeline } from "./wire-timeline.tsx";

/** Every byte of a connection of the playground, and the faults to try on it. */
export function WireView() {
  const link = currentLink.value;
  return (
    <div class="wv-view">
      <h2 class="ui-unseen">Wire view</h2>
      {link === undefined ? <NoConnection /> : <LinkOnTheWire key={link.key} link={link} />}
    </div>
  );
}

function LinkOnTheWire({ link }: { readonly link: Link }) {
  const [showsFaults, setShowsFaults] = useState(false);
  const lines = link.wire.value;
  const known = useRef(DEFAULT_HEARTBEAT);
  known.current = readHeartbeat(lines, known.current);
  return (
    <>
      <div class="wv-head" data-shows-faults={showsFaults}>
        <div class="wv-head-line">
          <ConnectionPicker link={link} />
          <Button
            size="small"
            class="ui-button wv-faults-opener"
            aria-expanded={showsFaults}
            onClick={() => setShowsFaults(!showsFaults)}
          >
            Faults
          </Button>
          <LinkActivity link={link} heartbeat={known.current} />
        </div>
        <FaultBar link={link} heartbeat={known.current} />
      </div>
      <WireTimeline
        lines={lines}
        emptyText="As soon as this connection sends or receives something, it appears here."
        onClear={() => link.clearWire()}
      />
    </>
  );
}

/** Says how bytes get here, and offers a connection. */
function NoConnection() {
  usePracticeServer();
  const practice = practiceServer.value;
  const setup = defaultSetup(location);
  return (
    <Empty title="No connection yet">
      <p>
        Connect in the playground, and every byte appears here: requests, frames, packets and events,
        explained.
      </p>
      {practice === undefined ? (
        <Button tone="primary" onClick={() => openLink(setup)}>
          Connect to this page's server
        </Button>
      ) : (
        <Button tone="primary" onClick={() => openLink({ ...setup, url: practice.url })}>
          Connect to the practice server
        </Button>
      )}
    </Empty>
  );
}
