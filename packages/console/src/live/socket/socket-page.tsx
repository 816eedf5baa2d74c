import { useEffect, useRef, useState } from "preact/hooks";
import { consoleChannel } from "../../link/index.ts";
import { Badge, Button, Notice, Tabs } from "../../ui/index.ts";
import { ActPanel } from "../act/act-panel.tsx";
import { usePolled } from "../feed/use-polled.ts";
import { TRANSPORT_LABELS } from "../overview/figures.ts";
import { backToList, type SocketReference } from "../place.ts";
import { Details } from "./details.tsx";
import { Packets } from "./packets.tsx";

type TabName = "details" | "packets" | "act";

const TABS: readonly { readonly name: TabName; readonly label: string }[] = [
  { name: "details", label: "Details" },
  { name: "packets", label: "Packets" },
  { name: "act", label: "Act" },
];

/** One socket, looked into. */
export function SocketPage({ reference }: { readonly reference: SocketReference }) {
  const { namespace, id } = reference;
  const [tab, setTab] = useState<TabName>("details");
  const heading = useRef<HTMLHeadingElement>(null);
  const { value: details, problem } = usePolled(() => consoleChannel.ask("socket", { namespace, id }), {
    key: `${namespace} ${id}`,
  });
  // What had the focus is gone with the list.
  useEffect(() => heading.current?.focus(), []);
  return (
    <div class="lv-socket">
      <div class="lv-socket-head">
        <Button size="small" onClick={goBack}>
          ‹ All sockets
        </Button>
        <h2 ref={heading} tabIndex={-1} class="ui-mono lv-name">
          {id}
        </h2>
        <Badge>{namespace}</Badge>
        {details !== undefined && (
          <Badge tone="river">{TRANSPORT_LABELS[details.transport] ?? details.transport}</Badge>
        )}
      </div>
      {problem !== undefined && (
        <Notice tone="wait">
          {problem} {details !== undefined && "What you see is what it was."}
        </Notice>
      )}
      <Tabs label="Socket" tabs={TABS} selected={tab} onSelect={setTab} panelClass="lv-socket-panel">
        {tab === "act" ? (
          <div class="ui-card lv-panel">
            <ActPanel target={{ namespace, socket: id }} name="this socket" />
          </div>
        ) : tab === "packets" ? (
          <Packets reference={reference} />
        ) : (
          details !== undefined && <Details details={details} />
        )}
      </Tabs>
    </div>
  );
}

/** What had the focus is gone with the socket; the tab of the list is where to go on from. */
function goBack({ currentTarget }: { readonly currentTarget: EventTarget }): void {
  const view = (currentTarget as Element).closest(".lv-view");
  backToList();
  view?.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus();
}
