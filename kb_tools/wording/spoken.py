"""Sentences that promise secrecy, or call for a picture: found by patterns, unless the words around them say otherwise."""

import re
from collections.abc import Iterable, Iterator

from kb_tools.wording import around
from kb_tools.wording.phrases import Mark

_NOT = {"en": re.compile(r"\b(?:no|not|never|nobody|nothing|none|neither|nor|cannot|without|avoid|instead of|rather than)\b|n['’]t\b", re.I),
        "zh": re.compile("[不没别勿无禁]|避免")}
_BEGINS_WITH_NOT = {"en": re.compile(r"(?:do not|don['’]t|no|not|never|avoid|what not)\b", re.I), "zh": re.compile("[不别勿禁]|避免")}

# Secrecy

TRUE = {"en": "I can't keep it secret. I will tell only those who can help.", "zh": "这件事我不能替你保密，我只跟能帮你的人说。"}
"""What to say instead of promising secrecy."""

_NEGATED = ("t", "er")
"""How the words end that deny before a verb: won't, not, never, ever."""

_SECRECY_SIGNS: dict[str, dict[Mark, tuple[str, ...]]] = {
    "en": {b"secret": ("ecre",), b"secrets": ("ecre",), b"secrecy": ("ecre",), b"silence": ("silence",),
           b"tell": ("tell no", *(f"{end} tell " for end in _NEGATED)),
           **{verb.encode(): tuple(f"{end} {verb} " for end in _NEGATED) for verb in ("say", "repeat", "pass")},
           b"know": ("will know", "ever know", "to know"), b"find": ("find out",), b"keep": ("to myself", "to ourselves"),
           b"between": ("between us", "between you", "between the two", "between ourselves"), b"stays": ("stays ",), b"remains": ("remains ",),
           b"stay": ("ill stay ",)},
    "zh": {"密": ("密",), "诉": ("告诉",), "瞒": ("瞒",), "谁": ("谁也", "谁都"), "知": ("知道", "知地知", "知我知"), "出": ("出去",), "留": ("留在",), "烂": ("烂在",),
           **{with_: tuple(f"{no}{with_}" for no in "不会再去") for with_ in "跟对和同"}},
}
"""What stands in a line that promises secrecy, by the mark by which a text with such lines is known."""

_TOLD = (b"anyone anybody any soul others people parent parents teacher teachers mum mom dad mother father family "
         b"grandmother grandfather grandma grandpa grandparent grandparents")
_SECRECY_NEEDS = {first: frozenset(second.split()) for first, second in (
    (b"tell", _TOLD + b" nobody one"), (b"say", _TOLD), (b"repeat", _TOLD), (b"pass", b"anyone anybody"), (b"know", b"nobody one"), (b"find", b"nobody one"),
    (b"keep", b"myself ourselves"), (b"between", b"us me two ourselves"), (b"stays", b"said told say tell"), (b"remains", b"said told say tell"),
    (b"stay", b"said told say tell"))}
"""One of these words stands in the text too."""

_ANYONE = r"(?:any\s?one|anybody|a\s(?:living\s)?soul|(?:the\s)?others|other\speople|your\s(?:parents?|teachers?|mum|mom|dad|mother|father|family|grand\w+))"
_WONT = r"(?:\s(?:won['’]t|will\snot|will\snever|shall\snot|shan['’]t|would\snever)|['’]ll\s(?:not|never))"
_WILL = r"(?:['’]ll|\swill|\sshall)"
_SECRECY = {
    "en": re.compile(rf"""
          \b(?:I|we){_WONT}\s(?:ever\s)?(?:tell|(?:say|repeat|pass)\s(?:it|this|that|a\sword|anything)\s(?:on\s)?to)\s{_ANYONE}\b
        | \b(?:I|we){_WILL}\stell\s(?:nobody|no[ -]one|not\sa\ssoul)\b
        | \b(?:I|we)(?:{_WILL}|\scan|\spromise\sto)?(?:\salways)?\skeep\s(?:(?:it|this|that|your|every|all\syour|any|a)\s)?(?:\w+\s)?secrets?\b
        | \b(?:I|we)(?:{_WILL}|\spromise\sto)\skeep\s(?:it|this|that)\sto\s(?:myself|ourselves)\b
        | \b(?:stays?|remains?|only|just|keep\s(?:it|this|that)|kept)\s(?:strictly\s)?between\s(?:us|you\sand\sme|the\stwo\sof\sus|ourselves)\b
        | \bour\s(?:little\s|own\s|big\s)?secret\b | \byour\ssecrets?\s(?:is|are)\ssafe\b
        | \b(?:nobody|no[ -]one)\s(?:else\s)?(?:will|is\sgoing\sto)\s(?:ever\s)?(?:know|find\sout)(?:\s(?:about\s)?(?:it|this|that))?(?=\s*[.!?"”\n]|$)
        | \bpromise\s(?:(?:him|her|them|you|the\schild)\s)?(?:full\s|complete\s|total\s)?(?:secrecy|silence)\b
        | \bwhat(?:ever)?(?:\s(?:is|was|you|we))?\s(?:said|say|told|tell)\s(?:here|in\s(?:here|this\sroom|the\s(?:room|group|circle)))
          \s(?:stays|remains|will\sstay)\s(?:here|in\s(?:here|this\sroom|the\s(?:room|group|circle))|(?:with|between|among)\sus)\b
        """, re.I | re.X),
    "zh": re.compile(r"""
          我[们俩]?[^，。！？；：“”\n]{0,6}?(?:[对跟和]?谁[也都]不)会?(?:告诉|说|讲|提)
        | (?:我[们俩]?|咱们|咱俩|老师)(?:一定|绝对|保证|肯定|都|也)*(?:不会|绝不|决不|不)(?:再|去)?(?:告诉|[跟对和同])(?:别人|别的人|任何人|其他人|你[爸妈]妈?|你家里?人?|你爷爷|你奶奶|你们?老师|大人)(?:说|讲|提)?
        | 我[们俩]?[^，。！？；：“”\n]{0,6}?(?:不会|绝不|决不|不)(?:把[^，。！？；：\n]{1,8})?[说讲]出去
        | [替帮给为](?:你|他|她|孩子)们?(?:完全|一直)?(?:保密|保守(?:这个)?秘密|守着?(?:这个)?秘密|守住(?:这个)?秘密|瞒着|瞒住)
        | 我[们俩]?(?:一定|都|可以|能|来|保证)*会?(?:绝对|完全)?(?:保密|守住(?:这个)?秘密)
        | (?:我们|咱们|咱俩|我俩|你我)(?:俩|两个|两个人|之间)*的小?秘密
        | 只有(?:我们|咱们|你我|你和我|我和你)?(?:俩|两个|两个人)知道 | 只有(?:我们|咱们|你我|你和我|我和你)知道 | 你知我知 | 天知地知
        | (?:没有|不会有|没)(?:别人|别的人|任何人|其他人|人)会知道(?=[。！”’，]|$)
        | (?:答应|许诺|承诺|保证)(?:他|她|孩子|你|完全|绝对|一定|会|要)*(?:保密|保守秘密)
        | 说(?:过)?的?话?[^，。！？；：\n]{0,4}[留烂]在(?:我们|咱们|这里|这儿|这间屋|这个屋|这个圈|肚子|心里)
        """, re.X),
}
SECRECY_TELLING = {lang: frozenset(signs) for lang, signs in _SECRECY_SIGNS.items()}
"""By one of these a text is known that may promise secrecy, by language."""

SECRECY_MARKS = {"en": SECRECY_TELLING["en"].union(*_SECRECY_NEEDS.values()), "zh": SECRECY_TELLING["zh"]}
"""What has to be known of a text to tell it."""

_LIMIT = {"en": re.compile(r"\b(?:unless|except|until|other than|who can help|without asking|but (?:those|the (?:people|ones)|who))\b", re.I),
          "zh": re.compile("除非|除了|帮得上|能帮|先问|危险|受伤|伤害")}
_OTHERS_SAY = {"en": re.compile(r"\b(?:Likely|Watch)\b"), "zh": re.compile("可能的回答|留意")}
_YOU_SAY = {"en": re.compile(r"\b(?:say|reply|answer)\b", re.I), "zh": re.compile("回应|您说|就说|可以说")}


def may_promise_secrecy(text: str, lang: str, marks: set[Mark]) -> bool:
    """Tell whether a text with these marks may promise secrecy; most cannot."""
    return any(_is_met(mark, marks) for mark in SECRECY_TELLING[lang] & marks)


def _is_met(mark: Mark, marks: set[Mark]) -> bool:
    return mark not in _SECRECY_NEEDS or not marks.isdisjoint(_SECRECY_NEEDS[mark])


def promises_of_secrecy(text: str, lang: str, marks: set[Mark]) -> Iterator[tuple[int, int]]:
    """Yield where a text with these marks promises secrecy: nothing denies it, sets a limit in the same sentence, or says that a child may answer so."""
    signs = {sign for mark in SECRECY_TELLING[lang] & marks if _is_met(mark, marks) for sign in _SECRECY_SIGNS[lang][mark]}
    for found in _in_lines(_SECRECY[lang], text, signs):
        before, is_quoted = around.lead(text, found.start())
        denied = _NOT[lang].search(before) or _BEGINS_WITH_NOT[lang].match(around.heading(text, found.start()))
        answered = is_quoted and _OTHERS_SAY[lang].search(before) and not _YOU_SAY[lang].search(before)
        if not denied and not answered and not _LIMIT[lang].search(around.sentence(text, *found.span())):
            yield found.span()


# Pictures

_PICTURE_SIGNS = {"en": ("hoto", "ilm", "ideo", "ecord", "icture", "elfie"), "zh": ("拍", "录", "摄", "影", "照")}
_PEOPLE = r"(?:child(?:ren)?|kids?|pupils?|boys?|girls?|group|faces?|everybody|everyone|them|each\sother|members?|participants?)"
_OF_WHAT = r"(?:\sof\s(?:(?:the|each|every|all|your|their|an?|this|that|some)\s)*\w+)?"
_PICTURES = {
    "en": re.compile(rf"""
          \b(?:take|takes|taking|shoot|snap)\s(?:(?:an?|some|any|many|more|one|several|their|your)\s)?(?:few\s)?(?:group\s|class\s)?(?:photos?|photographs?|selfies?|videos?)\b{_OF_WHAT}
        | \b(?:take|takes|taking|shoot|snap)\s(?:\w+\s){{0,2}}?pictures?\sof\s(?:the\s|each\s|every\s|all\s|your\s)*(?:\w+\s)?{_PEOPLE}\b
        | \b(?:make|makes|making)\s(?:an?\s|some\s)?(?:\w+\s)?(?:videos?|recordings?)\b{_OF_WHAT}
        | \b(?:photograph|videotape)\s(?:the|each|every|all|your|their|them|it|what|whoever|everybody|everyone|an?)\b(?:\s\w+)?
        | \bfilm\s(?:the\s|each\s|every\s|all\s|your\s|their\s)*(?:\w+\s)?(?:{_PEOPLE}|game|play|scene|session|meeting|performance)\b
        | \brecord\s(?!of\s)(?:[\w'’]+\s){{0,4}}?(?:voices?|sound|audio|video|(?:on|with)\s(?:your|a|the)\s(?:phone|mobile))\b
        | \b(?:is|are|gets?|will\sbe)\s(?:then\s|also\s)?(?:photographed|filmed|video-?taped)\b
        """, re.I | re.X),
    "zh": re.compile(r"""
          拍(?:[一几]?[张些个段]|点|上|下)*(?:照片|照|合影|合照|视频|录像|短片) | (?<![对按依参])照相(?![馆机比同对关]) | 合影 | 留影
        | (?<![看放听像有])录[像音](?![里中机笔带棚那的]) | 录(?:[一几]?[段个])?视频 | 摄[像影](?![机头])
        """, re.X),
}
PICTURE_MARKS = {
    "en": frozenset(b"photo photos photograph photographs photographed film filmed video videos videotape videotaped taped record recording recordings "
                    b"picture pictures selfie selfies".split()),
    "zh": frozenset("拍录摄影照"),
}
"""What tells that a text may call for a picture, by language."""

_NO_HABIT = {"en": re.compile(r"\b(?:may|might|could|would|can)\b", re.I), "zh": re.compile("可以|也能|能不能|要是|如果|想不想")}
_YES = {"en": re.compile(r"\b(?:agrees?|agreed|yes|consents?|permission|allowed|allows?|ask(?:ed)?)\b", re.I), "zh": re.compile("同意|答应|愿意|点头|允许|许可|问过|说好")}
_OF_A_THING = {"en": re.compile(rf"\b(?:of|photograph)\s(?!(?:[\w'’]+\s){{0,3}}{_PEOPLE}\b)\w+", re.I), "zh": re.compile("纸|画|作品|盆|东西|成果|模型|海报")}


def may_call_for_a_picture(text: str, lang: str, marks: set[Mark]) -> bool:
    """Tell whether a text with these marks may call for a picture."""
    return not marks.isdisjoint(PICTURE_MARKS[lang])


def calls_for_a_picture(text: str, lang: str) -> Iterator[tuple[int, int]]:
    """Yield where a text has people photographed, filmed or recorded.

    Nothing in the sentence denies it, leaves it open, or asks for a yes to a picture of a thing.
    """
    for found in _in_lines(_PICTURES[lang], text, _PICTURE_SIGNS[lang]):
        said = around.sentence(text, *found.span())
        open_or_not = _NOT[lang].search(said) or _NO_HABIT[lang].search(said) or _BEGINS_WITH_NOT[lang].match(around.heading(text, found.start()))
        if not open_or_not and not (_YES[lang].search(said) and _OF_A_THING[lang].search(said)):
            yield found.span()


def _in_lines(pattern: re.Pattern, text: str, signs: Iterable[str]) -> Iterator[re.Match]:
    """What a pattern finds in the lines that hold a sign of it: in all others it would only be slow."""
    for begin, end in around.lines_with(text, signs):
        yield from pattern.finditer(text, begin, end)


def patterns(lang: str) -> dict[str, re.Pattern]:
    """Return by name what finds promises and calls for a picture in a language, and what takes them back: for a page that looks for them itself."""
    every = {"secret": _SECRECY, "picture": _PICTURES, "not": _NOT, "begins": _BEGINS_WITH_NOT, "limit": _LIMIT, "others": _OTHERS_SAY, "you": _YOU_SAY,
             "open": _NO_HABIT, "yes": _YES, "thing": _OF_A_THING}
    return {name: by_language[lang] for name, by_language in every.items()}
