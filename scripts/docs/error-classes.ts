import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type ClassDeclaration, type JSDocableNode, Node, Project, type SourceFile, SyntaxKind } from "ts-morph";

/** A class of error, as the sources tell it. */
export interface ErrorClass {
  readonly name: string;
  /** The class that it extends. */
  readonly base: string;
  /** Its docstring. */
  readonly description: string;
  /** Stable codes that it is made with; none where other classes stand on it. */
  readonly codes: readonly string[];
  /** Its own properties. */
  readonly properties: readonly Property[];
}

interface Property {
  readonly name: string;
  readonly optional: boolean;
  readonly type: string;
  readonly description: string;
}

/** The files in which classes of errors are declared, and the union of their codes. */
const DECLARED = ["src/errors.ts", "src/tasks/errors.ts"];

/** Where errors are made. */
const MADE = ["src/http", "src/tasks", "src/auth"];

/** Every class and every stable code. Throws where a code has no class, or a class neither a code nor another class on it. */
export function errorClasses(root: string): { readonly codes: readonly string[]; readonly classes: readonly ErrorClass[] } {
  const project = new Project({ useInMemoryFileSystem: false, skipAddingFilesFromTsConfig: true, skipLoadingLibFiles: true });
  const read = (file: string): SourceFile => project.addSourceFileAtPath(join(root, file));
  const declared = DECLARED.map(read);
  const files = [...DECLARED, ...MADE.flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))].filter(
    (file) => file.endsWith(".ts"),
  );
  const declarations = declared.flatMap((file) => file.getClasses());
  const codes = declared.flatMap(
    (file) => file.getTypeAlias("ErrorCode")?.getTypeNode()?.getDescendantsOfKind(SyntaxKind.StringLiteral) ?? [],
  );
  const names = codes.map((literal) => literal.getLiteralValue());
  const made = pairs(files.map(read), new Set(names), new Set(declarations.map((found) => found.getNameOrThrow())));
  const told = propertyTexts(declared);
  const classes = declarations.map((found): ErrorClass => describe(found, made, told));
  for (const code of names) if (!classes.some((one) => one.codes.includes(code))) throw new Error(`no class is made with the code ${code}`);
  for (const { name, codes } of classes)
    if (codes.length === 0 && !classes.some(({ base }) => base === name)) throw new Error(`${name} is made with no code`);
  return { codes: names, classes };
}

function describe(found: ClassDeclaration, made: ReadonlyMap<string, ReadonlySet<string>>, told: ReadonlyMap<string, string>): ErrorClass {
  const name = found.getNameOrThrow();
  const properties = found
    .getInstanceProperties()
    .filter((property) => Node.isPropertyDeclaration(property) && !property.getName().startsWith("#"))
    .map((property): Property => {
      if (!Node.isPropertyDeclaration(property)) throw new Error(`${name}: ${property.getName()} is not a plain property`);
      const description = text(property) || (told.get(property.getName()) ?? "");
      return {
        name: property.getName(),
        optional: property.hasQuestionToken(),
        type: property.getTypeNode()?.getText() ?? "",
        description,
      };
    });
  return { name, base: found.getExtends()?.getText() ?? "", description: text(found), codes: [...(made.get(name) ?? [])], properties };
}

/** Which class is made with which codes: `new X("code"`, `super("code"` in X, and the pair `["code", X]`. */
function pairs(files: readonly SourceFile[], codes: ReadonlySet<string>, classes: ReadonlySet<string>): Map<string, Set<string>> {
  const made = new Map<string, Set<string>>();
  const note = (name: string | undefined, argument: Node | undefined): void => {
    if (name === undefined || !classes.has(name) || !Node.isStringLiteral(argument) || !codes.has(argument.getLiteralValue())) return;
    made.set(name, (made.get(name) ?? new Set()).add(argument.getLiteralValue()));
  };
  for (const file of files) {
    for (const made of file.getDescendantsOfKind(SyntaxKind.NewExpression)) note(made.getExpression().getText(), made.getArguments()[0]);
    for (const call of file.getDescendantsOfKind(SyntaxKind.CallExpression)) {
      const owner =
        call.getExpression().getKind() === SyntaxKind.SuperKeyword ? call.getFirstAncestorByKind(SyntaxKind.ClassDeclaration) : undefined;
      note(owner?.getName(), call.getArguments()[0]);
    }
    for (const list of file.getDescendantsOfKind(SyntaxKind.ArrayLiteralExpression)) {
      const [code, name, ...others] = list.getElements();
      if (others.length === 0) note(name?.getText(), code);
    }
  }
  return made;
}

/** What the interfaces of details say of a property, by its name: classes only declare most of theirs. */
function propertyTexts(files: readonly SourceFile[]): Map<string, string> {
  const signatures = files.flatMap((file) => file.getInterfaces()).flatMap((found) => found.getProperties());
  return new Map(signatures.map((signature) => [signature.getName(), text(signature)]));
}

/** A docstring in one line. */
function text(node: JSDocableNode): string {
  return node
    .getJsDocs()
    .map((doc) => doc.getDescription().replace(/\s+/g, " ").trim())
    .join(" ");
}
