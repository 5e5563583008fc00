import { readGolden } from "../helpers/contract.js";

/** A row of a page to build. The notes are in our own words. */
export interface Row {
  name: string;
  type: string;
  required?: boolean;
  default?: string;
  enum?: string[];
  min?: number;
  max?: number;
  minLength?: number;
  maxLength?: number;
  note?: string;
}

export interface Table {
  table: number;
  title: string;
  rows: Row[];
}

/** A page of the operation, to be mutated and printed. */
export interface PageModel {
  title: string;
  updated: string;
  uri: string;
  tables: Table[];
  statusCodes: string[];
}

/** The page that the contract was written from, with descriptions in our own words. */
export const currentPage = (): PageModel => ({
  title: "Querying Virtual Avatar Video Production Task Details",
  updated: "2025-12-08",
  uri: "GET /v1/{project_id}/2d-digital-human-videos/{job_id}",
  tables: readGolden("page-rows") as Table[],
  statusCodes: ["200", "400", "401", "404", "500"],
});

const STATUS: Readonly<Record<number, string>> = { 4: "200", 28: "400", 29: "401", 30: "404", 31: "500" };

/** The description of a row, one paragraph an item. */
function description(row: Row): string[] {
  const isText = row.minLength !== undefined;
  return [
    "Definition",
    `What ${row.name} means.`,
    ...(row.note === undefined ? [] : ["NOTE:", row.note]),
    ...(row.enum === undefined ? [] : ["Range", ...row.enum.map((value) => `• ${value}: meaning of ${value}`)]),
    ...(isText ? [`The value can contain ${row.minLength} to ${row.maxLength?.toLocaleString("en-US")} characters.`] : []),
    ...(row.min === undefined ? [] : ["Value range:", `${row.min}~${row.max}`]),
    ...(row.default === undefined ? ["Default Value", "N/A"] : ["Default value:", row.default]),
  ];
}

const cells = (row: Row): string[][] => [
  [row.name],
  ...(row.required === undefined ? [] : [[row.required ? "Yes" : "No"]]),
  [row.type],
  description(row),
];

const header = ({ rows }: Table): string[] => [
  "Parameter",
  ...(rows[0]?.required === undefined ? [] : ["Mandatory"]),
  "Type",
  "Description",
];

/** Parts of the page around its tables. */
function layout<T>(page: PageModel, print: { line: (text: string) => T; heading: (text: string) => T; table: (table: Table) => T }): T[] {
  const { line, heading, table } = print;
  return [
    line(`Updated on ${page.updated} GMT+08:00`),
    heading(page.title),
    heading("Function"),
    line("What the operation does."),
    heading("URI"),
    line(page.uri),
    ...page.tables.flatMap((item) => [
      ...(item.title === "Request header parameters" ? [heading("Request Parameters")] : []),
      ...(item.title === "Response header parameters" ? [heading("Response Parameters")] : []),
      ...(STATUS[item.table] === undefined ? [] : [line(`Status code: ${STATUS[item.table]}`)]),
      table(item),
    ]),
    heading("Example Requests"),
    line("GET https://{endpoint}/"),
    heading("Status Codes"),
    line("Status Code"),
    line("Description"),
    ...page.statusCodes.flatMap((code) => [line(code), line(`Meaning of ${code}`)]),
    heading("Error Codes"),
    line("See the list."),
  ];
}

/** The page as a browser copies it: one line for each paragraph. */
export const asText = (page: PageModel): string =>
  layout(page, {
    line: (text) => text,
    heading: (text) => text,
    table: (table) => [`Table ${table.table} ${table.title}`, ...header(table), ...table.rows.flatMap(cells).flat()].join("\n\n"),
  }).join("\n\n");

/** The page as HTML, with the navigation of a site around it. */
export const asHtml = (page: PageModel): string => {
  const encode = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  const paragraphs = (lines: readonly string[]): string =>
    lines.map((line) => (line.startsWith("• ") ? `<ul><li>${encode(line.slice(2))}</li></ul>` : `<p>${encode(line)}</p>`)).join("");
  const row = (items: readonly (readonly string[])[], tag: string): string =>
    `<tr>${items.map((lines) => `<${tag}>${paragraphs(lines)}</${tag}>`).join("")}</tr>\n`;
  const body = layout(page, {
    line: (text) => `<div><span>${encode(text)}</span></div>\n`,
    heading: (text) => `<h4 class="sectiontitle">${encode(text)}</h4>\n`,
    table: (table) =>
      `<div><table><caption><b>Table ${table.table} </b>${encode(table.title)}</caption><thead>${row(
        header(table).map((text) => [text]),
        "th",
      )}</thead><tbody>${table.rows.map((item) => row(cells(item), "td")).join("")}</tbody></table></div>\n`,
  });
  return `<!DOCTYPE html><html><head><title>${encode(page.title)}</title><script>"Table 1 x"</script></head><body><nav><ul><li>Function</li></ul></nav>${body.join("")}</body></html>`;
};
