/** What the build writes before the worker: the digests of its lists of files, by edition, and what is said in place of a page that is not here. */
declare const BUILD: { lists: Record<string, string>; words: Record<"en" | "zh", Record<"title" | "why" | "again" | "home" | "safety", string>> };
