/** An issue with the minimum of data needed to report it. */
export interface HandwrittenIssue {
  readonly path: string;
  readonly keyword: string;
  readonly limit: unknown;
  readonly message: string;
}

export function reportNotObject(out: HandwrittenIssue[], path: string, value: unknown): void {
  report(out, path, value === undefined ? "required" : "type", "object", "must be an object");
}

/** Reports a wrong type, or a missing value; called only for required properties and present optional ones. */
export function reportType(out: HandwrittenIssue[], p: string, name: string, value: unknown, type: string): void {
  if (value === undefined) report(out, p + name, "required", name, "is required");
  else report(out, p + name, "type", type, `must be ${type}`);
}

/** Reports a value that matches no alternative. */
export function reportNoAlternative(out: HandwrittenIssue[], p: string, name: string): void {
  report(out, p + name, "oneOf", 1, "must match one of the alternatives");
}

export function reportEnum(out: HandwrittenIssue[], p: string, name: string, value: unknown, values: readonly string[]): void {
  if (typeof value !== "string") reportType(out, p, name, value, "string");
  else report(out, p + name, "enum", values, "must be one of the listed values");
}

export function reportString(out: HandwrittenIssue[], p: string, name: string, value: unknown, min: number, max: number): void {
  if (typeof value !== "string") reportType(out, p, name, value, "string");
  else if (value.length < min) report(out, p + name, "minLength", min, `must have at least ${min} characters`);
  else report(out, p + name, "maxLength", max, `must have at most ${max} characters`);
}

export function reportInteger(out: HandwrittenIssue[], p: string, name: string, value: unknown, min: number, max: number): void {
  if (typeof value !== "number" || value % 1 !== 0) reportType(out, p, name, value, "integer");
  else reportRange(out, p + name, value, min, max);
}

export function reportNumber(out: HandwrittenIssue[], p: string, name: string, value: unknown, min: number, max: number): void {
  if (typeof value !== "number" || value - value !== 0) reportType(out, p, name, value, "number");
  else reportRange(out, p + name, value, min, max);
}

export function reportMaxItems(out: HandwrittenIssue[], p: string, name: string, count: number, max: number): void {
  if (count > max) report(out, p + name, "maxItems", max, `must have at most ${max} elements`);
}

function reportRange(out: HandwrittenIssue[], path: string, value: number, min: number, max: number): void {
  if (value < min) report(out, path, "minimum", min, `must be at least ${min}`);
  else report(out, path, "maximum", max, `must be at most ${max}`);
}

function report(out: HandwrittenIssue[], path: string, keyword: string, limit: unknown, message: string): void {
  out.push({ path, keyword, limit, message });
}
