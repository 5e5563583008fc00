import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** What stands behind Prism: one sandbox after another, or somebody who lies. */
export interface Relay {
  readonly url: string;
  /** Hands requests on to a server, byte for byte. */
  to(url: string): void;
  /** Answers all requests with a status and a body of JSON. */
  lie(status: number, body: unknown): void;
  close(): Promise<void>;
}

/** Listens on loopback, so that one Prism is enough for all. */
export async function startRelay(): Promise<Relay> {
  let target: string | { readonly status: number; readonly text: string } | undefined;
  const server = createServer((incoming, outgoing) => {
    if (typeof target !== "string") {
      incoming.resume();
      const { status, text } = target ?? { status: 503, text: "{}" };
      outgoing.writeHead(status, { "content-type": "application/json" }).end(text);
      return;
    }
    const { method, headers, url } = incoming;
    const onward = request(new URL(url ?? "/", target), { method, headers: { ...headers, host: new URL(target).host } }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    to: (url) => {
      target = url;
    },
    lie: (status, body) => {
      target = { status, text: JSON.stringify(body) };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
