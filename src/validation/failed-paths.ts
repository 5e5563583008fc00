import { segmentsOf } from "../core/pointer.js";

/** The places that have failed, as a tree over the segments of their pointers: a rule finds its cause without a look at all of them. */
export interface Failed {
  /** The pointers in the order of their issues. */
  readonly pointers: readonly string[];
  readonly tree: Place;
}

/** One place in the tree; both orders are indices into the pointers, or infinite. */
interface Place {
  /** Where this very place has failed. */
  own: number;
  /** The first failure here or below. */
  readonly first: number;
  readonly below: Map<string, Place>;
}

export function failedPlaces(pointers: readonly string[]): Failed {
  const tree = placeOf(0);
  pointers.forEach((pointer, order) => {
    let place = tree;
    for (const segment of segmentsOf(pointer)) {
      const next = place.below.get(segment) ?? placeOf(order);
      place.below.set(segment, next);
      place = next;
    }
    place.own = Math.min(place.own, order);
  });
  return { pointers, tree };
}

/**
 * The first failure that makes one of the places below `path` unreadable: at the place, above it or below it. Undefined if
 * there is none. Segments of a place may be `*`, which stands for every element of a list.
 */
export function causeOf({ pointers, tree }: Failed, path: string, places: readonly string[]): string | undefined {
  if (pointers.length === 0) return undefined;
  return pointers[places.reduce((least, place) => Math.min(least, firstTouching(tree, segmentsOf(path + place), 0)), NEVER)];
}

function firstTouching(place: Place, segments: readonly string[], depth: number): number {
  const segment = segments[depth];
  if (segment === undefined) return place.first;
  const next = segment === "*" ? [...place.below.values()] : [place.below.get(segment)];
  return next.reduce((least, part) => (part ? Math.min(least, firstTouching(part, segments, depth + 1)) : least), place.own);
}

const NEVER = Number.POSITIVE_INFINITY;

function placeOf(first: number): Place {
  return { own: NEVER, first, below: new Map() };
}
