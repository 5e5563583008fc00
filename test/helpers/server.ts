import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { onTestFinished } from "vitest";

/** A request as it arrived. */
export interface Arrival {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** Answers the n-th request, counted from 1. */
export type Handler = (request: Arrival, response: ServerResponse, n: number) => void;

export interface TestServer {
  readonly baseUrl: string;
  readonly arrivals: Arrival[];
  /** Resolves when this many requests have arrived. */
  arrived(count: number): Promise<void>;
}

/** A server on loopback that does what the test wants; it ends with the test. */
export async function serve(handler: Handler): Promise<TestServer> {
  const arrivals: Arrival[] = [];
  const waiting: { count: number; tell: () => void }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const arrival = {
        method: request.method ?? "",
        url: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      arrivals.push(arrival);
      // time is the test's, so the machine's own date is not sent
      response.sendDate = false;
      handler(arrival, response, arrivals.length);
      for (const { count, tell } of waiting) if (arrivals.length >= count) tell();
    });
    request.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    baseUrl: `http://127.0.0.1:${address.port}`,
    arrivals,
    arrived: (count) =>
      new Promise((tell) => {
        if (arrivals.length >= count) tell();
        else waiting.push({ count, tell });
      }),
  };
}

/** Answers with JSON. */
export function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", "x-request-id": `id-${status}`, ...headers });
  response.end(JSON.stringify(body));
}

/** An address on loopback where nobody listens. */
export async function closedAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}
