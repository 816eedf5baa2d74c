import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { currentLink, type Link } from "../link/index.ts";
import { Button, formatCount, Tabs } from "../ui/index.ts";
import { ConnectionHead } from "./connections/connection-head.tsx";
import { ConnectionList } from "./connections/connection-list.tsx";
import { ListenChoice } from "./connections/listen-choice.tsx";
import { Composer } from "./emit/composer.tsx";
import { LogPanel } from "./log/log-panel.tsx";
import { useIsWide } from "./parts/use-is-wide.ts";
import { fillForm, readAddress } from "./setup/setup-draft.ts";
import { SetupForm } from "./setup/setup-form.tsx";
import { useServerOffer } from "./setup/server-offer.ts";
import { isTyping, ShortcutsDialog } from "./shortcuts.tsx";
import { Welcome } from "./welcome.tsx";

type TabName = "setup" | "log" | "emit";

/** What is shown where there is no room for all. */
const shownTab = signal<TabName>("setup");

/** Connects to servers, emits, listens and answers. */
export function PlaygroundView() {
  const root = useRef<HTMLDivElement>(null);
  const shortcuts = useRef<HTMLDialogElement>(null);
  const isWide = useIsWide();
  useServerOffer();
  useAddress();
  const onKeyDown = (event: KeyboardEvent) => {
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "?") shortcuts.current?.showModal();
    else if (event.key === "/") root.current?.querySelector<HTMLElement>(".pg-search")?.focus();
    else return;
    event.preventDefault();
  };
  const parts = { link: currentLink.value, onKeys: () => shortcuts.current?.showModal() };
  return (
    <div ref={root} class="pg-view" data-wide={isWide} onKeyDown={onKeyDown}>
      <h2 class="ui-unseen">Playground</h2>
      {isWide ? <WideLayout {...parts} /> : <NarrowLayout {...parts} />}
      <ShortcutsDialog dialog={shortcuts} />
    </div>
  );
}

interface LayoutProps {
  readonly link: Link | undefined;
  readonly onKeys: () => void;
}

/** All at once: what to connect to on the left, what happens on the right. */
function WideLayout({ link, onKeys }: LayoutProps) {
  return (
    <>
      <Side onKeys={onKeys} link={undefined} />
      <div class="pg-main">
        {link === undefined ? (
          <Welcome onConnect={showLog} />
        ) : (
          <>
            <Head link={link}>
              <ListenChoice link={link} />
            </Head>
            <LogPanel key={link.key} link={link} isWide />
            <Composer link={link} />
          </>
        )}
      </div>
    </>
  );
}

/** One thing at a time, and the state of the connection above it. */
function NarrowLayout({ link, onKeys }: LayoutProps) {
  const count = link?.log.value.length ?? 0;
  return (
    <div class="pg-main">
      {link !== undefined && <Head link={link} />}
      <Tabs
        label="Playground"
        tabs={[
          { name: "setup", label: "Set-up" },
          { name: "log", label: count === 0 ? "Log" : `Log (${formatCount(count)})` },
          { name: "emit", label: "Emit" },
        ]}
        selected={shownTab.value}
        onSelect={(name) => (shownTab.value = name)}
        panelClass="pg-panel"
      >
        {shownTab.value === "setup" ? (
          <Side onKeys={onKeys} link={link} />
        ) : link === undefined ? (
          <Welcome onConnect={showLog} />
        ) : shownTab.value === "log" ? (
          <LogPanel key={link.key} link={link} isWide={false} />
        ) : (
          <Composer link={link} />
        )}
      </Tabs>
    </div>
  );
}

/** With a link: what it listens to belongs here, too. */
function Side({ onKeys, link }: LayoutProps) {
  return (
    <div class="pg-side">
      <ConnectionList />
      {link !== undefined && <ListenChoice link={link} />}
      <SetupForm onConnect={showLog} />
      <Button size="small" tone="quiet" onClick={onKeys}>
        Keys <kbd>?</kbd>
      </Button>
    </div>
  );
}

function Head({ link, children }: { readonly link: Link; readonly children?: ComponentChildren }) {
  const edit = () => {
    fillForm(link.setup);
    shownTab.value = "setup";
  };
  return (
    <ConnectionHead link={link} onEdit={edit}>
      {children}
    </ConnectionHead>
  );
}

function showLog(): void {
  shownTab.value = "log";
}

/** Takes the set-up of a shared link into the form. */
function useAddress(): void {
  useLayoutEffect(() => {
    const read = () => {
      if (readAddress()) shownTab.value = "setup";
    };
    read();
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);
}
