// The child's side of a process that answers questions over IPC; the parent's is start-process.mjs.

/**
 * Answers the parent's questions; goes when the parent is gone.
 * @param {Readonly<Record<string, (details: any) => unknown>>} answers
 */
export function answerParent(answers) {
  process.on("message", (message) => {
    const { id, question, details } = /** @type {import("./types.ts").Ask} */ (message);
    const reply = (/** @type {Omit<import("./types.ts").Reply, "id">} */ answer) =>
      process.send?.({ id, ...answer });
    Promise.resolve()
      .then(() => answers[question]?.(details))
      .then(
        (value) => reply({ value }),
        (/** @type {unknown} */ error) =>
          reply({ error: error instanceof Error ? String(error.stack) : String(error) }),
      );
  });
  process.on("disconnect", () => process.exit(1));
  process.send?.({ id: 0 });
}
