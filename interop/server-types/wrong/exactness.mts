/* oxlint-disable -- deliberately wrong */
import { exactly, same } from "../exactly.mts";

declare const text: string;
declare const anything: any;
declare const withReadonly: { readonly a?: string };

exactly<string>()(text);
exactly<string | number>()(text); // wrong
exactly<"a">()(text); // wrong
exactly<any>()(text); // wrong
exactly<unknown>()(text); // wrong
exactly<string>()(anything); // wrong
exactly<never>()(anything); // wrong
exactly<string>()(undefined as never); // wrong
exactly<(one: string) => void>()((one: string | number) => void one); // wrong
exactly<{ a?: string }>()(withReadonly); // wrong
same<string, any>(true); // wrong
same<string, string>(false); // wrong

// @ts-expect-error -- not one: wrong
exactly<number>()(text.length);
