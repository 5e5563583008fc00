/** Leaves out remarks, and names the generated files instead of their declarations. */
export function shortenReport(report: string, subpath: string, generated: ReadonlyMap<string, readonly string[]>): string {
  const [, code = ""] = /^```ts\n([\s\S]*?)^```$/m.exec(report) ?? [];
  const sections = code.split(/\n\n(?=\/\/ @)/).map((section) => section.replace(/^ *\/\/ .*\n?/gm, "").trim());
  const known = new Set([...generated.values()].flat());
  const names = exportedNames(sections.join("\n")).filter((name) => known.has(name));
  const whole = [...generated].filter(([, exported]) => exported.length > 0 && exported.every((name) => names.includes(name)));
  const single = names.filter((name) => !whole.some(([, exported]) => exported.includes(name)));
  const own = sections.filter((section) => section !== "" && !exportedNames(section).some((name) => known.has(name)));
  return [
    `# metastudio-video${subpath.slice(1)}`,
    "Written by `npm run api`. Do not edit.",
    ...(own.length === 0 ? [] : [`\`\`\`ts\n${own.join("\n\n")}\n\`\`\``]),
    ...(names.length === 0 ? [] : ["Generated:", [...whole.map(([file]) => file), ...single].map((name) => `- \`${name}\``).join("\n")]),
  ]
    .join("\n\n")
    .concat("\n");
}

/** The declarations that code exports, with their kind, because a type and a constant can have the same name. */
export const exportedNames = (code: string): string[] =>
  [...code.matchAll(/^export (?:declare |abstract |async )*((?:const|function|type|interface|class) [\w$]+)/gm)].map(([, name]) =>
    String(name),
  );

/** Lines that only one of the texts has, with `-` or `+`. */
export function compareLines(was: string, is: string): string[] {
  const lines = is.split("\n");
  const removed = was.split("\n").filter((line) => {
    const index = lines.indexOf(line);
    if (index >= 0) lines.splice(index, 1);
    return index < 0;
  });
  return [...removed.map((line) => `- ${line}`), ...lines.map((line) => `+ ${line}`)];
}
