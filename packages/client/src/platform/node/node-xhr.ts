import { XHR } from "../../transports/xhr.ts";
import { jarOf } from "./cookie-jar.ts";
import { XMLHttpRequest } from "./xml-http-request.ts";

/** HTTP long-polling over the `http` and `https` modules of Node. */
export class NodeXHR extends XHR {
  protected override _createXhr(): XMLHttpRequest {
    return new XMLHttpRequest(this.opts, jarOf(this.opts));
  }
}
