/** What the build writes before the worker: its name, and what is said in place of a page that is not here. */
declare const BUILD: { name: string; words: Record<"en" | "zh", Record<"title" | "why" | "again" | "home" | "safety", string>> };
