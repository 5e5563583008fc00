import { getLocation } from "jsonc-parser";
import { escapeSegment } from "../core/pointer.js";
import { setJsonValue } from "../json/apply-fixes.js";
import { findNearest, parseJson } from "../json/json-text.js";
import { createDiagram } from "./diagram.js";
import { find, h } from "./dom.js";
import { createEditor } from "./editor.js";
import { numberIssues, showIssueList } from "./issue-list.js";
import { presets } from "./presets.js";
import { createRunPanel } from "./run.js";
import { decodeFragment, encodeFragment, requestCode } from "./share.js";
import { fixText, type TextIssue, type Validation, validateText } from "./validate.js";

const format = (value: unknown): string => JSON.stringify(value, null, 2);

let validation: Validation = { value: undefined, issues: [] };
const validateSoon = createTimer();
const highlightSoon = createTimer();
const drawSoon = createTimer();

const editor = createEditor({
  parent: find("editor"),
  text: (await decodeFragment(location.hash)) ?? format(presets[0]?.request),
  onChange: () => validateSoon(0, update),
  onCursor: (position) => highlightSoon(120, () => diagram.highlight(pointerAt(editor.text(), position))),
});
const select = (pointer: string): void => {
  const { node } = findNearest(parseJson(editor.text()), pointer);
  editor.select(node.offset, node.offset + node.length);
};
const diagram = createDiagram(select);
createRunPanel(() => validation.value);

/** Shows the issues of the text at once; the slower diagram and code follow when the page is idle. */
function update(): void {
  validation = validateText(editor.text(), editor.tree());
  editor.showIssues(validation.issues, applyFix);
  showIssueList(validation.issues, { select, applyFix });
  drawSoon(200, () => {
    if (validation.value === undefined) return;
    numberIssues(diagram.draw(validation.value));
    showCode();
  });
}

function applyFix({ fixes = [] }: TextIssue): void {
  editor.setText(fixes.reduce((text, { path, value }) => setJsonValue(text, path, value), editor.text()));
}

find("fix-all").addEventListener("click", () => {
  if (validation.value !== undefined) editor.setText(fixText(editor.text()));
});

find("presets").append(
  ...presets.map(({ name, request }) => h("button", { type: "button", click: () => editor.setText(format(request)) }, name)),
);

find("share").addEventListener("click", async () => {
  history.replaceState(null, "", await encodeFragment(editor.text()));
  const copied = await navigator.clipboard.writeText(location.href).then(
    () => true,
    () => false,
  );
  find("shared").textContent = copied ? "Link copied. It contains the request." : "The address of this page now contains the request.";
});

const language = (): "TypeScript" | "curl" | "CLI" =>
  (document.querySelector<HTMLInputElement>('input[name="language"]:checked')?.value ?? "TypeScript") as "TypeScript";
function showCode(): void {
  find<HTMLTextAreaElement>("code").value = requestCode(validation.value)[language()];
}
find("languages").addEventListener("change", showCode);
find("copy").addEventListener("click", () => {
  void navigator.clipboard.writeText(find<HTMLTextAreaElement>("code").value).then(
    () => (find("copied").textContent = "Copied."),
    () => (find("copied").textContent = "The browser refused to copy."),
  );
});

/** Returns a function that calls another one later, unless it is called again before. */
function createTimer(): (ms: number, call: () => void) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (ms, call) => {
    clearTimeout(timer);
    timer = setTimeout(call, ms);
  };
}

function pointerAt(text: string, offset: number): string {
  return getLocation(text, offset)
    .path.map((segment) => `/${escapeSegment(String(segment))}`)
    .join("");
}

update();
