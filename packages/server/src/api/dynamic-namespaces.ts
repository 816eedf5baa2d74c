import { isThenable } from "./handler-errors.ts";
import type { Namespace } from "./namespace.ts";
import { ParentNamespace, type NamespaceMatcher } from "./parent-namespace.ts";
import type { Server } from "./server.ts";

type AnyNamespace = Namespace<any, any, any>;
type AnyParent = ParentNamespace<any, any, any>;

/** The dynamic namespaces of a server, in the order in which they were declared. */
export class DynamicNamespaces {
  readonly #server: Server<any, any, any>;
  readonly #parents: { readonly matches: NamespaceMatcher; readonly parent: AnyParent }[] = [];
  readonly #patterns = new Map<RegExp, AnyParent>();

  constructor(server: Server<any, any, any>) {
    this.#server = server;
  }

  /** Declares namespaces by a pattern or a function. */
  add(pattern: RegExp | NamespaceMatcher): AnyParent {
    if (pattern instanceof RegExp && (pattern.global || pattern.sticky)) {
      // They remember where they stopped, so the same name would fit only every other time.
      throw new Error("stateful regular expressions are not supported");
    }
    const parent: AnyParent = new ParentNamespace(this.#server);
    if (pattern instanceof RegExp) this.#patterns.set(pattern, parent);
    const matches: NamespaceMatcher =
      typeof pattern === "function" ? pattern : (name, _auth, answer) => answer(null, pattern.test(name));
    this.#parents.push({ matches, parent });
    return parent;
  }

  /** The parent whose pattern fits, for a name that the application itself asks for. */
  parentOf(name: string): AnyParent | undefined {
    for (const [pattern, parent] of this.#patterns) if (pattern.test(name)) return parent;
    return undefined;
  }

  /** The namespace that a client asks for: the child of the first parent that takes the name, made if need be. */
  find(name: string, auth: Record<string, unknown>, answer: (nsp: AnyNamespace | undefined) => void): void {
    const ask = (index: number): void => {
      const candidate = this.#parents[index];
      if (candidate === undefined) return answer(undefined);
      let isCalled = false;
      const decide = (error: Error | null, allow: boolean): void => {
        if (isCalled) return;
        isCalled = true;
        if (error || !allow) ask(index + 1);
        // Somebody else may have asked for it meanwhile.
        else answer(this.#server._nsps.get(name) ?? this.#create(candidate.parent, name));
      };
      const { handlerErrors } = this.#server;
      const fail = (error: unknown): void => {
        handlerErrors.report(error, { kind: "middleware", event: "new_namespace" });
        decide(null, false);
      };
      try {
        const returned: unknown = candidate.matches(name, auth, decide);
        if (handlerErrors.isIsolating && isThenable(returned)) returned.then(undefined, fail);
      } catch (error) {
        fail(error);
      }
    };
    ask(0);
  }

  #create(parent: AnyParent, name: string): AnyNamespace {
    const child = parent.createChild(name);
    this.#server._onNewNamespace(child);
    return child;
  }
}
