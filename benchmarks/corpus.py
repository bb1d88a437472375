"""A made-up handbook of any size: plausible activities, records and references that pass `kb check`.

Run `python -m benchmarks.corpus FOLDER ACTIVITIES` to look at one.
"""

import shutil
import sys
from datetime import date
from itertools import cycle
from pathlib import Path

import yaml

from benchmarks.words import Writer, aspect, title
from kb_tools.model.kinds import ACTIVITY_SECTIONS
from kb_tools.sources import markdown

REPOSITORY = Path(__file__).resolve().parent.parent
_WRITTEN = date(2026, 11, 22)
_HELP = "safeguarding/a-child-told-me"
_PLAIN = {"about": "About", "background": "Background", "contributing": "Contributing", _HELP: "A child told me something"}
_ZH_PLAIN = {"about": "关于", "background": "背景", "contributing": "参与", _HELP: "孩子对我说了一件事"}
_DESIGNS = ("qualitative", "case-study", "one-group-before-after", "comparison", "randomised", "cluster-randomised", "survey", "meta-analysis")


def make(root: Path, activities: int, seed: int = 1, works: int | None = None) -> None:
    """Write a handbook with so many activities below `root`, the same one for the same seed.

    It has half as many `works` in its bibliography and a hundred more, unless their number is given. With no
    activities there are no records at all: what the frame of a site costs.
    """
    _Corpus(root, activities, seed, activities // 2 + 100 if works is None else works).write()


class _Corpus:
    def __init__(self, root: Path, activities: int, seed: int, works: int):
        self._root, self._words = root, Writer(seed)
        n = self._activities = activities
        self._keys = [f"{self._words.name().lower()}{1990 + i % 35}n{i}" for i in range(works if n else 0)]
        self._next_key = cycle(self._keys)
        self._cited: set[str] = set()
        self._needs, self._outcomes = _ids(aspect, min(n, 5 + n // 250)), _ids(aspect, min(n, 6 + n // 100))
        self._interventions = [_id(self._doing_name(i)[0]) for i in range(min(n, 8 + n // 100))]
        self._measures = [f"checklist-{i + 1}" for i in range(min(n, 3 + n // 250))]
        self._names = _ids(title, n)
        self._minutes: list[int] = []

    def write(self) -> None:
        self._frame()
        for i in range(self._activities):
            self._activity(i)
        if self._activities:
            self._needs_and_outcomes()
            self._doing()
            self._measuring()
            self._glossary()
            self._methods()
            self._programmes()
            self._studies()
            self._references()

    # Writing files

    def _put(self, path: str, text: str) -> None:
        file = self._root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def _record(self, path: str, data: dict) -> None:
        self._put(path, _yaml(data))

    def _guide(self, path: str, facts: dict, body: str, zh_title: str, zh_body: str) -> None:
        """Write a guide and beside it its Chinese file, with a body or with title and summary alone."""
        text = f"---\n{_yaml(facts)}---\n\n{body}"
        self._put(f"{path}.md", text)
        front = {"title": zh_title, "summary": self._words.zh_sentence()}
        if zh_body:
            front["translates"] = {s.id: s.digest for s in markdown.read(text).sections}
        self._put(f"{path}.zh.md", f"---\n{_yaml(front)}---\n" + (f"\n{zh_body}" if zh_body else ""))

    def _key(self) -> str:
        key = next(self._next_key)
        self._cited.add(key)
        return key

    # What stands in every handbook

    def _frame(self) -> None:
        self._root.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / "mkdocs.yml", self._root)
        shutil.copytree(REPOSITORY / "docs/assets", self._root / "docs/assets", dirs_exist_ok=True)
        (self._root / "knowledge").mkdir(exist_ok=True)
        for name, said in _PLAIN.items():
            self._guide(f"docs/{name}", {"title": said, "summary": self._words.sentence()}, f"## {said}\n\n{self._words.text(8, 12)}\n",
                        _ZH_PLAIN[name], f"## {_ZH_PLAIN[name]}\n\n{self._words.zh_text(8, 12)}\n")

    # Activities

    def _activity(self, i: int) -> None:
        w = self._words
        en, zh = title(i)
        phase = w.pick(("opening", "warm-up", "working", "closing"))
        size = 2 if phase == "working" else 0
        parts = [(title(w.number(0, 2000)), w.number(3, 12)) for _ in range(2 + size + w.number(0, size // 2))]
        minutes = sum(part[1] for part in parts)
        self._minutes.append(minutes)
        facts = {
            "title": en, "summary": w.sentence(), "does": f"see who {w.phrase()}",
            "needs": _turn(self._needs, i, w.number(1, 2)), "interventions": _turn(self._interventions, i, 1),
            "outcomes": _turn(self._outcomes, i, w.number(1, 2)),
            "ages": {"min": w.number(6, 9), "max": w.number(12, 14)}, "group": {"min": w.number(4, 6), "max": w.number(8, 12)},
            "minutes": minutes, "prep_minutes": w.number(0, 40), "phase": phase,
            "setting": [w.pick(("classroom", "yard", "village-room"))],
            "materials": [{"item": item, "per": w.pick(("child", "pair", "group")), "amount": w.number(1, 3), "substitute": w.both()}
                          for item in w.some(_MATERIALS, w.number(0, 3))],
            "adults": 2, "home_part": "none", "contacts_parent": False, "energy": w.pick(("low", "medium", "high")),
            "literacy": w.pick(("none", "some")),
            "safeguarding": {"risk": w.pick(("low", "medium")), "disclosure_likely": False,
                             "do_not_run_if": [w.both(), w.both()], "stop_signals": [w.both(), w.both()]},
            "origin": "designed-here", "source": self._key(), "written": _WRITTEN, "reviewed": None,
        }
        other, keys = w.pick(self._names), [self._key() for _ in range(w.number(1, 3))]
        zh_body = self._zh_activity(parts, other, keys, size) if i % 3 == 0 else ""
        self._guide(f"activities/{self._names[i]}", facts, self._en_activity(parts, other, keys, size), zh, zh_body)

    def _en_activity(self, parts, other: str, keys: list[str], size: int) -> str:
        w = self._words
        steps = "\n\n".join(
            f"### {i}. {name[0]} · {minutes} min\n\n_In short:_ {name[0]}, then rest.\n\n> {w.sentence()} {w.sentence()}\n\n"
            f"**Children** see who {w.phrase()}.\n\n**Watch** for somebody who {w.phrase()}. {w.sentence()}"
            for i, (name, minutes) in enumerate(parts, 1))
        return _sections(ACTIVITY_SECTIONS, (
            w.text(1 + size, 2 + size), _items(w.sentence, 1 + size, w), steps,
            "\n".join(f"- **{w.sentence()[:-1]}?**\n  Likely: {w.sentence()}" for _ in range(1 + size // 2)), _items(w.sentence, 1 + size, w),
            "\n".join(f"- **{label}:** {w.sentence()}" for label in ("Younger (6–7)", "Older (13–15)", "Shy", "Restless", "No materials")[3 - size:])
            + f"\n\nSee also [another one]({other}.md).",
            f"{w.text(1 + size // 2, 1 + size)}\nOpen [A child told me something](../docs/{_HELP}.md).", w.text(1, 2),
            "Designed here, not yet studied (S0).\n" + "\n".join(f"{w.sentence()[:-1]} [@{key}]." for key in keys)))

    def _zh_activity(self, parts, other: str, keys: list[str], size: int) -> str:
        w = self._words
        steps = "\n\n".join(
            f"### {i}. {name[1]} · {minutes} 分钟\n\n_一句话：_ {name[1]}，再歇一歇。\n\n> {w.zh_sentence()}{w.zh_sentence()}\n\n"
            f"**孩子** {w.zh_phrase()}。\n\n**留意** {w.zh_sentence()}{w.zh_sentence()}"
            for i, (name, minutes) in enumerate(parts, 1))
        return _sections(_ZH_SECTIONS, (
            w.zh_text(1 + size, 2 + size), _items(w.zh_sentence, 1 + size, w), steps,
            "\n".join(f"- **{w.zh_phrase()}？**\n  可能的回答：{w.zh_sentence()}" for _ in range(1 + size // 2)), _items(w.zh_sentence, 1 + size, w),
            "\n".join(f"- **{label}：** {w.zh_sentence()}" for label in ("年龄小（6～7岁）", "年龄大（13～15岁）", "怕生的孩子", "坐不住的孩子", "没有材料")[3 - size:])
            + f"\n\n也可以看看[另一个活动]({other}.zh.md)。",
            f"{w.zh_text(1 + size // 2, 1 + size)}\n打开[孩子对我说了一件事](../docs/{_HELP}.zh.md)。", w.zh_text(1, 2),
            "本手册自行设计，尚无研究检验（S0）。\n" + "\n".join(f"{w.zh_sentence()[:-1]} [@{key}]。" for key in keys)))

    # Records

    def _needs_and_outcomes(self) -> None:
        w = self._words
        for i, id in enumerate(self._needs):
            self._record(f"knowledge/needs/{id}.yml", {
                "name": _name(aspect(i)), "summary": w.both(), "definition": w.both(2, 3), "signs": [w.both() for _ in range(4)],
                "contexts": {"child": w.both(), "family": w.both(), "school": w.both(), "peers": w.both()},
                "related": [x for x in dict.fromkeys((self._needs[i - 1], *_turn(self._needs, i + 1, 1))) if x != id], "outcomes": _turn(self._outcomes, i, 2),
                "red_flags": [w.both(), w.both()], "referral": w.both(2, 2), "sources": [self._key(), self._key()]})
        for i, id in enumerate(self._outcomes):
            self._record(f"knowledge/outcomes/{id}.yml", {
                "name": _name(aspect(i)), "summary": w.both(), "definition": w.both(2, 3), "wanted": "more", "horizon": "weeks",
                "indicators": [w.both(), w.both()], "measures": _turn(self._measures, i, 1), "sources": [self._key()]})

    @staticmethod
    def _doing_name(i: int) -> tuple[str, str]:
        return title(7000 + i)

    def _doing(self) -> None:
        w = self._words
        for i, id in enumerate(self._interventions):
            self._record(f"knowledge/interventions/{id}.yml", {
                "name": _name(self._doing_name(i)), "summary": w.both(), "type": "technique", "mechanism": w.both(),
                "needs": _turn(self._needs, i, 2), "outcomes": _turn(self._outcomes, i, 2), "not_when": [w.both()],
                "delivery": {part: w.both() for part in ("why", "what", "who", "how", "where", "dose", "tailoring")},
                "sources": [self._key(), self._key()]})
        self._record("knowledge/materials.yml", {item: {"kind": "everyday", "name": {"en": item.replace("-", " "), "zh": zh}}
                                                 for item, zh in _MATERIALS_ZH.items()})

    def _measuring(self) -> None:
        w = self._words
        for i, id in enumerate(self._measures, 1):
            self._record(f"knowledge/measures/{id}.yml", {
                "name": {"en": f"Checklist {i}", "zh": f"观察清单{i}"}, "summary": w.both(), "status": "caution", "validated": None,
                "cautions": [w.both(), w.both()], "construct": w.both(), "respondent": "observer", "ages": {"min": 6, "max": 15}, "minutes": 15,
                "licence": {"form": "not-confirmed", "show": False}, "reference": self._key(), "sources": [self._key()]})

    def _glossary(self) -> None:
        w = self._words
        for i in range(20 + self._activities // 25):
            en, zh = title(3000 + i)
            self._record(f"knowledge/glossary/{_id(en)}.yml", {
                "name": {"en": en.lower(), "zh": zh}, "definition": w.both(), "also": {"en": [f"{en.lower()} again"], "zh": [f"又是{zh}"]}})

    def _studies(self) -> None:
        w = self._words
        count = min(len(self._keys), 10 + self._activities // 20)
        for i in range(count):
            key, design = self._keys[i * len(self._keys) // count], w.pick(_DESIGNS)
            self._cited.add(key)
            data = {
                "name": {"en": f"{w.thing().capitalize()} in {w.name()}", "zh": f"{w.zh_phrase()}的研究"}, "summary": w.both(), "reference": key,
                "access": "abstract", "design": design, "country": "CN", "n": w.number(20, 4000), "limits": [w.both()],
                "context_findings": [{"need": w.pick(self._needs), "statement": w.both()}]}
            if design != "survey":
                data["findings"] = [{"interventions": [w.pick(self._interventions)], "outcome": w.pick(self._outcomes),
                                     "direction": w.pick(("improved", "no-change", "mixed")), "statement": w.both()}]
            if design == "meta-analysis":
                data["pools"] = w.pick(("randomised", "mixed", "not-stated"))
            if not i:
                data["cites"] = [k for k in self._keys if k not in self._cited]
            self._record(f"knowledge/studies/{key}.yml", data)
        self._record("knowledge/populations/village-children.yml", {
            "name": {"en": "Village children", "zh": "村里的孩子"}, "summary": w.both(), "definition": w.both(),
            "definitions": [{"source": self._key(), "statement": w.both()}]})

    # Guides beside the activities

    def _methods(self) -> None:
        w = self._words
        for i in range(4):
            en, zh = title(5000 + i)
            facts = {"title": en, "summary": w.sentence(), "measures": _turn(self._measures, i, 1), "minutes": 60, "adults": 1,
                     "origin": "designed-here", "source": self._key(), "written": _WRITTEN, "reviewed": None}
            body = "\n\n".join(f"## Part {part}\n\n{w.text(4, 6)}" for part in range(1, 5)) + "\n"
            zh_body = "\n\n".join(f"## 第{part}部分\n\n{w.zh_text(4, 6)}" for part in range(1, 5)) + "\n"
            self._guide(f"docs/methods/{_id(en)}", facts, body, zh, zh_body)

    def _programmes(self) -> None:
        w = self._words
        for i in range(1 + self._activities // 200):
            en, zh = title(6000 + i)
            sessions = []
            for _ in range(8):
                chosen = [w.number(0, self._activities - 1) for _ in range(3)]
                sessions.append({"title": w.both(), "aim": w.both(), "slots": [{"activity": self._names[a], "minutes": self._minutes[a]} for a in chosen]})
            facts = {
                "title": en, "summary": w.sentence(), "needs": _turn(self._needs, i, 2), "outcomes": _turn(self._outcomes, i, 2),
                "population": "village-children", "ages": {"min": 9, "max": 12}, "group": {"min": 6, "max": 8}, "session_minutes": 300, "adults": 2,
                "sessions": sessions, "measure_points": [{"sessions": [1, 8], "measure": self._measures[0]}],
                "origin": "designed-here", "source": self._key(), "written": _WRITTEN, "reviewed": None}
            self._guide(f"docs/programmes/{_id(en)}", facts, f"## How it hangs together\n\n{w.text(4, 6)}\n", zh, f"## 怎么安排\n\n{w.zh_text(4, 6)}\n")

    # The bibliography

    def _references(self) -> None:
        w = self._words
        entries = []
        for i, key in enumerate(self._keys):
            authors = " and ".join(f"{w.name()}, {w.name()}" for _ in range(w.number(1, 4)))
            fields = {"author": authors, "title": f"{w.thing().capitalize()} and {w.thing()}: {w.sentence()[:-1]}", "year": str(1990 + i % 35)}
            kind = "book" if i % 7 == 0 else "article"
            if kind == "book":
                fields["publisher"] = f"{w.name()} Press"
            else:
                first = w.number(1, 400)
                fields |= {"journal": f"Journal of {w.name()} Studies", "volume": str(w.number(1, 60)), "number": str(w.number(1, 6)),
                           "pages": f"{first}--{first + w.number(3, 30)}", "doi": f"10.5555/{key}"}
            fields["verified"] = f"{_WRITTEN}, read at: made up for timings"
            entries.append(f"@{kind}{{{key},\n" + ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items()) + "\n}\n")
        self._put("references.bib", "\n".join(entries))
        self._put("retractions.yml", "".join(f"10.5555/{key}: {{checked: never}}\n" for i, key in enumerate(self._keys) if i % 7))


_MATERIALS_ZH = {"paper": "白纸", "pencil": "铅笔", "chalk": "粉笔", "string": "绳子", "pebble": "石子", "bowl": "碗", "ball": "皮球", "bean": "豆子", "cup": "杯子",
                 "cloth": "布", "small-box": "小盒子", "stool": "板凳", "bucket": "水桶", "picture-card": "图片卡", "used-card": "旧纸板", "clothes-peg": "夹子"}
_MATERIALS = tuple(_MATERIALS_ZH)
_ZH_SECTIONS = ("为什么做", "开始之前", "步骤", "聊一聊", "留意什么", "因人调整", "保护孩子", "活动后记录", "依据")


def _sections(titles, texts) -> str:
    return "\n\n".join(f"## {said}\n\n{text}" for said, text in zip(titles, texts, strict=True)) + "\n"


def _items(say, count: int, w: Writer) -> str:
    return "\n".join(f"- {say()}" for _ in range(w.number(count, count + 2)))


def _id(name: str) -> str:
    return name.lower().replace(" ", "-")


def _ids(names, count: int) -> list[str]:
    return [_id(names(i)[0]) for i in range(count)]


def _name(both: tuple[str, str]) -> dict[str, str]:
    return {"en": both[0], "zh": both[1]}


def _turn(ids: list[str], i: int, count: int) -> list[str]:
    """`count` neighbours from a list of ids, from the `i`th on and round."""
    return list(dict.fromkeys(ids[(i + step) % len(ids)] for step in range(count)))


def _yaml(data: dict) -> str:
    return yaml.dump(data, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), allow_unicode=True, sort_keys=False, width=10_000)


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
