"""The same prose for other generators: plain Markdown pages, one for each record and each work, in English.

Run `python -m benchmarks.others HANDBOOK FOLDER` to write the pages; the benchmark does so in a process of its own.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

import yaml

from kb_tools.sources import bibtex

MATERIAL = """site_name: Timings
theme:
  name: material
"""
PLUGINS = {
    "material-bibtex": MATERIAL + "plugins:\n  - search\n  - bibtex:\n      bib_file: references.bib\nmarkdown_extensions:\n  - footnotes\n",
    "material": MATERIAL + "nav:\n  - index.md\nvalidation:\n  nav:\n    omitted_files: ignore\nplugins:\n  - search\n",
}
HUGO = 'baseURL = "https://example.org/"\ntitle = "Timings"\n'
_HUGO_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><h1>{{ .Title }}</h1>{{ .TableOfContents }}{{ .Content }}</body></html>
"""
_HUGO_LIST = _HUGO_PAGE.replace("{{ .TableOfContents }}", "").replace(
    "</body>", "<ul>{{ range .Pages }}<li><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></li>{{ end }}</ul></body>")
_FRONT = re.compile(r"^---\n(.*?)^---\n", re.S | re.M)
_CITED = re.compile(r"@([a-z]\w*)")


def pages(root: Path) -> dict[str, str]:
    """The handbook below `root` as Markdown pages: path below the folder of documents, and text."""
    made, used = {"index.md": "# Timings\n"}, defaultdict(list)
    for file in sorted((*root.glob("activities/*.md"), *root.glob("docs/**/*.md"))):
        if not file.name.endswith(".zh.md"):
            name = file.relative_to(root).as_posix().removeprefix("docs/")
            made[name] = _guide(file.read_text("utf-8"))
    for file in sorted(root.glob("knowledge/*/*.yml")):
        data = yaml.load(file.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        made[f"{file.parent.name}/{file.stem}.md"] = _page(data.pop("name")["en"], "\n\n".join(_said(data)) + "\n")
    for name, text in made.items():
        for key in dict.fromkeys(_CITED.findall(text)):
            used[key].append(name)
    bibliography = root / "references.bib"
    for entry in bibtex.read(bibliography.read_text("utf-8")).entries if bibliography.exists() else ():
        fields = "\n".join(f"- {name}: {value}" for name, value in entry.fields.items())
        links = "\n".join(f"- [{name}](../{name})" for name in used[entry.key])
        made[f"references/{entry.key}.md"] = _page(entry.get("title"), f"{fields}\n\n## Cited in\n\n{links}\n")
    return made


def write(root: Path, folder: Path) -> None:
    """Write the pages once as MkDocs takes them and once as Hugo does, each with its settings."""
    for name, text in pages(root).items():
        _put(folder / "docs" / name, text)
        _put(folder / "hugo/content" / ("_index.md" if name == "index.md" else name), text)
    for name, settings in PLUGINS.items():
        _put(folder / f"{name}.yml", settings)
    bibliography = root / "references.bib"
    _put(folder / "references.bib", bibliography.read_text("utf-8") if bibliography.exists() else "")
    _put(folder / "hugo/config.toml", HUGO)
    _put(folder / "hugo/layouts/_default/single.html", _HUGO_PAGE)
    _put(folder / "hugo/layouts/_default/list.html", _HUGO_LIST)


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _page(title: str, body: str) -> str:
    return f"---\n{yaml.dump({'title': title}, allow_unicode=True)}---\n\n{body}"


def _guide(text: str) -> str:
    """A guide as a page: its title and summary, and its prose with links that hold where the page stands."""
    front = _FRONT.match(text)
    facts = yaml.load(front[1], getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    body = text[front.end():].replace("](../docs/", "](../")
    return _page(facts["title"], f"{facts['summary']}\n\n" + "\n\n".join(_said({k: v for k, v in facts.items() if isinstance(v, (dict, list))})) + f"\n{body}")


def _said(value: object) -> list[str]:
    """The English texts and the lists of a record as paragraphs and lists, each below the name of its field."""
    found = []
    for name, part in value.items():
        if isinstance(part, dict) and "en" in part:
            found.append(f"## {name}\n\n{part['en']}")
        elif isinstance(part, dict):
            found += _said(part)
        elif isinstance(part, list):
            found.append(f"## {name}\n\n" + "\n".join(f"- {_line(name, item)}" for item in part))
    return found


def _line(name: str, item: object) -> str:
    if not isinstance(item, dict):
        return f"[@{item}]" if name in ("sources", "cites") else str(item)
    if "en" in item:
        return item["en"]
    return "; ".join(str(part["en"] if isinstance(part, dict) and "en" in part else part) for part in item.values())


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
