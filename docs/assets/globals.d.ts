/**
 * What the scripts share: for the type checker alone, this file is not part of the site.
 *
 * A script puts its part on the one global, `(globalThis.Tongban ||= {}).NAME = …`. One that is used by others is described
 * in `Parts`, a line each; whoever uses it takes it with its type:
 * `const { text } = /** @type {Parts} *\/ (globalThis.Tongban);`
 */

/** The first script of the search's index. */
export type Top = { pages: number; per: number; lengths: string; worths: string; activities: [number, number][]; words: string; han: number[]; common: string };
/** A script with tokens and where they stand. */
export type Drawer = { words: string; places: string };
export type Index = { pages: number; per: number; lengths: number[]; worths: number[]; usual: number; words: string[]; han: Set<number>; common: Set<string>; activities: number[] };
/** A token to look for; `weights` says which words of the index stand for it and how well, or is null when all that begin like it do. */
export type Term = { token: string; weights: Map<string, number> | null; drawers: string[] };
/** A page; `terms` has a bit set for each term that stands on it. */
export type Hit = { page: number; score: number; terms: number };
/** Pages, best first; the words of theirs that answer, how much each says, and the terms it answers, a bit each. */
export type Found = { hits: Hit[]; words: Set<string>; weights: Map<string, number>; meaning: Map<string, number> };

type Say = (key: string, values?: Record<string, unknown>) => string;

declare global {
  var Tongban: any;
  var kbPart: (name: string, data: unknown) => void;

  interface Parts {
    text: TextPart;
    search: SearchPart;
    words: { fill(pattern: string, values?: Record<string, unknown>): string; speaker(words: Record<string, string>): Say };
    device: DevicePart;
    Shelf: new (folder: string) => Shelf;
    /** Any other: a line above gives it its type. */
    [name: string]: any;
  }

  interface TextPart {
    fold(text: string): string;
    isLatin(token: string): boolean;
    terms(query: string): string[];
    places(text: string, tokens: { has(token: string): boolean }): [number, number, string][];
    marked(text: string, tokens: { has(token: string): boolean }): { text: string; hit: boolean }[];
    sentence(page: string, weights: Map<string, number>): string;
  }

  interface SearchPart {
    decodeWords(coded: string): string[];
    decodePlaces(coded: string): [number, number][];
    open(top: Top): Index;
    plan(index: Index, query: string, loosely?: boolean): { terms: Term[]; drawers: string[] };
    find(index: Index, query: string, load: (names: string[]) => Promise<Map<string, Drawer>>): Promise<Found>;
    rank(index: Index, planned: Term[], drawerOf: (name: string) => Drawer | undefined): Found;
    saysAll(found: Found, hit: Hit, shown: string): boolean;
    drawer(token: string): string;
    textOf(address: string): string;
    standIns(words: string[], token: string): Map<string, number>;
    distance(one: string, other: string, most: number): number;
  }

  interface DevicePart {
    sentences(tool: Element): Say;
    icon(tool: Element, name: string): Node;
    make(tag: string, attributes?: Record<string, unknown>, ...children: (Node | string | number | null | undefined | false)[]): HTMLElement;
    copy(text: string): Promise<boolean>;
    save(name: string, text: string, type: string): void;
    Drawer: new (name: string) => { name: string; keeps: boolean; get(): string | null; put(text: string): boolean; empty(): void };
  }

  interface Shelf {
    get(name: string): Promise<any>;
    all(names: string[]): Promise<Map<string, any>>;
  }
}
