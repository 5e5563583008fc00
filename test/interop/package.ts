import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export type Json = Record<string, unknown>;

/** A method of the client for one operation. */
export type Method = (parameters: Json, options?: Json) => Promise<unknown>;

/** As much of the client as is used here. */
export type Client = Readonly<Record<string, Method>>;

/** As much of the sandbox's server as is used here. */
export interface Sandbox {
  readonly url: string;
  readonly projectId: string;
  readonly token: string;
  readonly credentials: { readonly accessKey: string; readonly secretKey: string };
  readonly clock: { advance(duration: string): Promise<unknown> };
  readonly tasks: { add(task?: Json): string };
  close(): Promise<void>;
}

/** The installed package: strangers are set against what is shipped, not against our sources. */
export interface Shipped {
  createClient(options: Json): Client;
  startSandbox(options: Json): Promise<Sandbox>;
  /** Path of the package's `openapi.yaml`, as it stands. */
  readonly document: string;
  /** The same as data. */
  readonly contract: Json;
}

/** Loads the package that was installed into a folder. */
export async function shipped(folder: string): Promise<Shipped> {
  const home = join(folder, "node_modules/metastudio-video");
  const load = async <T>(file: string): Promise<T> => (await import(pathToFileURL(join(home, "dist", file)).href)) as T;
  const { createClient } = await load<Pick<Shipped, "createClient">>("index.js");
  const { startSandbox } = await load<Pick<Shipped, "startSandbox">>("sandbox-server.js");
  const contract = JSON.parse(readFileSync(join(home, "dist/openapi.json"), "utf8")) as Json;
  return { createClient, startSandbox, document: join(home, "openapi.yaml"), contract };
}
