/** Hides what must never be printed: live secrets, and the signed parts of links. */
export interface Redactor {
  /** Remembers a secret; from now on it is `***` wherever the client prints. Those of requests never crowd out credentials. */
  add(secret: string | undefined, of?: "credentials" | "request"): void;
  /** The text without secrets. */
  text(text: string): string;
}

/** How many secrets are remembered: a token lives a day, and the last few may still turn up in an answer; requests are many at once. */
const remembered = { credentials: 16, request: 512 };

/** Shorter ones would blot out ordinary words. */
const shortestSecret = 6;

/** One redactor a client: it knows the secrets this client has used. */
export function createRedactor(): Redactor {
  const known = { credentials: new Set<string>(), request: new Set<string>() };
  return {
    add(secret, of = "credentials") {
      const secrets = known[of];
      if (secret === undefined || secret.length < shortestSecret || secrets.has(secret)) return;
      for (const spelling of spellings(secret)) secrets.add(spelling);
      for (const oldest of secrets) if (secrets.size > remembered[of] * 3) secrets.delete(oldest);
    },
    text(text) {
      const spans: Span[] = [];
      for (const secrets of Object.values(known))
        for (const secret of secrets)
          for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) spans.push([at, at + secret.length]);
      return redactLinks(spans.length === 0 ? text : blotted(text, spans));
    },
  };
}

type Span = readonly [start: number, end: number];

/** The text with `***` for each stretch of secrets. One may lie within another, or overlap it: what is left of either is no secret any more. */
function blotted(text: string, spans: readonly Span[]): string {
  let clean = "";
  let done = 0;
  for (const [start, end] of [...spans].sort(([one], [other]) => one - other)) {
    if (start >= done) clean += `${text.slice(done, start)}***`;
    done = Math.max(done, end);
  }
  return clean + text.slice(done);
}

/** As it is, in a URL, in JSON. A lone surrogate has no place in a URL. */
function spellings(secret: string): string[] {
  return [secret, encodeURIComponent(secret.replace(/\p{Cs}/gu, "\ufffd")), JSON.stringify(secret).slice(1, -1)];
}

const names = "AccessKeyId|Signature|X-Amz-Credential|X-Amz-Signature|(?:x-[a-z]+-)?security-token|secret";

/** `secret` is what MSS_A puts into the address of a callback. Within JSON an `&` may be spelled `\u0026`, and what ends at a quote ends at `\"`. */
const signedPart = new RegExp(String.raw`(\b|\\u0026)(${names})=(?:(?!\\u0026|\\")[^&\s"'<>,;])+`, "gi");

/** Takes the signed parts out of every address in a text, a presigned link's or a callback's; it stays readable and opens nothing any longer. */
export function redactLinks(text: string): string {
  return text.includes("=") ? text.replace(signedPart, "$1$2=***") : text;
}

/** A deep copy of plain data with every text redacted; what is no plain data stays as it is. */
export function redactData(value: unknown, text: (text: string) => string, depth = 0): unknown {
  if (typeof value === "string") return text(value);
  if (typeof value !== "object" || value === null || depth > 32) return value;
  if (Array.isArray(value)) return value.map((item) => redactData(item, text, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, redactData(item, text, depth + 1)]));
}

/**
 * A plain copy of something that was thrown: name, message, code and its own causes, redacted. Errors of HTTP libraries
 * carry the whole request, credentials included; none of that is copied.
 */
export function redactCause(thrown: unknown, redactor: Redactor, depth = 0): Error {
  if (!(thrown instanceof Error)) return new Error(redactor.text(typeof thrown === "string" ? thrown : `a thrown ${typeof thrown}`));
  const copy = new Error(redactor.text(thrown.message));
  copy.name = thrown.name;
  copy.stack = `${thrown.name}: ${copy.message}`;
  const code = systemCode(thrown);
  if (code !== undefined) Object.assign(copy, { code });
  if (thrown.cause !== undefined && depth < 4) copy.cause = redactCause(thrown.cause, redactor, depth + 1);
  return copy;
}

/** The system's own code of a failure (`ECONNREFUSED`), wherever it hides: on the error, in its cause, in the first of several. */
export function systemCode(thrown: unknown, depth = 0): string | undefined {
  if (typeof thrown !== "object" || thrown === null || depth > 4) return undefined;
  if ("code" in thrown && typeof thrown.code === "string") return thrown.code;
  if ("cause" in thrown && thrown.cause !== undefined) return systemCode(thrown.cause, depth + 1);
  if ("errors" in thrown && Array.isArray(thrown.errors)) return systemCode(thrown.errors[0], depth + 1);
  return undefined;
}
