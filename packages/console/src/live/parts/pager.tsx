import { Button } from "../../ui/index.ts";
import { describePage, PAGE_SIZE, pageStart } from "./paging.ts";

export interface PagerProps {
  readonly offset: number;
  /** `undefined` until it is known. */
  readonly total: number | undefined;
  /** "socket", "room". */
  readonly noun: string;
  readonly onMove: (offset: number) => void;
}

/** Says which part of a list is shown, and leads to the others. */
export function Pager({ offset, total = 0, noun, onMove }: PagerProps) {
  const start = pageStart(offset, total);
  return (
    <nav class="lv-pager" aria-label={`Pages of ${noun}s`}>
      <span>{describePage(offset, total, noun)}</span>
      {total > PAGE_SIZE && (
        <>
          <Button size="small" disabled={start === 0} onClick={() => onMove(start - PAGE_SIZE)}>
            Previous
          </Button>
          <Button
            size="small"
            disabled={start + PAGE_SIZE >= total}
            onClick={() => onMove(start + PAGE_SIZE)}
          >
            Next
          </Button>
        </>
      )}
    </nav>
  );
}
