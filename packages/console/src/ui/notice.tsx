import type { ComponentChildren } from "preact";

export interface NoticeProps {
  readonly tone: "bad" | "wait" | "good" | "neutral";
  readonly children: ComponentChildren;
  /** Is it told as soon as it appears? */
  readonly urgent?: boolean;
}

export function Notice({ tone, urgent, children }: NoticeProps) {
  return (
    <div class="ui-notice" data-tone={tone} role={urgent ? "alert" : undefined}>
      {children}
    </div>
  );
}
