import type { ComponentChildren } from "preact";

export type Tone = "neutral" | "good" | "wait" | "bad" | "river" | "accent";

export interface BadgeProps {
  readonly tone?: Tone;
  /** With a dot in front, for states. */
  readonly dot?: boolean;
  readonly children: ComponentChildren;
}

export function Badge({ tone = "neutral", dot, children }: BadgeProps) {
  return (
    <span class="ui-badge" data-tone={tone} data-dot={dot}>
      {children}
    </span>
  );
}
