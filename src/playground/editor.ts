import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import {
  bracketMatching,
  codeFolding,
  ensureSyntaxTree,
  foldGutter,
  foldKeymap,
  indentOnInput,
  syntaxHighlighting,
} from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, hoverTooltip, keymap, lineNumbers } from "@codemirror/view";
import { complete, describe } from "./complete.js";
import { fixText } from "./issue-list.js";
import type { SyntaxTree, TextIssue } from "./validate.js";

export interface Editor {
  text(): string;
  tree(): SyntaxTree | undefined;
  /** Replaces the text; the change can be undone. */
  setText(text: string): void;
  /** Selects a range, scrolls to it and focuses the editor. */
  select(from: number, to: number): void;
  showIssues(issues: readonly TextIssue[], applyFix: (issue: TextIssue) => void): void;
}

export interface EditorOptions {
  readonly parent: HTMLElement;
  readonly text: string;
  readonly onChange: () => void;
  readonly onCursor: (position: number) => void;
}

/** The tree of a large text is parsed at once only when it is new; later changes take a few milliseconds. */
const MAX_PARSE_MS = 2000;

export function createEditor({ parent, text, onChange, onCursor }: EditorOptions): Editor {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        codeFolding(),
        foldGutter({ openText: "▾", closedText: "▸" }),
        lintGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ override: [complete] }),
        hoverTooltip((editor, position) => describe(editor.state.doc.toString(), position)),
        json(),
        // class names from the names of the tags; the page defines their colors for light and dark
        syntaxHighlighting({ style: (tags) => tags.map((tag) => `tok-${tag}`).join(" ") }),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": "Request as JSON", tabindex: "0" }),
        // Tab is not bound, so that it moves the focus
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...foldKeymap, ...completionKeymap, ...lintKeymap]),
        EditorView.updateListener.of(({ docChanged, selectionSet, state }) => {
          if (docChanged) onChange();
          if (docChanged || selectionSet) onCursor(state.selection.main.head);
        }),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    tree: () => ensureSyntaxTree(view.state, view.state.doc.length, MAX_PARSE_MS) ?? undefined,
    setText: (next) => view.dispatch({ changes: difference(view.state.doc.toString(), next), scrollIntoView: false }),
    select(from, to) {
      view.dispatch({ selection: { anchor: from, head: to }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
      view.focus();
    },
    showIssues(issues, applyFix) {
      const diagnostics = issues.map((issue): Diagnostic => {
        const { severity, message, hint, rule, source, fixes, from, to } = issue;
        const name = fixText(fixes);
        const text = `${message}${hint === undefined ? "" : `\n${hint}`}`;
        const actions = name === "" ? [] : [{ name, apply: () => applyFix(issue) }];
        const origin = [source, rule].filter((part) => part !== undefined).join(" · ");
        return { from, to, severity: severity === "note" ? "info" : severity, message: text, source: origin, actions };
      });
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
  };
}

/** Returns the change between two texts without their common start and end, so that the cursor keeps its place. */
function difference(before: string, after: string): { from: number; to: number; insert: string } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}
