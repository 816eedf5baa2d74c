import type { ButtonProps } from "../ui/index.ts";
import type { FaultName } from "./fault-forecast.ts";

/** What a button has that explains its fault while it is pointed at, or has the focus. */
export type HintOf = (fault: FaultName) => Omit<ButtonProps, "children">;
