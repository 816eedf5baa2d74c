/** Why a question gets no answer. The message is the sentence that the page shows. */
export class Refused extends Error {
  override readonly name = "Refused";
}
