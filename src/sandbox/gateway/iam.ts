import type { Bytes } from "../../core/bytes.js";
import { isObject } from "../../core/json-equal.js";
import { createRandom } from "../random.js";
import type { IncomingRequest } from "../request-context.js";
import { jsonResponse, type SandboxResponse } from "../response.js";
import type { TokenStore } from "./authenticate.js";

/** An IAM user that can obtain tokens. */
export interface IamUser {
  readonly user: string;
  readonly password: string;
  /** Account name of the user. */
  readonly domain: string;
}

/**
 * Creates the token endpoint of the identity service (IAM), `POST /v3/auth/tokens`: returns a token that is valid for 24 hours in
 * `X-Subject-Token`, an error in IAM's format, or undefined for another path. Source: docs/sources.md.
 */
export function createIam({ user, password, domain }: IamUser, tokens: TokenStore, seed: number) {
  const random = createRandom(seed, "iam");
  return ({ method, url, body }: IncomingRequest, now: number): SandboxResponse | undefined => {
    if (method !== "POST" || url.pathname !== "/v3/auth/tokens") return undefined;
    const auth = getPath(parseJson(body), "auth");
    const received = getPath(auth, "identity", "password", "user");
    const methods = getPath(auth, "identity", "methods");
    if (!Array.isArray(methods) || !methods.includes("password") || !isObject(received))
      return iamError(
        400,
        "Bad Request",
        'expected {"auth": {"identity": {"methods": ["password"], "password": {"user": …}}, "scope": …}}',
      );
    if (received["name"] !== user || received["password"] !== password || getPath(received, "domain", "name") !== domain)
      return iamError(401, "Unauthorized", "the user name, password or domain name is incorrect");
    const token = `sandbox-${random.hex(64)}`;
    const expires = tokens.issue(token, now);
    const project = getPath(auth, "scope", "project");
    const description = {
      methods: ["password"],
      issued_at: new Date(now).toISOString(),
      expires_at: new Date(expires).toISOString(),
      user: { name: user, domain: { name: domain } },
      ...(project !== undefined && { project }),
    };
    return jsonResponse(201, { token: description }, { "X-Subject-Token": token });
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

const getPath = (value: unknown, ...names: readonly string[]): unknown =>
  names.reduce((current, name) => (isObject(current) ? current[name] : undefined), value);
