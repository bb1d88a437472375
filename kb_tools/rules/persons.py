"""What in a text looks like somebody's name, a school's, or a way to reach somebody.

No list knows all names. This errs on the side of asking: what is only likely is said as such.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb_tools.words.messages import Said, say


@dataclass(frozen=True)
class Person:
    """Characters of a text from `start` to `end` that may tell who somebody is; `sure` where hardly anything else is written so."""

    start: int
    end: int
    message: Said
    sure: bool


_SURNAMES = "王李张刘陈杨赵黄吴徐孙胡朱郭林罗郑梁谢宋唐邓冯韩曹曾彭蔡潘董袁蒋杜苏魏吕丁沈姚卢傅钟姜崔谭廖汪陆戴贾韦夏邱侯邹孟秦阎薛尹雷黎陶贺顾郝龚邵赖覃孔"
"""The hundred most frequent, without those that are often another word before the same letters: 任何同学, 对方同学, 也许同学们."""

_CALLED = "王李张刘陈杨赵吴徐胡郭宋郑韩唐冯董袁邓沈彭吕苏卢蒋蔡贾魏薛潘杜戴姜姚谭廖邹陆郝崔邱秦侯邵孟尹黎赖龚明红刚华芳丽军娟敏燕伟杰勇"
"""What follows 小 in a name and hardly in another word."""

_SURE = re.compile(rf"""
    小[{_CALLED}](?![打树])
    | (?<![一二两三四五六七八九十几每这那半多0-9])[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}(?:同学|老师|校长|小朋友)
    | (?:名叫|名字叫|姓名)[是：:]?[\u4e00-\u9fff]{{2,4}}
    | \bXiao[ -]?[A-Z]?[a-z]+
    | \b(?:Mr|Mrs|Ms|Miss|Teacher|Uncle|Aunt|Auntie|Grandma|Grandpa|Granny)\.?[ ][A-Z][a-z]+
""", re.X)
_REACH = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\d(?:[ -]?\d){6,}")
_SCHOOL = re.compile(r"[^\W\d_a-zA-Z一所个的在村乡镇县城我们这那两几家里到小中心附近某各每全寄宿完希望民公办初高级]{2}(?:小学|中学|幼儿园)")
_CAPITAL = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]+(?: [A-Z][a-z]+)*")
_NO_NAMES = re.compile(r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Chinese|Mandarin|English|Spring Festival|New Year|Mid|Dragon Boat|I)\b")

_NAME, _MAYBE = say("this looks like somebody's name"), say("this may be somebody's name")
_OF_SCHOOL, _WAY = say("this may be the name of a school"), say("with this somebody can be reached")
"""None of them repeats what it is about: reports of findings are read in more places than the file."""


def persons(text: str) -> Iterator[Person]:
    """Yield what looks like a name, in the order of the text; of two that overlap, the surer one."""
    found = [Person(*m.span(), _NAME, True) for m in _SURE.finditer(text)]
    found += [Person(*m.span(), _WAY, True) for m in _REACH.finditer(text)]
    found += [Person(*m.span(), _OF_SCHOOL, False) for m in _SCHOOL.finditer(text)]
    found += [Person(*m.span(), _MAYBE, False) for m in _CAPITAL.finditer(text) if not _NO_NAMES.match(m[0])]
    end = 0
    for one in sorted(found, key=lambda one: (one.start, not one.sure)):
        if one.start >= end:
            yield one
            end = one.end
