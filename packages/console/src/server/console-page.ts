import type { Socket } from "@sockeye/server";
import type { PageEvents, ServerEvents } from "../contract/index.ts";
import { perform } from "./actions.ts";
import { answering, type Subject } from "./answering.ts";
import { diagnose } from "./diagnosis/diagnose.ts";
import { Follower } from "./follower.ts";
import { listNamespaces, listRooms } from "./listing.ts";
import type { LiveServer } from "./live-server.ts";
import type { ResolvedOptions } from "./options.ts";
import type { PracticeDesk } from "./practice-desk.ts";
import * as questions from "./questions.ts";
import { Refused } from "./refused.ts";
import { describeServer } from "./server-info.ts";
import { describeSocket } from "./socket-details.ts";
import { listSockets } from "./socket-listing.ts";
import type { Watch, Watcher } from "./watch.ts";

/** A page that has been let in, as the server sees it. */
export type PageSocket = Socket<PageEvents, ServerEvents>;

/** What all pages share. */
export interface ConsoleDesk {
  readonly server: LiveServer;
  readonly options: ResolvedOptions;
  readonly watch: Watch;
  readonly practice: PracticeDesk;
}

/** Answers the questions of one page, and lets go of what it looks at when it leaves. */
export function attendTo(socket: PageSocket, { server, options, watch, practice }: ConsoleDesk): void {
  const watcher: Watcher = (sample) => void socket.emit("sample", sample);
  const follower = new Follower((packets, dropped) => void socket.emit("followed", packets, dropped));
  let isDiagnosing = false;

  const on = <Question, Result>(event: keyof PageEvents, subject: Subject<Question, Result>): void => {
    socket.on(event, answering(subject));
  };

  on("watch", {
    parse: questions.parseWatch,
    answer(wanted) {
      if (wanted) watch.add(watcher);
      else watch.remove(watcher);
      return { info: describeServer(server, options), history: watch.history };
    },
  });
  on("namespaces", { parse: questions.parsePage, answer: (page) => listNamespaces(server, page) });
  on("rooms", {
    parse: questions.parseRoomQuery,
    answer: (query) => listRooms(server.namespace(query.namespace), query),
  });
  on("sockets", {
    parse: questions.parseSocketQuery,
    answer: (query) => listSockets(server.namespace(query.namespace), query),
  });
  on("socket", {
    parse: questions.parseSocketReference,
    answer: (reference) => describeSocket(server, reference, options.showSecrets),
  });
  on("follow", {
    parse: questions.parseFollow,
    answer(reference) {
      if (reference === undefined) {
        follower.stop();
        return true;
      }
      questions.checkAllowed("follow", options.allow);
      follower.follow(server.socket(reference).conn);
      return true;
    },
  });
  on("act", {
    parse: questions.parseAct,
    async answer(act) {
      questions.checkAllowed(act.action, options.allow);
      await perform(server, act);
      return true;
    },
  });
  on("diagnose", {
    parse: questions.parseEndpoint,
    async answer(endpoint) {
      if (!options.diagnose) throw new Refused("This server does not look into other servers.");
      if (isDiagnosing) throw new Refused("The last set-up is still being looked into: wait a moment.");
      isDiagnosing = true;
      try {
        return await diagnose(endpoint);
      } finally {
        isDiagnosing = false;
      }
    },
  });
  on("practice", { parse: questions.parsePracticeWish, answer: (wish) => practice.wish(wish) });

  socket.on("disconnect", () => {
    watch.remove(watcher);
    follower.stop();
  });
}
