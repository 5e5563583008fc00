import ts from "typescript";

/** One change of one source file. */
export interface Mutant {
  readonly file: string;
  readonly line: number;
  /** `a < b` became `a <= b`, in a few words. */
  readonly change: string;
  readonly text: string;
}

/** Every small change that could lose or turn a check: operators, in our code and in the code it emits, conditions, and whole steps. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const found: Mutant[] = [];
  const add = (start: number, end: number, replacement: string): void => {
    const line = source.getLineAndCharacterOfPosition(start).line + 1;
    const around = text.slice(Math.max(0, start - 12), Math.min(text.length, end + 12)).replace(/\s+/g, " ");
    const words = `${around} → ${replacement.trim() || "nothing"}`;
    const same = found.filter((mutant) => mutant.change === words || mutant.change.startsWith(`${words} (`)).length;
    const change = same === 0 ? words : `${words} (${same + 1})`;
    found.push({ file, line, change, text: text.slice(0, start) + replacement + text.slice(end) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) return;
    if (ts.isBinaryExpression(node)) {
      const other = OPPOSITE[node.operatorToken.getText()];
      if (other) add(node.operatorToken.getStart(), node.operatorToken.getEnd(), other);
    }
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
      add(node.getStart(), node.operand.getStart(), "");
    if (ts.isIfStatement(node)) add(node.expression.getStart(), node.expression.getEnd(), "false");
    if (isEmitted(node))
      for (const { start, end, other } of emittedOperators(node.getText())) add(node.getStart() + start, node.getStart() + end, other);
    if (ts.isPropertyAssignment(node) && node.name.getText() === "test")
      add(node.initializer.getStart(), node.initializer.getEnd(), "() => []");
    if (ts.isPropertyAssignment(node) && node.name.getText() === "collect")
      add(node.initializer.getStart(), node.initializer.getEnd(), "() => code``");
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const OPPOSITE: Readonly<Record<string, string>> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "===": "!==",
  "!==": "===",
  "&&": "||",
  "||": "&&",
  "??": "&&",
  "+": "-",
  "%": "*",
};

/** A fixed part of a `code` template. */
function isEmitted(node: ts.Node): boolean {
  const template = ts.isNoSubstitutionTemplateLiteral(node)
    ? node.parent
    : ts.isTemplateHead(node)
      ? node.parent.parent
      : ts.isTemplateMiddle(node) || ts.isTemplateTail(node)
        ? node.parent.parent.parent
        : undefined;
  return template !== undefined && ts.isTaggedTemplateExpression(template) && template.tag.getText() === "code";
}

function emittedOperators(text: string): { start: number; end: number; other: string }[] {
  return [...text.matchAll(/(?<=[\s`}])(===|!==|<=|>=|<|>|&&|\|\||\?\?|!= null|== null)(?=[\s`$])|(?<=[\s`(])!(?=[($]|Array|`)/g)].map(
    (match) => ({
      start: match.index,
      end: match.index + match[0].length,
      other: match[0] === "!" ? "" : match[0] === "!= null" ? "== null" : match[0] === "== null" ? "!= null" : (OPPOSITE[match[0]] ?? ""),
    }),
  );
}
