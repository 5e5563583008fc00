import { type Contract, entries } from "./contract.js";
import { type ErrorClass, readErrorClasses } from "./declarations.js";
import { mapOtherOutcomes, mapStatus, statusesByClass } from "./error-mapping.js";
import { cell, code, generatedPage, link, paragraphs, plain, table } from "./markdown.js";

/** Returns the text of docs/errors.md, with one section (and anchor) per stable code and per service error code. */
export function errorsPage({ document }: Contract, folder: string): string {
  const classes = readErrorClasses(folder);
  const service = entries(document["x-error-codes"]).map(([name, { status, meaning, hint, source }]) => ({
    name,
    status,
    meaning: plain(String(meaning)),
    hint,
    source,
    ...mapStatus(Number(status), name),
  }));
  return generatedPage(
    "openapi.yaml and the docstrings of src/errors.ts and src/tasks/errors.ts",
    "Errors",
    "All errors thrown by this package are instances of `MetaStudioError` with a stable `code`. Messages may change between versions; codes do not. An aborted call rejects with the reason of its signal. The HTTP status determines the error class. The service error code (`errorCode`) only selects the hint, because the published lists of error codes contradict each other.",
    ["Error classes", "Retries", "Stable codes", "Service error codes"].map(link).join(" · "),
    "## Error classes",
    classTree(classes, "Error", "").join("\n"),
    ...classes.filter((one) => one.code === undefined).map((base) => paragraphs(`**${base.name}**: ${base.description}`, properties(base))),
    "## Retries",
    retrySection(classes),
    "## Stable codes",
    ...classes.filter((one) => one.code !== undefined).map(codeSection),
    "## Service error codes",
    "The error codes listed in the contract (`x-error-codes`). Some gateways return the prefix `APIG.` instead of the documented `APIGW.`; both are recognized.",
    table(
      ["Code", "Status", "Error code", "Retried", "Meaning"],
      service.map(({ name, status, code: stable, retry, meaning }) => [link(name), String(status), link(stable), retry, meaning]),
    ),
    ...service.map(({ name, status, meaning, hint, source, error, code: stable, retry }) =>
      paragraphs(
        `### ${name}`,
        meaning,
        hint === undefined ? undefined : `Fix: ${plain(String(hint))}`,
        `HTTP ${status}, ${code(error)} (${link(stable)}). Retried: ${retry}. Source: ${plain(String(source))}.`,
      ),
    ),
  );
}

/** Returns the classes below a base class as a nested list. */
const classTree = (classes: readonly ErrorClass[], base: string, indent: string): string[] =>
  classes
    .filter((child) => child.base === base)
    .flatMap((child) => [
      `${indent}- ${code(child.name)}${child.code === undefined ? "" : ` ${link(child.code)}`}`,
      ...classTree(classes, child.name, `${indent}  `),
    ]);

/** Returns the retry limits, the outcomes that are retried, and the errors that are not responses. */
function retrySection(classes: readonly ErrorClass[]): string {
  const { html, redirect, unreached, connectionLost, retryOptions } = mapOtherOutcomes();
  const statuses = statusesByClass();
  const responseErrors = new Set([...statuses.keys(), html.error, "ConnectionError", "TimeoutError"]);
  const others = classes.flatMap(({ name, code }) => (code === undefined || responseErrors.has(name) ? [] : [link(code)]));
  const linkTo = (error: string): string => link(classes.find(({ name }) => name === error)?.code ?? "");
  return paragraphs(
    `A call is retried at most ${retryOptions.max} times (\`retry.max\`); retries after a 429 do not count. The first delay is random between 0 and ${retryOptions.baseMs} ms. The upper bound doubles with each retry, up to ${retryOptions.maxPauseMs} ms. \`Retry-After\` takes precedence. No retry starts later than ${retryOptions.deadlineMs / 60_000} minutes after the first attempt.`,
    table(
      ["Retried", "Meaning"],
      [
        ["always", "The request was rejected before processing or never reached the service. Every operation is retried."],
        [
          "if repeatable",
          "The request may have been processed. Only operations that the contract marks as repeatable (`x-repeatable`) are retried. For other operations the error has `ambiguous: true`, and the hint explains how to find the task before creating (and paying for) another.",
        ],
        ["never", "The same request would fail again."],
      ],
    ),
    table(
      ["Outcome", "Error code", "Retried"],
      [
        ...[...statuses].flatMap(([error, groups]) =>
          groups.map(({ statuses, retry }) => [`status ${formatRanges(statuses)}`, linkTo(error), retry]),
        ),
        ["success status with an HTML, empty or malformed body", linkTo(html.error), html.retry],
        ["redirect", linkTo(redirect.error), redirect.retry],
        [`no connection (${unreached.codes.map(code).join(", ")})`, linkTo("ConnectionError"), unreached.retry],
        ["connection lost", linkTo("ConnectionError"), connectionLost],
        ["no complete response within `timeoutMs`", linkTo("TimeoutError"), connectionLost],
      ],
    ),
    "After a 401, the request is signed again once if the clock skew was wrong, and a credential provider is called once for new credentials. Otherwise the error is thrown.",
    `Errors that are not responses are never retried: ${others.join(", ")}.`,
  );
}

function codeSection(errorClass: ErrorClass): string {
  const { name, base, description } = errorClass;
  const groups = statusesByClass().get(name) ?? [];
  return paragraphs(
    `### ${errorClass.code}`,
    `${code(name)} extends ${code(base)}. ${description}`,
    groups.map(({ statuses, retry }) => `HTTP ${formatRanges(statuses)}. Retried: ${retry}.`).join(" "),
    properties(errorClass),
  );
}

const properties = ({ properties }: ErrorClass): string | undefined =>
  table(
    ["Property", "Type", "Description"],
    properties.map(({ name, type, description }) => [code(name), cell(code(type)), cell(description)]),
  );

/** Formats sorted numbers, with consecutive numbers as ranges. */
function formatRanges(numbers: readonly number[]): string {
  const starts = numbers.filter((number, index) => numbers[index - 1] !== number - 1);
  const ends = numbers.filter((number, index) => numbers[index + 1] !== number + 1);
  return starts.map((start, index) => (start === ends[index] ? `${start}` : `${start} to ${ends[index]}`)).join(", ");
}
