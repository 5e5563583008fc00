import type { Bytes } from "../../core/bytes.js";
import { createRandom } from "../random.js";
import { isRecord, jsonResponse, type SandboxResponse } from "../response.js";
import type { TokenStore } from "./tokens.js";

/** An IAM user that can obtain tokens. */
export interface IamUser {
  readonly user: string;
  readonly password: string;
  /** Account name of the user. */
  readonly domain: string;
}

/** The token endpoint of the identity service (IAM): `POST /v3/auth/tokens`. Source: docs/sources.md. */
export interface Iam {
  /** Whether a request addresses the token endpoint. */
  matches(method: string, pathname: string): boolean;
  /** Returns a token that is valid for 24 hours in `X-Subject-Token`, or an error in IAM's format. */
  handle(body: Bytes, now: number): SandboxResponse;
}

export interface IamOptions {
  readonly user: IamUser;
  readonly tokens: TokenStore;
  readonly seed: number;
}

export function createIam({ user, tokens, seed }: IamOptions): Iam {
  const random = createRandom(seed, "iam");
  return {
    matches: (method, pathname) => method === "POST" && pathname === "/v3/auth/tokens",
    handle: (body, now) => {
      const auth = getPath(parseJson(body), "auth");
      const received = getPath(auth, "identity", "password", "user");
      const methods = getPath(auth, "identity", "methods");
      if (!Array.isArray(methods) || !methods.includes("password") || !isRecord(received)) {
        return iamError(
          400,
          "Bad Request",
          'expected {"auth": {"identity": {"methods": ["password"], "password": {"user": …}}, "scope": …}}',
        );
      }
      const isKnown =
        received["name"] === user.user && received["password"] === user.password && getPath(received, "domain", "name") === user.domain;
      if (!isKnown) return iamError(401, "Unauthorized", "the user name, password or domain name is incorrect");
      const token = `sandbox-${random.hex(64)}`;
      const expires = tokens.issue(token, now);
      const project = getPath(auth, "scope", "project");
      const description = {
        methods: ["password"],
        issued_at: new Date(now).toISOString(),
        expires_at: new Date(expires).toISOString(),
        user: { name: user.user, domain: { name: user.domain } },
        ...(project !== undefined && { project }),
      };
      return jsonResponse(201, { token: description }, { "X-Subject-Token": token });
    },
  };
}

function iamError(code: number, title: string, message: string): SandboxResponse {
  return jsonResponse(code, { error: { code, title, message } });
}

function parseJson(body: Bytes): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

function getPath(value: unknown, ...names: readonly string[]): unknown {
  let current = value;
  for (const name of names) current = isRecord(current) ? current[name] : undefined;
  return current;
}
