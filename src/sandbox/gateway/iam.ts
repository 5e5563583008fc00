import type { Bytes } from "../../core/bytes.js";
import { createRandom } from "../random.js";
import { type Answer, isRecord, jsonAnswer } from "../response.js";
import type { TokenStore } from "./tokens.js";

/** Who may ask for a token. */
export interface IamUser {
  readonly user: string;
  readonly password: string;
  /** Name of the account that the user belongs to. */
  readonly domain: string;
}

/** The identity service, as far as a client of this API meets it: `POST /v3/auth/tokens` (facts §4.3). */
export interface Iam {
  /** Whether a request is for it. */
  serves(method: string, pathname: string): boolean;
  /** Answers with a token of 24 hours in `X-Subject-Token`, or refuses in IAM's own form. */
  answer(body: Bytes, now: number): Answer;
}

export interface IamOptions {
  readonly user: IamUser;
  readonly tokens: TokenStore;
  readonly seed: number;
}

export function createIam({ user, tokens, seed }: IamOptions): Iam {
  const random = createRandom(seed, "iam");
  return {
    serves: (method, pathname) => method === "POST" && pathname === "/v3/auth/tokens",
    answer: (body, now) => {
      const auth = at(parse(body), "auth");
      const asked = at(auth, "identity", "password", "user");
      const methods = at(auth, "identity", "methods");
      if (!Array.isArray(methods) || !methods.includes("password") || !isRecord(asked)) {
        return refuse(
          400,
          "Bad Request",
          'expected {"auth": {"identity": {"methods": ["password"], "password": {"user": …}}, "scope": …}}',
        );
      }
      const same = asked["name"] === user.user && asked["password"] === user.password && at(asked, "domain", "name") === user.domain;
      if (!same) return refuse(401, "Unauthorized", "the sandbox does not know this user with this password in this domain");
      const token = `sandbox-${random.hex(64)}`;
      const expires = tokens.issue(token, now);
      const described = {
        methods: ["password"],
        issued_at: new Date(now).toISOString(),
        expires_at: new Date(expires).toISOString(),
        user: { name: user.user, domain: { name: user.domain } },
        ...(at(auth, "scope", "project") === undefined ? {} : { project: at(auth, "scope", "project") }),
      };
      return jsonAnswer(201, { token: described }, { "X-Subject-Token": token });
    },
  };
}

function refuse(code: number, title: string, message: string): Answer {
  return jsonAnswer(code, { error: { code, title, message } });
}

function parse(body: Bytes): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

function at(value: unknown, ...names: readonly string[]): unknown {
  let place = value;
  for (const name of names) place = isRecord(place) ? place[name] : undefined;
  return place;
}
