import type { ButtonHTMLAttributes, ComponentChildren } from "preact";

export interface ButtonProps extends Omit<ButtonHTMLAttributes, "children" | "size" | "type"> {
  readonly children: ComponentChildren;
  /** "primary" once per view. @default "normal" */
  readonly tone?: "normal" | "primary" | "quiet" | "danger";
  readonly size?: "normal" | "small";
  /** Makes it a switch: pressed or not. */
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly type?: "button" | "submit";
}

export function Button({ tone = "normal", size = "normal", pressed, type = "button", ...rest }: ButtonProps) {
  return (
    <button
      class="ui-button"
      type={type}
      data-tone={tone}
      data-size={size}
      aria-pressed={pressed}
      {...rest}
    />
  );
}
