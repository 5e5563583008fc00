import { constants } from "../../../generated/constraints.js";
import type { Exchange } from "../request-context.js";
import { type Answer, documentedError, gatewayError } from "../response.js";
import type { KeyRing } from "./key-lockout.js";
import type { TokenStore } from "./tokens.js";
import { verifySignature } from "./verify.js";

/** Everything that a request may show to prove who sent it. */
export interface Gate {
  readonly tokens: TokenStore;
  readonly keys: KeyRing;
}

/** Refuses a request whose credentials are missing or wrong; `undefined` lets it pass. */
export async function authenticate(exchange: Exchange, gate: Gate): Promise<Answer | undefined> {
  const { contract, operation, headers } = exchange;
  const alternatives = operation.security.map((schemes) => schemes.map((scheme) => contract.securitySchemes[scheme]?.name ?? scheme));
  if (alternatives.length === 0 || alternatives.some((names) => names.length === 0)) return undefined;
  const shown = alternatives.filter((names) => names.every((name) => headers.has(name)));
  if (shown.length === 0) {
    const expected = alternatives.map((names) => names.join(" and ")).join("; or ");
    return documentedError(contract, operation, 401, `no credentials came; send ${expected}`);
  }
  return shown.some((names) => names.includes("Authorization")) ? bySignature(exchange, gate.keys) : byToken(exchange, gate.tokens);
}

/** Refuses a request to another project than the one that the credentials belong to; without a project of its own the sandbox takes any. */
export function checkProject(
  { contract, operation, path, headers, requestId }: Exchange,
  projectId: string | undefined,
): Answer | undefined {
  const name = operation.parameters.find(({ clientOption }) => clientOption === "projectId")?.name;
  const asked = name === undefined ? undefined : path[name];
  const own = projectId ?? headers.get("X-Project-Id") ?? undefined;
  if (asked === undefined || own === undefined || asked === own) return undefined;
  return gatewayError(contract, "MSS.00010009", requestId, `the path names ${asked}, the credentials belong to ${own}`);
}

function byToken({ contract, operation, headers, scenario, since, now, requestId }: Exchange, tokens: TokenStore): Answer | undefined {
  const verdict = tokens.judge(headers.get("X-Auth-Token") ?? "", now, scenario.tokensDieAfter, since);
  if (verdict === "valid") return undefined;
  if (verdict === "unknown") return documentedError(contract, operation, 401, "the sandbox does not know this token");
  return gatewayError(contract, "APIGW.0307", requestId, "the token has expired; get a new one from POST /v3/auth/tokens");
}

async function bySignature(exchange: Exchange, keys: KeyRing): Promise<Answer | undefined> {
  const { contract, requestId, body } = exchange;
  const most = constants.signedBodyBytes;
  if (body.length > most) {
    const large = `the body has ${body.length} bytes, with a signature ${most} are taken; send it with a token`;
    return { ...gatewayError(contract, "APIGW.0201", requestId, large), status: 413 };
  }
  const fault = await verifySignature(exchange, keys);
  return fault === undefined ? undefined : gatewayError(contract, "APIGW.0301", requestId, fault);
}
