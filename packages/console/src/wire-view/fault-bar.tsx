import { useId, useState } from "preact/hooks";
import type { Link } from "../link/index.ts";
import { Button } from "../ui/index.ts";
import { forecast, type FaultName } from "./fault-forecast.ts";
import type { HintOf } from "./fault-hint.ts";
import { FaultSwitchButtons } from "./fault-switch-buttons.tsx";
import type { Heartbeat } from "./heartbeat.ts";
import { PracticeButton } from "./practice-button.tsx";

export interface FaultBarProps {
  readonly link: Link;
  readonly heartbeat: Heartbeat;
}

/** Buttons that break a connection as life does, and what will happen then. */
export function FaultBar({ link, heartbeat }: FaultBarProps) {
  const [hinted, setHinted] = useState<FaultName>();
  const [refusal, setRefusal] = useState<string>();
  const forecastId = useId();
  const active = activeFault(link);
  const explained = hinted ?? active;
  const hintOf: HintOf = (fault) => ({
    "aria-describedby": forecastId,
    onPointerEnter: () => setHinted(fault),
    onPointerLeave: () => setHinted(undefined),
    onFocus: () => setHinted(fault),
    onBlur: () => setHinted(undefined),
  });
  return (
    <div class="wv-faults">
      <div class="wv-fault-buttons" role="group" aria-label="Faults to try">
        <FaultSwitchButtons faults={link.faults} hintOf={hintOf} />
        <PracticeButton link={link} hintOf={hintOf} onRefused={setRefusal} />
        <Button size="small" tone="quiet" onClick={() => endFaults(link)}>
          Back to normal
        </Button>
      </div>
      <p id={forecastId} class="wv-forecast ui-hint">
        {refusal ??
          (explained === undefined
            ? "Try a fault, and watch what the library does about it."
            : forecast(explained, link.setup, heartbeat))}
      </p>
    </div>
  );
}

/** Of several, the one that explains most of what happens. */
function activeFault({ faults }: Link): FaultName | undefined {
  if (faults.isCut.value) return "cut";
  if (faults.isDeaf.value) return "deaf";
  if (faults.blocksWebSocket.value) return "websocket";
  return faults.latency.value > 0 ? "latency" : undefined;
}

function endFaults({ faults }: Link): void {
  faults.setCut(false);
  faults.setBlocksWebSocket(false);
  faults.setDeaf(false);
  faults.setLatency(0);
}
