import type { ComponentType } from "preact";
import { currentLink } from "../link/index.ts";
import { LiveView } from "../live/index.ts";
import { PlaygroundView } from "../playground/index.ts";
import { WireView } from "../wire-view/index.ts";
import { goTo, view, type ViewName } from "./route.ts";
import { nextTheme, theme } from "./theme.ts";

const VIEWS: Readonly<Record<ViewName, { readonly label: string; readonly View: ComponentType }>> = {
  playground: { label: "Playground", View: PlaygroundView },
  wire: { label: "Wire", View: WireView },
  live: { label: "Live server", View: LiveView },
};

const THEME_LABELS = { auto: "Auto", light: "Light", dark: "Dark" };

/** The frame around the views. */
export function Shell() {
  const { View } = VIEWS[view.value];
  return (
    <div class="shell">
      <a class="shell-skip" href="#main" onClick={focusMain}>
        Skip to the content
      </a>
      <header class="shell-header">
        <h1 class="shell-name">
          <img src="logo.svg" alt="" width="26" height="26" />
          <span>Sockeye</span>
        </h1>
        <nav aria-label="Views" class="shell-views">
          {Object.entries(VIEWS).map(([name, { label }]) => (
            <a
              key={name}
              href={`#${name}`}
              aria-current={name === view.value ? "page" : undefined}
              onClick={() => goTo(name as ViewName)}
            >
              {label}
            </a>
          ))}
        </nav>
        <LinkState />
        <button
          type="button"
          class="ui-button"
          data-tone="quiet"
          data-size="small"
          aria-label={`Colours: ${theme.value}`}
          title="Colours: as the system has them, light or dark"
          onClick={nextTheme}
        >
          {THEME_LABELS[theme.value]}
        </button>
      </header>
      <main id="main" class="shell-main" tabIndex={-1}>
        <View />
      </main>
    </div>
  );
}

/** How the connection fares that the views are about: they show it themselves, screen readers are told here. */
function LinkState() {
  const link = currentLink.value;
  return (
    <p class="ui-unseen" role="status">
      {link?.state.value}
      {link?.transport.value !== undefined && ` by ${link.transport.value}`}
    </p>
  );
}

/** Not by the address, which says what is shown. */
function focusMain(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}
