import { saveFile } from "../ui/index.ts";
import type { WireLine } from "../link/index.ts";
import { exportWire } from "./export-wire.ts";
import { Inspector } from "./inspector.tsx";
import { TimelineList } from "./timeline-list.tsx";
import { TimelineToolbar } from "./timeline-toolbar.tsx";
import { useIsWide } from "./use-width.ts";
import { useTimeline } from "./use-timeline.ts";

export interface WireTimelineProps {
  /** Of one connection. For another one, another component: give it a `key`. */
  readonly lines: readonly WireLine[];
  /** A sentence that says what would be here, and how it gets here. */
  readonly emptyText: string;
  /** Empties the lines; without it they cannot be cleared. */
  readonly onClear?: () => void;
}

/** Narrower lists have rows of two lines. */
const WIDE = 620;

/** What went over the wire in the order of time, and beside it the bytes of what is selected. */
export function WireTimeline({ lines, emptyText, onClear }: WireTimelineProps) {
  const timeline = useTimeline(lines);
  const [list, isWide] = useIsWide<HTMLElement>(WIDE);
  const clear =
    onClear &&
    (() => {
      timeline.reset();
      onClear();
    });
  return (
    <div class="wv-timeline-box">
      <div class="wv-timeline" data-narrow={!isWide}>
        <section ref={list} class="wv-list" aria-label="What went over the wire">
          <TimelineToolbar
            filter={timeline.filter}
            onFilter={timeline.setFilter}
            isPaused={timeline.isPaused}
            missed={timeline.missed}
            onPause={timeline.pause}
            onClear={clear}
            onExport={() => saveFile("wire.json", exportWire(timeline.lines, performance.timeOrigin))}
          />
          <TimelineList timeline={timeline} isWide={isWide} emptyText={emptyText} />
        </section>
        <Inspector row={timeline.selected} onSelect={timeline.select} />
      </div>
    </div>
  );
}
