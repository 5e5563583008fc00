/** One fault, with no more than what is needed to tell it. */
export interface Found {
  readonly path: string;
  readonly keyword: string;
  readonly limit: unknown;
  readonly message: string;
}

export function notObject(out: Found[], path: string, value: unknown): void {
  add(out, path, value === undefined ? "required" : "type", "object", "must be an object");
}

/** An absent value is a missing one: callers ask only for what is required. */
export function wrongType(out: Found[], p: string, name: string, value: unknown, type: string): void {
  if (value === undefined) add(out, p + name, "required", name, "must be there");
  else add(out, p + name, "type", type, `must be ${type}`);
}

/** What matches neither alternative. */
export function notEither(out: Found[], p: string, name: string): void {
  add(out, p + name, "oneOf", 1, "must match one of the alternatives");
}

export function notListed(out: Found[], p: string, name: string, value: unknown, values: readonly string[]): void {
  if (typeof value !== "string") wrongType(out, p, name, value, "string");
  else add(out, p + name, "enum", values, "must be one of the listed values");
}

export function wrongText(out: Found[], p: string, name: string, value: unknown, least: number, most: number): void {
  if (typeof value !== "string") wrongType(out, p, name, value, "string");
  else if (value.length < least) add(out, p + name, "minLength", least, `must have at least ${least} characters`);
  else add(out, p + name, "maxLength", most, `must have at most ${most} characters`);
}

export function wrongInteger(out: Found[], p: string, name: string, value: unknown, least: number, most: number): void {
  if (typeof value !== "number" || value % 1 !== 0) wrongType(out, p, name, value, "integer");
  else range(out, p + name, value, least, most);
}

export function wrongNumber(out: Found[], p: string, name: string, value: unknown, least: number, most: number): void {
  if (typeof value !== "number" || value - value !== 0) wrongType(out, p, name, value, "number");
  else range(out, p + name, value, least, most);
}

export function tooMany(out: Found[], p: string, name: string, count: number, most: number): void {
  if (count > most) add(out, p + name, "maxItems", most, `must have at most ${most} elements`);
}

function range(out: Found[], path: string, value: number, least: number, most: number): void {
  if (value < least) add(out, path, "minimum", least, `must be at least ${least}`);
  else add(out, path, "maximum", most, `must be at most ${most}`);
}

function add(out: Found[], path: string, keyword: string, limit: unknown, message: string): void {
  out.push({ path, keyword, limit, message });
}
