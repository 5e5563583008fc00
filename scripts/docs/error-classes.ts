import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type ClassDeclaration, type JSDocableNode, Node, Project, type SourceFile, SyntaxKind } from "ts-morph";

/** An error class, as declared in the sources. */
export interface ErrorClass {
  readonly name: string;
  /** Name of the class it extends. */
  readonly base: string;
  /** Docstring of the class. */
  readonly description: string;
  /** Stable codes it is created with; empty for base classes. */
  readonly codes: readonly string[];
  /** Properties declared by the class itself. */
  readonly properties: readonly Property[];
}

interface Property {
  readonly name: string;
  readonly optional: boolean;
  readonly type: string;
  readonly description: string;
}

/** Files that declare error classes and the union of their codes. */
const ERROR_DECLARATIONS = ["src/errors.ts", "src/tasks/errors.ts"];

/** Folders with code that creates errors. */
const ERROR_SOURCES = ["src/http", "src/tasks", "src/auth"];

/**
 * Reads all error classes and stable codes from the sources.
 *
 * @throws Error when a code has no class, or a class has neither a code nor a subclass.
 */
export function readErrorClasses(root: string): { readonly codes: readonly string[]; readonly classes: readonly ErrorClass[] } {
  const project = new Project({ useInMemoryFileSystem: false, skipAddingFilesFromTsConfig: true, skipLoadingLibFiles: true });
  const read = (file: string): SourceFile => project.addSourceFileAtPath(join(root, file));
  const declared = ERROR_DECLARATIONS.map(read);
  const files = [
    ...ERROR_DECLARATIONS,
    ...ERROR_SOURCES.flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)),
  ].filter((file) => file.endsWith(".ts"));
  const declarations = declared.flatMap((file) => file.getClasses());
  const codes = declared.flatMap(
    (file) => file.getTypeAlias("ErrorCode")?.getTypeNode()?.getDescendantsOfKind(SyntaxKind.StringLiteral) ?? [],
  );
  const names = codes.map((literal) => literal.getLiteralValue());
  const codesByClass = collectCodesByClass(
    files.map(read),
    new Set(names),
    new Set(declarations.map((declaration) => declaration.getNameOrThrow())),
  );
  const descriptions = readPropertyDescriptions(declared);
  const classes = declarations.map((declaration): ErrorClass => describeClass(declaration, codesByClass, descriptions));
  for (const code of names)
    if (!classes.some(({ codes }) => codes.includes(code))) throw new Error(`no class is created with the code ${code}`);
  for (const { name, codes } of classes)
    if (codes.length === 0 && !classes.some(({ base }) => base === name)) throw new Error(`${name} is created with no code`);
  return { codes: names, classes };
}

function describeClass(
  declaration: ClassDeclaration,
  codesByClass: ReadonlyMap<string, ReadonlySet<string>>,
  descriptions: ReadonlyMap<string, string>,
): ErrorClass {
  const name = declaration.getNameOrThrow();
  const properties = declaration
    .getInstanceProperties()
    .filter((property) => Node.isPropertyDeclaration(property) && !property.getName().startsWith("#"))
    .map((property): Property => {
      if (!Node.isPropertyDeclaration(property)) throw new Error(`${name}: ${property.getName()} is not a plain property`);
      const description = readDocstring(property) || (descriptions.get(property.getName()) ?? "");
      return {
        name: property.getName(),
        optional: property.hasQuestionToken(),
        type: property.getTypeNode()?.getText() ?? "",
        description,
      };
    });
  return {
    name,
    base: declaration.getExtends()?.getText() ?? "",
    description: readDocstring(declaration),
    codes: [...(codesByClass.get(name) ?? [])],
    properties,
  };
}

/** Returns the codes each class is created with: `new X("code"`, `super("code"` in X, and pairs `["code", X]`. */
function collectCodesByClass(
  files: readonly SourceFile[],
  codes: ReadonlySet<string>,
  classes: ReadonlySet<string>,
): Map<string, Set<string>> {
  const codesByClass = new Map<string, Set<string>>();
  const addCode = (name: string | undefined, argument: Node | undefined): void => {
    if (name === undefined || !classes.has(name) || !Node.isStringLiteral(argument) || !codes.has(argument.getLiteralValue())) return;
    codesByClass.set(name, (codesByClass.get(name) ?? new Set()).add(argument.getLiteralValue()));
  };
  for (const file of files) {
    for (const creation of file.getDescendantsOfKind(SyntaxKind.NewExpression))
      addCode(creation.getExpression().getText(), creation.getArguments()[0]);
    for (const call of file.getDescendantsOfKind(SyntaxKind.CallExpression)) {
      const owner =
        call.getExpression().getKind() === SyntaxKind.SuperKeyword ? call.getFirstAncestorByKind(SyntaxKind.ClassDeclaration) : undefined;
      addCode(owner?.getName(), call.getArguments()[0]);
    }
    for (const list of file.getDescendantsOfKind(SyntaxKind.ArrayLiteralExpression)) {
      const [code, name, ...others] = list.getElements();
      if (others.length === 0) addCode(name?.getText(), code);
    }
  }
  return codesByClass;
}

/** Returns the property descriptions of the details interfaces by name; most class properties are declared without a docstring. */
function readPropertyDescriptions(files: readonly SourceFile[]): Map<string, string> {
  const signatures = files.flatMap((file) => file.getInterfaces()).flatMap((details) => details.getProperties());
  return new Map(signatures.map((signature) => [signature.getName(), readDocstring(signature)]));
}

/** Returns the docstring of a declaration on one line. */
function readDocstring(node: JSDocableNode): string {
  return node
    .getJsDocs()
    .map((doc) => doc.getDescription().replace(/\s+/g, " ").trim())
    .join(" ");
}
