import { postgresAdapters } from "./adapters.ts";
import { describeAdapters } from "./adapter-suite.ts";
import { describePostgres } from "./describe-stores.ts";

describePostgres("adapters over PostgreSQL", (context) => describeAdapters(postgresAdapters, context));
