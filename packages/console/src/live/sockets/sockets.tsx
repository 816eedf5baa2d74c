import { useState } from "preact/hooks";
import { consoleChannel } from "../../link/index.ts";
import { Button, Check } from "../../ui/index.ts";
import { ActPanel } from "../act/act-panel.tsx";
import { liveFeed } from "../feed/live-feed.ts";
import { usePolled } from "../feed/use-polled.ts";
import { Pager } from "../parts/pager.tsx";
import { useNamespaces } from "../parts/use-namespaces.ts";
import { useSettled } from "../parts/use-settled.ts";
import { changeFilter, type SocketFilter, socketFilter } from "../place.ts";
import { SocketFilters } from "./socket-filters.tsx";
import { questionFor } from "./socket-question.ts";
import { SocketTable } from "./socket-table.tsx";

/** The sockets of a namespace, a page at a time. */
export function Sockets() {
  const namespaces = useNamespaces();
  const namespace = socketFilter.value.namespace ?? namespaces[0];
  if (namespace === undefined) return <div class="ui-skeleton lv-list-skeleton" aria-hidden="true" />;
  return (
    <div class="lv-list">
      <SocketFilters namespaces={namespaces} namespace={namespace} />
      <SocketList namespace={namespace} />
    </div>
  );
}

function SocketList({ namespace }: { readonly namespace: string }) {
  const filter = socketFilter.value;
  const [isAutomatic, setAutomatic] = useState(true);
  const [isHeld, setHeld] = useState(false);
  const question = useSettledQuestion(filter, namespace);
  const { value, problem, isOutdated, refresh } = usePolled(() => consoleChannel.ask("sockets", question), {
    key: JSON.stringify(question),
    isHeld: isHeld || !isAutomatic,
  });
  return (
    <>
      <div class="lv-tools">
        <Pager
          offset={filter.offset}
          total={value?.total}
          noun="socket"
          onMove={(offset) => changeFilter({ offset })}
        />
        <span class="ui-grow" />
        <span class="ui-hint lv-optional">{isHeld && isAutomatic && "Held still while you point at it"}</span>
        <Check checked={isAutomatic} onChange={setAutomatic}>
          Refresh by itself
        </Check>
        <Button size="small" onClick={refresh}>
          Refresh
        </Button>
      </div>
      {problem !== undefined && <p class="ui-problem">{problem}</p>}
      <div class="ui-card lv-panel lv-rows">
        <SocketTable
          namespace={namespace}
          rows={value?.rows ?? []}
          now={liveFeed.samples.value.at(-1)?.at ?? Date.now()}
          isBusy={isOutdated}
          onHold={setHeld}
        />
        {value?.total === 0 && <p class="lv-nothing">{describeNothing(filter)}</p>}
      </div>
      <details class="ui-card lv-panel lv-act-all">
        <summary>Act on {describeTarget(filter.room, namespace)}</summary>
        <ActPanel
          key={`${namespace} ${filter.room}`}
          target={{ namespace, ...(filter.room !== "" && { room: filter.room }) }}
          name={describeTarget(filter.room, namespace)}
        />
      </details>
    </>
  );
}

/** What is typed is asked for when it is written; what is chosen, as soon as it is known. */
function useSettledQuestion(filter: SocketFilter, namespace: string) {
  const search = useSettled(filter.search);
  const room = useSettled(filter.room);
  return questionFor({ ...filter, search, room }, namespace);
}

function describeNothing({ room, search, transport }: SocketFilter): string {
  return room === "" && search === "" && transport === ""
    ? "Nobody is connected to this namespace. Open the demo in another window, and its socket appears here."
    : "No socket fits. Search and filters narrow the list together.";
}

function describeTarget(room: string, namespace: string): string {
  return room === "" ? `all sockets of ${namespace}` : `all sockets in the room ${room} of ${namespace}`;
}
