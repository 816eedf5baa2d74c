import { clusterAdapters } from "./adapters.ts";
import { describeAdapters } from "./adapter-suite.ts";
import { withoutStore } from "./describe-stores.ts";

describeAdapters(clusterAdapters, withoutStore());
