import ts from "typescript";

/** A source file with one change. */
export interface Mutant {
  readonly file: string;
  readonly line: number;
  /** Short description with the surrounding text, such as `a < b → <=`. */
  readonly change: string;
  readonly text: string;
}

/** Mutants that remove or invert a check: operators in the source and in emitted code, conditions, and whole keyword functions. */
export function findMutants(file: string, text: string): Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const mutants: Mutant[] = [];
  const add = (start: number, end: number, replacement: string): void => {
    const line = source.getLineAndCharacterOfPosition(start).line + 1;
    const context = text.slice(Math.max(0, start - 12), Math.min(text.length, end + 12)).replace(/\s+/g, " ");
    const description = `${context} → ${replacement.trim() || "nothing"}`;
    const duplicates = mutants.filter((mutant) => mutant.change === description || mutant.change.startsWith(`${description} (`)).length;
    const change = duplicates === 0 ? description : `${description} (${duplicates + 1})`;
    mutants.push({ file, line, change, text: text.slice(0, start) + replacement + text.slice(end) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) return;
    if (ts.isBinaryExpression(node)) {
      const replacement = REPLACEMENTS[node.operatorToken.getText()];
      if (replacement) add(node.operatorToken.getStart(), node.operatorToken.getEnd(), replacement);
    }
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
      add(node.getStart(), node.operand.getStart(), "");
    if (ts.isIfStatement(node)) add(node.expression.getStart(), node.expression.getEnd(), "false");
    if (isInCodeTemplate(node))
      for (const { start, end, replacement } of emittedOperators(node.getText()))
        add(node.getStart() + start, node.getStart() + end, replacement);
    if (ts.isPropertyAssignment(node) && node.name.getText() === "test")
      add(node.initializer.getStart(), node.initializer.getEnd(), "() => []");
    if (ts.isPropertyAssignment(node) && node.name.getText() === "report")
      add(node.initializer.getStart(), node.initializer.getEnd(), "() => undefined");
    ts.forEachChild(node, visit);
  };
  visit(source);
  return mutants;
}

const REPLACEMENTS: Readonly<Record<string, string>> = {
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

/** Whether a node is literal text of a `code` template. */
function isInCodeTemplate(node: ts.Node): boolean {
  const template = ts.isNoSubstitutionTemplateLiteral(node)
    ? node.parent
    : ts.isTemplateHead(node)
      ? node.parent.parent
      : ts.isTemplateMiddle(node) || ts.isTemplateTail(node)
        ? node.parent.parent.parent
        : undefined;
  return template !== undefined && ts.isTaggedTemplateExpression(template) && template.tag.getText() === "code";
}

function emittedOperators(text: string): { start: number; end: number; replacement: string }[] {
  return [...text.matchAll(/(?<=[\s`}])(===|!==|<=|>=|<|>|&&|\|\||\?\?|!= null|== null)(?=[\s`$])|(?<=[\s`(])!(?=[($]|Array|`)/g)].map(
    (match) => ({
      start: match.index,
      end: match.index + match[0].length,
      replacement:
        match[0] === "!" ? "" : match[0] === "!= null" ? "== null" : match[0] === "== null" ? "!= null" : (REPLACEMENTS[match[0]] ?? ""),
    }),
  );
}
