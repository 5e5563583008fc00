import { parsePointer } from "../core/pointer.js";

/** The JSON Pointers of a value's schema issues, with a tree of their segments for fast lookup. */
export interface FailedPaths {
  /** The pointers in the order of their issues. */
  readonly pointers: readonly string[];
  readonly tree: PathNode;
}

/** A node of the tree. Both numbers are indices into `pointers`, or infinite. */
interface PathNode {
  /** The first failure at exactly this path. */
  own: number;
  /** The first failure at or below this path. */
  readonly first: number;
  readonly children: Map<string, PathNode>;
}

export function createFailedPaths(pointers: readonly string[]): FailedPaths {
  const tree = createNode(0);
  pointers.forEach((pointer, index) => {
    let node = tree;
    for (const segment of parsePointer(pointer)) {
      const child = node.children.get(segment) ?? createNode(index);
      node.children.set(segment, child);
      node = child;
    }
    node.own = Math.min(node.own, index);
  });
  return { pointers, tree };
}

/**
 * Finds the first failure that invalidates one of the `dependencies`, which are pointers relative to `path`. A failure
 * invalidates a dependency if it is at, above or below it. The segment `*` matches every element of an array.
 */
export function findFailedDependency({ pointers, tree }: FailedPaths, path: string, dependencies: readonly string[]): string | undefined {
  if (pointers.length === 0) return undefined;
  return pointers[
    dependencies.reduce((least, dependency) => Math.min(least, firstOverlap(tree, parsePointer(path + dependency), 0)), NONE)
  ];
}

function firstOverlap(node: PathNode, segments: readonly string[], depth: number): number {
  const segment = segments[depth];
  if (segment === undefined) return node.first;
  const children = segment === "*" ? [...node.children.values()] : [node.children.get(segment)];
  return children.reduce((least, child) => (child ? Math.min(least, firstOverlap(child, segments, depth + 1)) : least), node.own);
}

const NONE = Number.POSITIVE_INFINITY;

function createNode(first: number): PathNode {
  return { own: NONE, first, children: new Map() };
}
