"""The lists of commands and of fields are those of the commands and of the models, in both languages; the page of floors is that of the contracts."""

import re
import shlex
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Annotated, Literal

import click
import example_handbook
import pytest
from click.testing import CliRunner
from pydantic import BaseModel, Field, StringConstraints

from kb_tools.cli import main
from kb_tools.cli.manual import commands, parameter
from kb_tools.graph import Graph
from kb_tools.load import load
from kb_tools.model import KINDS, Text, schemas
from kb_tools.model.fields import Shape, fields
from kb_tools.model.guides import Prose, Translation
from kb_tools.model.knowledge import Dose, Range
from kb_tools.model.removal import Removal
from kb_tools.model.standing import Standing
from kb_tools.model.text import Id, Key, NonEmpty, Texts, ref
from kb_tools.model.vocabulary import Phase, SeenIn
from kb_tools.project import project_at
from kb_tools.render import Edition, command_list, field_list, floors, listed
from kb_tools.render.prose_pages import prose
from kb_tools.words.messages import translated

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "zh")
HAN = re.compile(r"[\u3400-\u9fff]")
PAGES = {"en": ROOT / "docs/architecture.md", "zh": ROOT / "docs/architecture.zh.md"}
ALL = commands()
EXAMPLE = load(project_at(example_handbook.EXAMPLE))


def edition(lang: str, handbook=EXAMPLE, given=ALL) -> Edition:
    return Edition(handbook, Graph(handbook), lang, commands=given)


# Commands

def theirs() -> dict[str, tuple[click.Command, click.Context]]:
    """Every command with its context, by its whole name."""
    found, waiting = {}, [(main, click.Context(main, info_name="kb"))]
    while waiting:
        command, context = waiting.pop()
        found[context.command_path] = command, context
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                one = command.get_command(context, name)
                waiting.append((one, click.Context(one, info_name=name, parent=context)))
    return found


def test_every_command_is_listed_once():
    assert sorted(one.name for one in ALL) == sorted(theirs())
    assert len({one.id for one in ALL}) == len(ALL)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_a_command_is_written_as_its_help_says(one):
    said = " ".join(CliRunner().invoke(main, [*one.name.split()[1:], "--help"], prog_name="kb", terminal_width=10_000, max_content_width=10_000).output.split())
    assert said.startswith(f"Usage: {one.synopsis} ")
    for sentence in (*one.says, *one.examples, *(p.says for p in one.options)):
        assert " ".join(sentence.split()) in said
    assert one.says and one.status.startswith("Exit status: 0 ")


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_a_command_has_all_its_arguments_and_options(one):
    command, _ = theirs()[one.name]
    options = [name for p in command.params if isinstance(p, click.Option) for name in (*p.opts, *p.secondary_opts)]
    assert [name for p in one.options for name in p.names] == options
    assert len(one.arguments) == sum(isinstance(p, click.Argument) for p in command.params)


@pytest.mark.parametrize("line", [line for one in ALL for line in one.examples])
def test_an_example_names_a_command_and_options_that_exist(line):
    words = shlex.split(line.partition(" >")[0])
    name = next(name for name in sorted(theirs(), key=len, reverse=True) if words[:len(name.split())] == name.split())
    known = {option for p in theirs()[name][0].params for option in (*p.opts, *p.secondary_opts)}
    assert not {word for word in words if word.startswith("-")} - known


@pytest.mark.parametrize(("option", "english", "chinese"), [
    (click.Option(["--port"], type=int, default=8000), "`--port NUMBER`: a whole number; `8000` without it", "`--port NUMBER`: 整数；不写就是 `8000`"),
    (click.Option(["--jobs"], type=click.IntRange(1, 64)), "`--jobs NUMBER`: a whole number; 1 to 64", "`--jobs NUMBER`: 整数；1到64"),
    (click.Option(["--budget"], type=click.FloatRange(min=1), metavar="SECONDS", default=300.0), "`--budget SECONDS`: a number; 1 or more; `300` without it",
     "`--budget SECONDS`: 数字；不小于1；不写就是 `300`"),
    (click.Option(["--form"], type=click.Choice(["a", "b"]), multiple=True), "`--form`: one of `a`, `b`; may stand more than once", "`--form`: `a`、`b`当中的一个；可以写多次"),
    (click.Option(["--cold"], is_flag=True), "`--cold`: ", "`--cold`: "),
    (click.Option(["--cache/--no-cache"], default=True), "`--cache, --no-cache`: `--cache` without it", "`--cache, --no-cache`: 不写就是 `--cache`"),
    (click.Option(["--today"], type=click.DateTime(["%Y-%m-%d"])), "`--today DATE`: a date like `2026-11-22`", "`--today DATE`: 像 `2026-11-22` 这样的日期"),
    (click.Option(["--out"], type=click.Path(file_okay=False)), "`--out FOLDER`: a folder", "`--out FOLDER`: 一个文件夹"),
    (click.Option(["--since"], type=click.Path(dir_okay=False)), "`--since FILE`: a file", "`--since FILE`: 一个文件"),
    (click.Option(["--name"]), "`--name TEXT`: ", "`--name TEXT`: "),
    (click.Argument(["paths"], nargs=-1, type=click.Path()), "`PATHS`: a file or folder; may stand more than once", "`PATHS`: 一个文件或文件夹；可以写多次"),
])
def test_what_an_option_takes_is_said(option, english, chinese):
    made = parameter(option, click.Context(click.Command("x"), info_name="x"))
    for lang, wanted in zip(LANGUAGES, (english, chinese)):
        here = edition(lang)
        assert f"`{command_list.written(made)}`: {here.words('shape-and').join(command_list.notes_of(here, made))}" == wanted


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_commands_has_each_with_its_place_in_the_contents(lang):
    html = command_list.html(edition(lang))
    assert re.findall(r'<h3 id="([^"]+)">', html) == [one.id for one in ALL] == [heading.id for heading in command_list.headings(edition(lang))]
    assert html.count("<dt>") == sum(len(one.arguments) + len(one.options) for one in ALL)
    assert "[" not in html


def test_the_chinese_page_of_commands_is_said_in_chinese():
    html = re.sub(r"<(pre|code|h3)\b.*?</\1>|<p data-no-index>.*?</p>", "", command_list.html(edition("zh")), flags=re.S)
    english = [said for said in re.findall(r"<(?:p|dd)[^>]*>(.*?)</(?:p|dd)>", html, re.S) if said.strip() and not HAN.search(said)]
    assert not english


# Fields

MODELS = {**{kind.name: kind.model for kind in KINDS}, "page": Prose, "translation": Translation, "removed": Removal, "retractions": Standing}


def rows(lang: str) -> dict[str, field_list.Row]:
    """Every field of every kind of file, by its place on the page."""
    found, waiting = {}, [row for file in field_list.files(edition(lang)) for row in file.rows]
    while waiting:
        row = waiting.pop()
        found[row.id] = row
        waiting += row.inner
    return found


def promised(schema: dict, definitions: dict, above: str):
    """Yield the place of each field of a JSON Schema, whether it is required, and its bounds."""
    for key, info in schema.get("properties", {}).items():
        inner = [info, *info.get("anyOf", ()), info.get("items", {}), *(one.get("items", {}) for one in info.get("anyOf", ()))]
        bounds = [bound for one in inner for name in ("minimum", "maximum") if (bound := one.get(name)) is not None]
        yield f"{above}-{key}", key in schema.get("required", ()), bounds
        for name in {one["$ref"].rpartition("/")[2] for one in inner if "$ref" in one} - {"Text", "Texts", "Range"}:
            yield from promised(definitions[name], definitions, f"{above}-{key}")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_list_has_every_field_of_the_json_schema(kind, lang):
    schema = kind.model.model_json_schema()
    wanted = list(promised(schema, schema.get("$defs", {}), kind.name))
    listed_here = {id: row for id, row in rows(lang).items() if id.startswith(f"{kind.name}-")}
    assert listed_here.keys() == {id for id, *_ in wanted}
    for id, required, bounds in wanted:
        assert listed_here[id].required == required, id
        assert all(f"{bound:g}" in listed_here[id].what for bound in bounds), (id, listed_here[id].what)


def test_every_schema_file_has_a_list_of_fields():
    assert {name.partition(".")[0] for name in schemas.files()} <= MODELS.keys() == {file.id for file in field_list.files(edition("en"))}


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.__name__)
def test_every_field_is_called_something_and_explained_in_both_languages(model):
    for owner, field in field_list.every_field(model):
        assert all(field_list.label(edition(lang), owner, field.key) for lang in LANGUAGES), field.key
        assert HAN.search(translated(field.says, "zh")), field.key


def test_every_field_of_the_real_handbook_has_an_example_or_fields_inside():
    handbook = load(project_at(ROOT))
    found, waiting = [], [row for file in field_list.files(edition("zh", handbook)) for row in file.rows]
    while waiting:
        row = waiting.pop()
        found += [row.id] if not row.example and not row.inner else []
        waiting += row.inner
    assert not found, "give the field `examples=[…]` in its model"


class Sample(BaseModel):
    """A field of every shape."""

    words: NonEmpty = Field(description="")
    text: Text = Field(description="")
    texts: Texts | None = Field(None, description="")
    range: Range = Field(description="")
    whole: int = Field(1, ge=1, le=9, description="")
    least: int | None = Field(None, ge=0, description="")
    above: float | None = Field(None, gt=0, description="")
    truth: bool | None = Field(description="")
    day: date | Literal["never"] = Field(description="")
    id: Id = Field(description="")
    key: tuple[Key, ...] = Field(min_length=1, description="")
    month: Annotated[str, StringConstraints(pattern="^x$")] | None = Field(None, description="")
    need: ref("need") = Field(description="")
    phase: Phase | tuple[Phase, ...] = Field(description="")
    seen: SeenIn | None = Field(None, description="")
    some: tuple[Literal["a", "b"], ...] = Field(min_length=2, description="")
    dose: tuple[Dose, ...] = Field((), description="")
    table: dict[Id, dict[int, Text]] = Field(description="")


@pytest.mark.parametrize(("key", "english", "chinese"), [
    ("words", "a text", "一段文字"),
    ("text", "a text in both languages, under `en` and `zh`", "两种语言的文字，分别写在 `en` 和 `zh` 下面"),
    ("texts", "words in both languages, a list under `en` and one under `zh`", "两种语言的词，`en` 和 `zh` 下面各一个列表"),
    ("range", "two whole numbers, `min` and `max`", "两个整数，`min` 和 `max`"),
    ("whole", "a whole number, 1 to 9; `1` where it is left out", "整数，1到9；不写就是 `1`"),
    ("least", "a whole number, 0 or more", "整数，不小于0"),
    ("above", "a number, more than 0", "数字，大于0"),
    ("truth", "`true` or `false`; or `null`", "`true`（是）或 `false`（否）；也可以写 `null`"),
    ("day", "a date; or `never`", "日期；也可以写 `never`"),
    ("id", "an id, lower case with hyphens", "id，小写字母，词之间用连字符"),
    ("key", "a list of one or more, each the key of a work in the bibliography", "列表，至少一项，每项是：文献库里一条文献的键"),
    ("month", "a text of the form `^x$`", "符合 `^x$` 的文字"),
    ("need", "the id of a record (Need)", "一条记录的 id（需要）"),
    ("phase", "a list, each one of `opening`, `warm-up`, `working`, `closing`; or one alone", "列表，每项是：`opening`、`warm-up`、`working`、`closing`当中的一个；只有一个时可以不写成列表"),
    ("seen", "only `studies`", "只能是 `studies`"),
    ("some", "a list of 2 or more, each one of `a`, `b`", "列表，至少2项，每项是：`a`、`b`当中的一个"),
    ("dose", "a list, each fields of its own", "列表，每项是：下面这几个字段"),
    ("table", "a table of names, each with a table of names, each with a text in both languages, under `en` and `zh`",
     "一张表，每个名称后面是：一张表，每个名称后面是：两种语言的文字，分别写在 `en` 和 `zh` 下面"),
])
def test_what_may_stand_in_a_field_is_said(key, english, chinese):
    field = next(one for one in fields(Sample) if one.key == key)
    assert [field_list.what(edition(lang), field) for lang in LANGUAGES] == [english, chinese]


def test_a_type_that_nobody_has_said_anything_about_is_refused():
    class Odd(BaseModel):
        odd: bytes = Field(description="")

    with pytest.raises(TypeError, match="bytes"):
        list(fields(Odd))


@pytest.mark.parametrize(("value", "written"), [
    (45, "45"), (0.5, "0.5"), (True, "true"), (date(2026, 11, 22), "2026-11-22"), ("short", "short"), ("a: b", "'a: b'"),
    (("a", "b", "c", "d", "e"), "[a, b, c, d]"), (Phase.WORKING, "working"), ((Phase.WORKING,), "[working]"), (Range(min=6, max=12), "{min: 6, max: 12}"),
    (Text(en="Paper", zh="纸"), "{zh: 纸}"), (Text(en="Paper"), "{en: Paper}"), ((Text(en="One", zh="一"), Text(en="Two", zh="二")), "[{zh: 一}]"),
    (Text(en="x", zh="长" * 80), "{zh: " + "长" * 60 + "…}"),
])
def test_an_example_is_written_as_in_a_file_and_is_short(value, written):
    assert field_list.example(value, "zh") == written


@pytest.mark.parametrize(("shape", "written"), [
    (Shape("reference", of="need"), "calm"), (Shape("reference", of="need", many=True), "[calm]"), (Shape("vocabulary", of=Phase), "opening"),
    (Shape("values", of=("a", "b"), many=True), "[a]"), (Shape("whole", least=5, most=18), "5"), (Shape("truth"), "true"), (Shape("text"), "{en: …, zh: …}"), (Shape("words"), ""),
])
def test_where_nothing_has_a_field_an_example_is_made_up(shape, written):
    assert field_list.made_up(edition("en"), shape) == written


def test_every_closed_list_that_a_field_takes_from_is_on_the_page_with_each_value():
    for lang in LANGUAGES:
        html, wanted = field_list.html(edition(lang)), {place: vocabulary for place, _, vocabulary in field_list.vocabularies(edition(lang))}
        assert set(re.findall(r'href="#(values-[^"]+)"', html)) == wanted.keys()
        values = unescape(field_list.values_html(edition(lang)))
        assert re.findall(r"<dt><code>([^<]+)</code></dt><dd>([^<]+)</dd>", values) == [
            (value.value, f"{value.in_(lang)}{edition(lang).words('colon')}{value.says(lang)}") for vocabulary in wanted.values() for value in vocabulary]


def test_no_place_on_the_page_stands_twice():
    found = re.findall(r' id="([^"]+)"', field_list.html(edition("en")) + field_list.values_html(edition("en")))
    assert len(found) == len(set(found)) > 200


# Where a list stands

def page_of(root: Path, text: str, given=ALL):
    (root / "docs/fields.md").write_text(f"---\ntitle: Lists\nsummary: All of them.\n---\n\n## First\n\n{text}\n", "utf-8")
    handbook = load(project_at(root))
    here = edition("en", handbook, given)
    return here, handbook.prose["fields"], prose(here, handbook.prose["fields"])


def test_a_list_stands_where_a_comment_names_it(tmp_path):
    here, page, made = page_of(example_handbook.write(tmp_path), "Before.\n\n<!-- list commands: all -->\n\nAfter ___.\n\n<!-- list nothing -->\n")
    assert made.body.index("Before.") < made.body.index('<h3 id="kb-check">') < made.body.index("After")
    assert "&#91;OPTIONS&#93;" in made.body and "list nothing" not in made.body and 'class="line' in made.body
    assert [heading.id for heading in made.outline] == ["first", *(one.id for one in ALL)]
    assert listed.given(here, page) == (repr(ALL),)


def test_a_page_without_commands_to_list_is_whole(tmp_path):
    _, _, made = page_of(example_handbook.write(tmp_path), "Before.\n\n<!-- list commands -->\n", given=())
    assert "Before." in made.body and "<h3" not in made.body


def test_values_of_the_handbook_are_shown_as_they_are_written(tmp_path):
    root = example_handbook.write(tmp_path)
    example_handbook.lay(root, "knowledge/needs/calm.yml", 'name: {en: "<script>x</script> [@nobody2020] [x](javascript:y)", zh: "平"}\n')
    _, _, made = page_of(root, "<!-- list fields -->\n")
    assert "&lt;script&gt;x" in made.body and "&#91;@nobody2020&#93;" in made.body
    assert "<script>x" not in made.body and "[@nobody2020]" not in made.body and 'href="javascript' not in made.body


def test_commands_that_change_make_their_page_anew(tmp_path):
    here, page, _ = page_of(example_handbook.write(tmp_path), "<!-- list commands -->\n")
    other = edition("en", here.handbook, (replace(ALL[0], synopsis="kb otherwise"), *ALL[1:]))
    assert listed.given(here, page) != listed.given(other, page)


# Floors

def contracts() -> list[list[str]]:
    return floors.floors_of(ROOT)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_floors_has_every_room_in_the_order_of_the_contracts(lang):
    text = PAGES[lang].read_text("utf-8")
    section = text.split("\n## ")[2]
    parts = re.split(r"^\*\*(\d+)\. ", section, flags=re.M)
    assert [int(number) for number in parts[1::2]] == list(range(len(contracts()), 0, -1))
    assert [re.findall(r"^- `([\w]+)`[:：]", part, re.M) for part in parts[2::2]] == contracts()


def test_every_room_of_the_house_is_in_the_contracts():
    rooms = {path.stem for path in (ROOT / "kb_tools").iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert sorted(rooms - {"__init__", "__main__"}) == sorted(room for floor in contracts() for room in floor)


def test_the_drawing_has_every_room_once_inside_the_frame_and_beside_the_others():
    drawn = floors.drawn(contracts())
    assert [name for *_, name in drawn["boxes"]] == [room for floor in contracts() for room in floor]
    assert len(drawn["lines"]) == len(contracts()) and drawn["lines"] == sorted(drawn["lines"])
    assert all(0 < x and x + wide < drawn["wide"] and y + drawn["box_high"] < drawn["high"] for x, y, wide, _ in drawn["boxes"])
    for one, other in zip(drawn["boxes"], drawn["boxes"][1:]):
        assert one[1] < other[1] or one[0] + one[2] < other[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_drawing_is_made_of_the_contracts_and_a_handbook_without_any_has_none(lang):
    html = floors.html(edition(lang, load(project_at(ROOT))))
    assert re.findall(r"<text [^>]*>([^<]+)</text>", html) == [room for floor in contracts() for room in floor]
    assert floors.html(edition(lang)) == ""


def test_every_command_and_folder_that_the_page_names_exists():
    for page in PAGES.values():
        named = set(re.findall(r"`((?:kb_tools|docs|tests)/[\w/.-]+)`", page.read_text("utf-8")))
        there = {name for name in named if "NAME" not in name and "CODE" not in name}
        assert len(there) > 8 and not [name for name in there if not (ROOT / name).exists()]
