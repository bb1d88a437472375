/**
 * What the scripts share: for the type checker alone, this file is not part of the site.
 *
 * A script puts its part on the one global, `(globalThis.Tongban ||= {}).NAME = …`. One that is used by others is described
 * in `Parts`, a line each; whoever uses it takes it with its type:
 * `const { text } = /** @type {Parts} *\/ (Tongban);`
 */

/** The first script of the search's index. */
export type Top = { pages: number; per: number; lengths: string; worths: string; activities: [number, number][]; words: string; han: number[]; common: string; first?: [number, string[]][] };
/** A script with tokens and where they stand. */
export type Drawer = { words: string; places: string };
export type Index = { pages: number; per: number; lengths: number[]; worths: number[]; usual: number; words: string[]; han: Set<number>; common: Set<string>; activities: Set<number>; first: { page: number; words: string[] }[] };
/** A token to look for; `weights` says which words of the index stand for it and how well, or is null when all that begin like it do. */
export type Term = { token: string; weights: Map<string, number> | null; drawers: string[] };
/** A page; `terms` has a bit set for each term that stands on it. */
export type Hit = { page: number; score: number; terms: number };
/** Pages, best first; the words of theirs that answer, how much each says, and the terms it answers, a bit each. */
export type Found = { hits: Hit[]; words: Set<string>; weights: Map<string, number>; meaning: Map<string, number> };

/** An activity, as `api/v1/activities.LANG.json` has it. */
export type Row = {
  id: string; page: string; title: string; summary: string; other_title?: string; tier: string; ages: { min: number; max: number }; group: { min: number; max: number };
  minutes: number; prep_minutes: number; adults: number; second_adult_from?: number; contacts_parent: boolean; disclosure_likely: boolean; phase: string; energy: string; literacy: string;
  home_part: string; risk: string; setting: string[]; needs: string[]; interventions: string[]; outcomes: string[];
  materials: { item: string; per: string; amount: number; substitute?: string }[]; now?: string; was?: string[];
};
/** All of them, and the names of what they point to. */
export type List = {
  activities: Row[]; needs: { id: string; name: string; page: string }[]; interventions: Record<string, string>;
  materials: Record<string, { name: string; kind: string; used_up?: true }>; values: Record<string, Record<string, string>>;
};
/** A checklist as its page holds it: lowest and highest total, how a total is made and of how many items at `least`, ids of items scored the other way round, what each score stands for, figures of reliability. */
export type Measure = {
  id: string; min: number; max: number; total: "sum" | "mean" | "ten-times-mean"; least: number | null; reverse: string[];
  items: { id: string; name: string; scale: string }[]; scales: Record<string, Record<string, string>>; figures: { alpha: number; sd: number } | null;
};
/** A score; N: the item had no chance; nothing yet. */
export type Answer = number | "N" | "";
/** Scores of the items, and a total typed without them. */
export type Sheet = { answers: Answer[]; total: string };
/** When, and by which observer. */
export type Which = "before1" | "after1" | "before2" | "after2";
export type Child = { code: string; sheets: Record<Which, Sheet> };
export type Reading = { value: number | null; wrong: "" | "number" | "range" };
/** What can be chosen in the finder: of `many` values each alone is enough; else one value is chosen. */
export type Facet = { name: string; many: boolean; values: string[]; fits: (row: Row, value: string) => boolean };
/** The values chosen, by facet; a facet without any is left out. */
export type Choice = Record<string, string[]>;
/** Numbers of the rows that fit; for each value how many would fit with it; for each facet how many more would without it. */
export type Fitting = { fits: number[]; counts: Record<string, Record<string, number>>; without: Record<string, number> };

export type Say = (key: string, values?: Record<string, unknown>) => string;

/** Of an edition: its files, their bytes, and as many as a download of them takes where the server packs. */
export type Size = { files: number; bytes: number; packed: number };
/** How many files of an edition the browser holds, how many there are, and whether it is to hold all. */
export type State = { here: number; of: number; whole: boolean };

declare global {
  var Tongban: any;
  var kbPart: (name: string, data: unknown) => void;

  interface Parts {
    text: TextPart;
    search: SearchPart;
    device: DevicePart;
    Shelf: new (folder: string) => Shelf;
    facets: FacetsPart;
    worker: { possible: boolean; get(): Promise<ServiceWorkerRegistration>; standsOn(): string[] };
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
    find(index: Index, query: string, load: (names: string[]) => Promise<Map<string, Drawer>>, among?: (page: number) => boolean): Promise<Found>;
    rank(index: Index, planned: Term[], drawerOf: (name: string) => Drawer | undefined): Found;
    saysAll(found: Found, hit: Hit, shown: string): boolean;
    drawer(token: string): string;
    textOf(address: string): string;
    standIns(words: string[], token: string): Map<string, number>;
    distance(one: string, other: string, most: number): number;
  }

  interface FacetsPart {
    facetsOf(list: List): Facet[];
    prepare(rows: Row[], facets: Facet[]): number[][][];
    filter(prepared: number[][][], facets: Facet[], choice: Choice, among?: (row: number) => boolean): Fitting;
    ordered(rows: Row[], fits: number[], choice: Choice, phases: string[], scores?: Map<number, number> | null): number[];
    read(query: string, facets: Facet[]): { choice: Choice; words: string };
    write(choice: Choice, words: string, facets: Facet[]): string;
  }

  interface DevicePart {
    sentences(tool: Element): Say;
    icon(tool: Element, name: string): Node | string;
    make(tag: string, attributes?: Record<string, unknown>, ...children: (Node | string | number | null | undefined | false)[]): HTMLElement;
    copy(text: string): Promise<boolean>;
    give(text: string, say: (key: string) => string, place: Element | null): Promise<void>;
    save(name: string, text: string, type: string): void;
    Drawer: new (name: string, storage?: "localStorage" | "sessionStorage") => Kept;
  }

  /** A drawer of the device for one text. */
  interface Kept {
    name: string;
    keeps: boolean;
    get(): string | null;
    put(text: string): boolean;
    empty(): void;
  }

  interface Shelf {
    get(name: string): Promise<any>;
    all(names: string[]): Promise<Map<string, any>>;
  }
}
