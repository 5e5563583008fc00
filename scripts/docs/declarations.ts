import { readFileSync } from "node:fs";
import { type ClassDeclaration, type JSDocableNode, Node, Project } from "ts-morph";
import { oneLine } from "./markdown.js";

/** An exported name with the first paragraph of its docstring. */
export interface DocumentedExport {
  readonly name: string;
  readonly kind: string;
  readonly description: string;
}

/**
 * Reads the exports of the entry points of the package with their docstrings. Validators and constraints of components, which the
 * generator exports by a list of all, are left out.
 */
export function readExports(folder: string): Map<string, DocumentedExport[]> {
  const project = openProject();
  project.addSourceFilesAtPaths(["src", "generated"].map((name) => `${folder}${name}/**/*.ts`));
  const { exports } = JSON.parse(readFileSync(`${folder}package.json`, "utf8")) as { readonly exports: Readonly<Record<string, unknown>> };
  const subpaths = Object.keys(exports).filter((subpath) => typeof exports[subpath] === "object");
  return new Map(
    subpaths.map((subpath) => {
      const path = `${folder}src/${subpath === "." ? "index" : subpath.slice(2)}`;
      const file = project.getSourceFile(`${path}.ts`) ?? project.getSourceFileOrThrow(`${path}/index.ts`);
      const isGroup = subpath === "./validators" || subpath === "./constraints";
      const list = [...file.getExportedDeclarations()]
        .filter(([, [node]]) => !(isGroup && node?.getSourceFile().getFilePath().includes("/generated/")))
        .map(([name, nodes]) => ({ name, kind: kindOf(nodes[0]), description: nodes.map(summaryOf).find((text) => text !== "") ?? "" }));
      return [subpath, list.sort((a, b) => a.name.localeCompare(b.name, "en"))] as const;
    }),
  );
}

/** An error class with a stable code, or a base class without. */
export interface ErrorClass {
  readonly name: string;
  /** Name of the class it extends. */
  readonly base: string;
  readonly description: string;
  readonly code: string | undefined;
  /** Properties that the class declares, without `code`. */
  readonly properties: readonly { readonly name: string; readonly type: string; readonly description: string }[];
}

const ERRORS = ["src/errors.ts", "src/tasks/errors.ts"];

/**
 * Reads the error classes, each with the code that it declares.
 *
 * @throws Error when a code of the union `ErrorCode` has no class, or a class without a subclass has no code.
 */
export function readErrorClasses(folder: string): ErrorClass[] {
  const project = openProject();
  const files = ERRORS.map((name) => project.addSourceFileAtPath(`${folder}${name}`));
  const declarations = files.flatMap((file) => file.getClasses());
  // a property that is declared again, or whose details are an interface, has its docstring there
  const all: Node[] = files.flatMap((file) => [...file.getInterfaces(), ...declarations].flatMap((one): Node[] => one.getProperties()));
  const descriptions = new Map(
    all.filter((property) => summaryOf(property) !== "").map((property) => [property.getSymbolOrThrow().getName(), summaryOf(property)]),
  );
  const classes = declarations.map((declaration) => describeClass(declaration, descriptions));
  const union = files.flatMap(
    (file) =>
      file
        .getTypeAlias("ErrorCode")
        ?.getTypeNode()
        ?.getText()
        .match(/[\w-]+(?=")/g) ?? [],
  );
  for (const code of union) if (!classes.some((one) => one.code === code)) throw new Error(`no class declares the code ${code}`);
  for (const { name, code } of classes)
    if (code === undefined && !classes.some(({ base }) => base === name)) throw new Error(`${name} declares no code`);
  return classes;
}

function describeClass(declaration: ClassDeclaration, descriptions: ReadonlyMap<string, string>): ErrorClass {
  const properties = declaration
    .getInstanceProperties()
    .filter(Node.isPropertyDeclaration)
    .filter((property) => !property.getName().startsWith("#"));
  return {
    name: declaration.getNameOrThrow(),
    base: declaration.getExtends()?.getText() ?? "",
    description: summaryOf(declaration),
    code: /^"(.+)"$/.exec(declaration.getInstanceProperty("code")?.getType().getText() ?? "")?.[1],
    properties: properties
      .filter((property) => property.getTypeNode()?.getText().startsWith('"') !== true || property.getName() !== "code")
      .map((property) => ({
        name: `${property.getName()}${property.hasQuestionToken() ? "?" : ""}`,
        type: property.getTypeNode()?.getText() ?? "",
        description: summaryOf(property) || (descriptions.get(property.getName()) ?? ""),
      })),
  };
}

const openProject = (): Project => new Project({ skipAddingFilesFromTsConfig: true, skipLoadingLibFiles: true });

function kindOf(node: Node | undefined): string {
  const kind =
    node
      ?.getKindName()
      .replace(/Declaration$|Alias.*$/g, "")
      .toLowerCase() ?? "";
  return kind === "variable" ? "value" : kind;
}

/** Returns the first paragraph of a docstring, on one line. */
function summaryOf(node: Node): string {
  const documented = Node.isVariableDeclaration(node) ? node.getVariableStatement() : node;
  const comments = documented !== undefined && Node.isJSDocable(documented) ? (documented as JSDocableNode).getJsDocs() : [];
  return oneLine(
    comments
      .map(
        (comment) =>
          comment
            .getDescription()
            .trim()
            .split(/\n\s*\n/)[0] ?? "",
      )
      .join(" "),
  );
}
