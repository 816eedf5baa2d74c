import { streamsAdapters } from "./adapters.ts";
import { describeAdapters } from "./adapter-suite.ts";
import { describeRedis } from "./describe-stores.ts";

describeRedis("adapters over Redis streams", (context) => describeAdapters(streamsAdapters, context));
