import { useState } from "preact/hooks";
import { MAX_LINKS, openLinks, type Setup, tidySetup } from "../../link/index.ts";
import { Button, Field, Notice } from "../../ui/index.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { ConnectionOptions } from "./connection-options.tsx";
import { Presets } from "./presets.tsx";
import { SetupShelf } from "./setup-shelf.tsx";
import { cameByLink, connectDraft, setupDraft, setupProblems, tidyUrl } from "./setup-draft.ts";
import { formatShareLink } from "./share-link.ts";

/** Where to connect to, and how. */
export function SetupForm({ onConnect }: { readonly onConnect: () => void }) {
  const [isFull, setIsFull] = useState(false);
  const connect = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const link = connectDraft();
    const hasProblems = Object.keys(setupProblems.value).length > 0;
    setIsFull(link === undefined && !hasProblems);
    if (link !== undefined) onConnect();
    else if (hasProblems) form.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  };
  return (
    <section class="pg-setup" aria-labelledby="pg-setup-title">
      <h3 id="pg-setup-title">New connection</h3>
      <Presets />
      <form class="pg-form" noValidate onSubmit={connect}>
        {cameByLink.value && (
          <Notice tone="neutral">This set-up came with the link. Look at it, then connect.</Notice>
        )}
        <MainFields />
        <ConnectionOptions />
        {isFull && (
          <Notice tone="wait" urgent>
            {MAX_LINKS} connections are open already. Close one first.
          </Notice>
        )}
        <div class="ui-row">
          <Button type="submit" tone={openLinks.value.length === 0 ? "primary" : "normal"}>
            Connect
          </Button>
          <CopyButton
            tone="quiet"
            title="Copies the address of this page with the set-up in it, without auth and other secrets"
            text={() => formatShareLink(tidySetup(setupDraft.value), location.href)}
          >
            Copy link
          </CopyButton>
        </div>
      </form>
      <SetupShelf />
    </section>
  );
}

function MainFields() {
  const problems = setupProblems.value;
  return (
    <>
      <Field label="Server" problem={problems.url}>
        <input
          {...textOf("url")}
          type="url"
          inputMode="url"
          placeholder="http://localhost:3000"
          onChange={tidyUrl}
        />
      </Field>
      <div class="pg-pair">
        <Field label="Namespace" problem={problems.namespace}>
          <input {...textOf("namespace")} placeholder="/" />
        </Field>
        <Field label="Path" problem={problems.path}>
          <input {...textOf("path")} placeholder="/socket.io" />
        </Field>
      </div>
      <Field label="Auth (JSON)" problem={problems.auth}>
        <textarea {...textOf("auth")} class="pg-code" rows={1} placeholder={'{"token": "…"}'} />
      </Field>
    </>
  );
}

/** Ties a control to a text of the set-up. */
function textOf(name: "url" | "namespace" | "path" | "auth") {
  return {
    value: setupDraft.value[name],
    autoComplete: "off",
    spellcheck: false,
    onInput: (event: { readonly currentTarget: { readonly value: string } }) =>
      changeSetup({ [name]: event.currentTarget.value }),
  } as const;
}

function changeSetup(change: Partial<Setup>): void {
  setupDraft.value = { ...setupDraft.value, ...change };
}
