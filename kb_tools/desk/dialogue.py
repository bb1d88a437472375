"""Asks a person at a terminal, one question after the other, for what a draft still wants."""

from collections.abc import Callable
from shutil import get_terminal_size
from unicodedata import east_asian_width

from kb_tools.desk.choices import Choice, Unfit, Unknown, offered
from kb_tools.desk.draft import Draft
from kb_tools.desk.fields import Field, Form, names_in
from kb_tools.desk.new import Trouble, trouble, whole_trouble
from kb_tools.desk.reading import read, words
from kb_tools.desk.scaffold import is_shown_first
from kb_tools.desk.untranslated import Begun, wrong_words
from kb_tools.diagnostics import KeyPath
from kb_tools.model.text import Cites, Ref
from kb_tools.words.messages import Said, say, translated

_FEW = 12
"""Choices that are listed at once."""

_WIDE = 34
"""Cells of the column of ids."""


class Talk:
    """A conversation in one language: `ask` shows a prompt and returns a line (EOFError: nothing more), `tell` prints one."""

    def __init__(self, ask: Callable[[str], str], tell: Callable[[str], None], lang: str = "en"):
        self._ask, self._tell, self.lang = ask, tell, lang
        self._width = get_terminal_size((100, 30)).columns

    def fill(self, draft: Draft) -> Draft:
        """Ask for everything that was not given; return the draft with the answers. The end of the input leaves the rest for later."""
        self.say(say("A new {kind}: {path}. It is written after the last question.", kind=say(draft.kind.name), path=draft.path))
        self.say(say("Enter takes what stands in brackets. Ctrl-D leaves the rest for later, Ctrl-C stops."))
        try:
            for one in draft.fields:
                if not draft.has(one) and is_asked(draft, one):
                    draft = self._field(draft, one)
        except EOFError:
            self._tell("")
        return self._settled(draft)

    def title(self, begun: Begun) -> Begun:
        """Ask for the Chinese title and sentence of a guide, where it has none; return it with the answers."""
        try:
            for name, says in (("title", say("The title in this language.")), ("summary", say("One sentence in this language."))):
                if not begun.before and name not in begun.given:
                    self.say(says)
                    self._tell(shown(getattr(begun.owner.facts, name)))
                    begun = self._words(begun, name)
        except EOFError:
            self._tell("")
        return begun

    def _words(self, begun: Begun, name: str) -> Begun:
        while typed := self._ask(f"{name} [{translated(say('later'), self.lang)}]: ").strip():
            try:
                answered = begun.with_({name: words(typed)})
            except Unfit as unfit:
                self.say(unfit.said)
                continue
            wrong = wrong_words(answered)
            if wrong is None:
                return answered
            self._tell(shown(wrong[1]))
        return begun

    def say(self, said: Said) -> None:
        """Say a sentence."""
        self._tell(shown(translated(said, self.lang)))

    def _settled(self, draft: Draft) -> Draft:
        """Ask again for answers that do not agree with the rest of the handbook; nobody is asked twice who leaves one for later."""
        left: set[KeyPath] = set()
        try:
            while wrong := whole_trouble(draft):
                self._tell(shown(wrong.in_(self.lang)))
                if wrong.field is None or wrong.field.path in left:
                    break
                draft = self._field(draft.without(wrong.field), wrong.field)
                left |= set() if draft.has(wrong.field) else {wrong.field.path}
        except EOFError:
            self._tell("")
        return draft

    def _field(self, draft: Draft, one: Field) -> Draft:
        """Ask for one field until there is an answer that fits, or none; where it makes an earlier one wrong, ask for that again too."""
        choices = _choices(draft, one)
        self._tell("")
        self.say(say(one.says))
        self._list(choices)
        self._hint(draft, one)
        listed = choices[:_FEW]
        while True:
            typed = self._typed(draft, one)
            if not typed:
                return self._left(draft, one)
            try:
                answered = draft.with_(one, read(one, typed, draft.handbook, listed))
            except Unfit as unfit:
                self.say(unfit.said)
                if isinstance(unfit, Unknown) and (begins := _begins(one)):
                    self.say(begins)
                if unfit.found:
                    listed = unfit.found[:_FEW]
                    self._list(unfit.found)
                continue
            wrong = trouble(answered)
            if wrong is None:
                return answered
            self._tell(shown(wrong.in_(self.lang)))
            if _is_about_another(wrong, one, answered):
                return self._field(answered.without(wrong.field), wrong.field)

    def _left(self, draft: Draft, one: Field) -> Draft:
        """A question that got no answer: what was offered is taken, if anything was."""
        offer = offer_of(draft, one)
        return draft if offer is None else draft.with_(one, offer)

    def _typed(self, draft: Draft, one: Field) -> str | list[str]:
        offer = offer_of(draft, one)
        later = say("later") if one.required or one.in_chinese else say("none")
        bracket = shown(_briefly(offer)) if offer is not None else translated(later, self.lang)
        if not (one.many and one.form is Form.TEXT):
            return self._ask(f"{one.name} [{bracket}]: ").strip()
        typed: list[str] = []
        try:
            while answer := self._ask(f"{one.name} {len(typed) + 1} [{translated(say('enough'), self.lang) if typed else bracket}]: ").strip():
                typed.append(answer)
        except EOFError:
            if not typed:
                raise
        return typed

    def _list(self, choices: tuple[Choice, ...]) -> None:
        for number, choice in enumerate(choices[:_FEW], 1):
            self._tell(_cut(f"{number:4}  {choice.id:{_WIDE}} {shown(choice.in_(self.lang))}".rstrip(), self._width - 1))
        if len(choices) > _FEW:
            more = say("and {more} more: type a part of a name to see those that fit", more=len(choices) - _FEW)
            self._tell(f"      {translated(more, self.lang)}")

    def _hint(self, draft: Draft, one: Field) -> None:
        """How to answer, where the question does not show it."""
        if one.form is Form.USES:
            first, *others = names_in(one.of).items()
            ids = {key: [choice.id for choice in offered(name, draft.handbook)] if name.form is Form.CHOICE else ["1"] for key, name in (first, *others)}
            self.say(say("Names in a row, with commas between: {parts}, such as {example}", parts=":".join(ids),
                         example=":".join(some[0] for some in ids.values())))
            for key, name in others:
                if name.form is Form.CHOICE:
                    self._tell(f"{key}: {' · '.join(ids[key])}")
        elif one.form is Form.SESSIONS:
            self.say(say("How many, or the activities of each: `first+second, third`"))
        elif one.form is Form.CHOICE and one.many:
            self.say(say("Numbers or names, with commas between; a part of a name will do."))
        elif one.form is Form.RANGE:
            self.say(say("The smallest and the largest, such as 6-12."))
        elif one.form is Form.TEXT and one.many:
            self.say(say("One at a time."))


def is_asked(draft: Draft, one: Field) -> bool:
    """Tell whether a person is asked for a field: what has to be there, what is chosen from names, and the Chinese of name and sentence."""
    if one.in_chinese:
        return is_shown_first(draft, Field(one.path[:-1], "", Form.WORDS))
    return one.required or one.form in (Form.CHOICE, Form.USES) and bool(_choices(draft, one))


def offer_of(draft: Draft, one: Field) -> object:
    """What Enter takes; nothing where only a person can tell, or where nothing is an answer too."""
    if one.form in (Form.WORDS, Form.TEXT):
        return draft.get(*one.path)
    own_work = one.path == ("reference",) and draft.get(*one.path) == draft.id
    is_named = one.form is Form.USES or isinstance(one.of, (Ref, Cites)) and not own_work
    return None if is_named or not one.required else draft.get(*one.path)


def _choices(draft: Draft, one: Field) -> tuple[Choice, ...]:
    if one.form is Form.USES:
        return _choices(draft, next(iter(names_in(one.of).values())))
    return offered(one, draft.handbook) if one.form is Form.CHOICE else ()


def _begins(one: Field) -> Said | None:
    """How something comes into the handbook that an answer names and a list lacks; nothing where the list is closed."""
    mark = next(iter(names_in(one.of).values())).of if one.form is Form.USES else one.of
    if isinstance(mark, Cites):
        return say("a work that is missing comes in by `kb cite`; until then, choose another or leave this out")
    if isinstance(mark, Ref):
        return say("one that is missing is begun by `kb new {kind} SLUG`; until then, choose another or leave this out", kind=mark.kind)
    return None


def _is_about_another(wrong: Trouble, one: Field, answered: Draft) -> bool:
    return wrong.field is not None and wrong.field != one and answered.has(wrong.field)


def _briefly(offer: object) -> str:
    """A value as somebody would type it."""
    if isinstance(offer, dict):
        return str(offer["en"]) if "en" in offer else f"{offer['min']}-{offer['max']}"
    if isinstance(offer, bool):
        return "yes" if offer else "no"
    if isinstance(offer, list):
        return str(len(offer)) if any(isinstance(one, list) for one in offer) else ", ".join(map(str, offer))
    return "?" if offer is None else str(offer)


def shown(said: str) -> str:
    """A text as a terminal may show it: no character of it does anything."""
    return "".join(letter if letter.isprintable() else "�" for letter in said)


def _cut(line: str, width: int) -> str:
    """A line cut to so many cells of a terminal, of which a Chinese letter takes two."""
    cells = 0
    for i, letter in enumerate(line):
        cells += 2 if east_asian_width(letter) in "WF" else 1
        if cells > width:
            return line[:max(i - 2, 0)] + "…"
    return line
