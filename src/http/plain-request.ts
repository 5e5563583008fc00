/**
 * The parts of a `Request` that the transport reads. A `Request` would parse the URL, copy the headers and encode the body, which the
 * transport does again. Only a body that is not text needs a `Request`.
 */
export class PlainRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly signal: AbortSignal | undefined;
  readonly text: () => Promise<string>;

  constructor(url: string, init: RequestInit) {
    const { body } = init;
    const request = typeof body === "string" || body === undefined || body === null ? undefined : new Request(url, init);
    this.url = url;
    this.method = init.method ?? "GET";
    this.headers = request?.headers ?? (init.headers instanceof Headers ? init.headers : new Headers(init.headers));
    this.signal = init.signal ?? undefined;
    this.text = async () => (request === undefined ? String(body ?? "") : request.text());
  }
}
