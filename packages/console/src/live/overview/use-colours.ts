import { useEffect, useState } from "preact/hooks";

/** Counts the changes between light and dark, for what is drawn and not styled. */
export function useColourVersion(): number {
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const change = () => setVersion((before) => before + 1);
    const system = matchMedia("(prefers-color-scheme: dark)");
    const choice = new MutationObserver(change);
    choice.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    system.addEventListener("change", change);
    return () => {
      choice.disconnect();
      system.removeEventListener("change", change);
    };
  }, []);
  return version;
}

/** The colour that a token stands for at the moment. A canvas understands neither variables nor `light-dark()`. */
export function colourOf(token: string, element: HTMLElement): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
