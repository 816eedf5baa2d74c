/** What an HTTP route answers, with the cookies it sets as a client sends them back. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly cookie: string;
}

export async function request(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(";", 1)[0]);
  return { status: response.status, body: isJson ? JSON.parse(text) : text, cookie: cookies.join("; ") };
}

export async function logIn(url: string, body: object): Promise<string> {
  const headers = { "content-type": "application/json" };
  const { cookie } = await request(`${url}/login`, { method: "POST", headers, body: JSON.stringify(body) });
  return cookie;
}
