"""Words that a made-up handbook is put together from, and sentences made of them.

The names of villages, people and games are made of syllables, so that a large handbook has as many different words as a real one.
"""

from random import Random

_ACTORS = """child pair circle neighbour helper teacher grandmother grandfather listener speaker partner group visitor cousin keeper guide friend
drummer reader runner watcher caller painter singer walker""".split()
_THINGS = """pebble basket rope lantern map bench window bell bucket seed leaf feather shadow ladder kite drum ribbon stool jar thread mirror button candle
letter puddle bridge wheel whistle blanket spoon paper box shell cup gate roof river echo cloud song story riddle knot ring path fence field tree root
branch nest footprint market boat ferry oar plank brick tile broom mat flute cap glove scarf pocket button-tin tin teapot kettle stove lamp clock""".split()
_DOING = """carries folds passes names hides draws follows counts shakes opens borrows mends returns lifts trades remembers turns copies invents describes
guards shares builds weighs measures tastes hears repeats corrects answers greets leads closes divides joins crosses arranges points-at slows stops
starts softens brightens empties fills covers uncovers balances rolls throws catches keeps leaves brings""".split()
_QUALITIES = """quiet brave slow round early warm borrowed hidden small bright patient honest curious second loud careful shared open half steady gentle
lively empty folded wooden paper golden silver last first crooked straight early-morning muddy windy friendly plain carefree""".split()
_PLACES = """in the yard|by the window|near the gate|on the bench|under the roof|along the wall|at the well|behind the school|on the steps|in two rows|in
a wide ring|by the stove|at the corner|next to the field|across the room|between two chairs|by the bridge|at the edge of the mat|in the shade|on the
threshing floor""".replace("\n", " ").split("|")
_WHEN = """first|after a while|when the bell goes|before anybody speaks|without hurry|one after the other|twice|with closed hands|as softly as possible|in
any order|until everybody has had a turn|while the others hum|at the end|on a wet day|if the group is tired|with the left hand|from memory""".replace("\n", " ").split("|")
_ABSTRACT = """confidence calm belonging turn-taking listening courage patience trust kindness curiosity memory attention humour hope friendship support
planning fairness repair rest welcome""".split()
_STARTS = ("ba", "bo", "cai", "chen", "da", "du", "fen", "gao", "gu", "hai", "he", "jin", "ka", "ke", "lan", "li", "lu", "ma", "mei", "mo", "na", "ni", "pan",
           "pu", "qi", "ren", "ro", "sha", "shu", "su", "tan", "ti", "tu", "wa", "wen", "xi", "ya", "yo", "zhe", "zo")
_ENDS = ("ra", "lin", "men", "to", "ve", "shan", "ping", "do", "ko", "ber", "gou", "tun", "xia", "nor", "sel", "wick", "jia", "zhen", "lo", "mi")

_ZH_ACTORS = "孩子 同伴 老师 邻居 奶奶 爷爷 小组 大家 组长 伙伴 说的人 听的人 带组的人 表哥 朋友 照料人".split()
_ZH_THINGS = """石子 竹篮 绳子 灯笼 地图 长凳 窗子 铃铛 水桶 种子 树叶 羽毛 影子 梯子 风筝 小鼓 丝带 板凳 罐子 线团 镜子 纽扣 信封 水洼 小桥 车轮 哨子 毯子
勺子 白纸 盒子 贝壳 杯子 院门 屋顶 河水 回声 云朵 歌 故事 谜语 绳结 圆圈 小路 篱笆 田埂 大树 树根 鸟窝 脚印 集市 木船 砖头 瓦片 扫帚 席子 笛子 帽子 围巾 口袋 茶壶""".split()
_ZH_DOING = """传给 折好 叫出 藏起 画下 跟着 数一数 摇一摇 打开 借来 修好 还给 举起 交换 记住 转动 学着做 想出 说说 守着 分享 搭起 量一量 尝一尝 听一听 重复
回答 招呼 带着 合上 分开 接上 跨过 摆好 指一指 放慢 停住 盖住 揭开 接住 留下 带来""".split()
_ZH_QUALITIES = "安静的 勇敢的 慢慢的 圆圆的 早到的 温暖的 借来的 小小的 明亮的 耐心的 好奇的 第二个 响亮的 细心的 共用的 打开的 稳稳的 轻轻的 热闹的 空空的 折好的 弯弯的".split()
_ZH_PLACES = "在院子里 靠着窗边 走到门口 坐在长凳上 沿着墙根 围着水井 在教室后面 排成两行 围成大圈 在墙角 在田边 隔着屋子 在桥头 在树荫下 在晒谷场上".split()
_ZH_ABSTRACT = "信心 平静 归属 轮流 倾听 勇气 耐心 信任 善意 好奇 记性 专注 幽默 希望 友谊 支持 计划 公平 修补 休息 欢迎".split()
_ZH_GIVEN = "安 贝 晨 丹 恩 芳 刚 禾 吉 康 兰 明 宁 平 琪 荣 山 涛 文 溪 秀 雅 英 月 云 泽 珍 竹".split()


class Writer:
    """Makes up sentences in both languages, the same ones for the same seed."""

    def __init__(self, seed: int):
        self._random = Random(seed)
        self.pick, self.number, self.some = self._random.choice, self._random.randint, self._random.sample

    def name(self) -> str:
        """A made-up proper name."""
        return (self.pick(_STARTS) + self.pick(_ENDS) + (self.pick(_ENDS) if self._random.random() < 0.3 else "")).capitalize()

    def thing(self) -> str:
        """A thing with a quality."""
        return f"{self.pick(_QUALITIES)} {self.pick(_THINGS)}"

    def phrase(self) -> str:
        """A verb phrase without its subject."""
        return f"{self.pick(_DOING)} the {self.thing()} {self.pick(_PLACES)}"

    def sentence(self) -> str:
        """One sentence."""
        form = self.number(0, 5)
        if form == 0:
            return f"The {self.pick(_ACTORS)} {self.phrase()}; {self.name()} {self.phrase()}."
        if form == 1:
            return f"{self.pick(_WHEN).capitalize()}, every {self.pick(_ACTORS)} {self.phrase()}."
        if form == 2:
            return f"In {self.name()}, {self.pick(_ABSTRACT)} grows; a {self.pick(_ACTORS)} {self.phrase()} {self.pick(_WHEN)}."
        if form == 3:
            return f"You hold the {self.thing()}; nobody has to speak about {self.pick(_ABSTRACT)}."
        if form == 4:
            return f"A {self.pick(_ACTORS)} who {self.phrase()} may pass {self.pick(_WHEN)}."
        return f"Ask {self.name()}: what did the {self.thing()} tell the {self.pick(_ACTORS)}?"

    def text(self, least: int, most: int) -> str:
        """Some sentences, one a line."""
        return "\n".join(self.sentence() for _ in range(self.number(least, most)))

    def zh_phrase(self) -> str:
        """A Chinese verb phrase."""
        return f"{self.pick(_ZH_PLACES)}{self.pick(_ZH_DOING)}{self.pick(_ZH_QUALITIES)}{self.pick(_ZH_THINGS)}"

    def zh_name(self) -> str:
        """A made-up given name."""
        return f"小{self.pick(_ZH_GIVEN)}"

    def zh_sentence(self) -> str:
        """One Chinese sentence."""
        form = self.number(0, 3)
        if form == 0:
            return f"{self.pick(_ZH_ACTORS)}{self.zh_phrase()}，{self.zh_name()}{self.zh_phrase()}。"
        if form == 1:
            return f"不用着急，{self.pick(_ZH_ACTORS)}可以{self.zh_phrase()}，也可以先看看。"
        if form == 2:
            return f"{self.zh_name()}{self.zh_phrase()}的时候，{self.pick(_ZH_ABSTRACT)}慢慢多起来。"
        return f"问一问{self.zh_name()}：{self.pick(_ZH_QUALITIES)}{self.pick(_ZH_THINGS)}让你想到什么？"

    def zh_text(self, least: int, most: int) -> str:
        """Some Chinese sentences, one a line."""
        return "\n".join(self.zh_sentence() for _ in range(self.number(least, most)))

    def both(self, least: int = 1, most: int = 1) -> dict[str, str]:
        """A text of a record in both languages."""
        return {"en": self.text(least, most).replace("\n", " "), "zh": self.zh_text(least, most).replace("\n", "")}


def title(number: int) -> tuple[str, str]:
    """The title of the `number`th thing in English and Chinese, no two alike."""
    quality, rest = number % len(_QUALITIES), number // len(_QUALITIES)
    thing, more = rest % len(_THINGS), rest // len(_THINGS)
    zh_quality, zh_rest = number % len(_ZH_QUALITIES), number // len(_ZH_QUALITIES)
    zh_thing, zh_more = zh_rest % len(_ZH_THINGS), zh_rest // len(_ZH_THINGS)
    en = f"{_QUALITIES[quality]} {_THINGS[(thing * 7 + quality) % len(_THINGS)]}" + (f" and {_THINGS[more]}" if more else "")
    zh = f"{_ZH_QUALITIES[zh_quality]}{_ZH_THINGS[(zh_thing * 7 + zh_quality) % len(_ZH_THINGS)]}" + (f"和{_ZH_THINGS[zh_more]}" if zh_more else "")
    return en.capitalize(), zh


def aspect(number: int) -> tuple[str, str]:
    """The name of the `number`th need or outcome in English and Chinese, no two alike."""
    which, more = number % len(_ABSTRACT), number // len(_ABSTRACT)
    return (_ABSTRACT[which].capitalize() + (f" with a {_ACTORS[more - 1]}" if more else ""),
            _ZH_ABSTRACT[which % len(_ZH_ABSTRACT)] + (f"（{more}）" if more else ""))
