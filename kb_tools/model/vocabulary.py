"""The closed vocabularies: each value once, with its label and a sentence in both languages."""

from enum import Enum


class Vocabulary(str, Enum):
    """A value with a label and a sentence: (value, label en, label zh, sentence en, sentence zh)."""

    def __new__(cls, value: str, en: str, zh: str, says_en: str, says_zh: str):
        self = str.__new__(cls, value)
        self._value_ = value
        self.labels = {"en": en, "zh": zh}
        self.sentences = {"en": says_en, "zh": says_zh}
        return self

    def in_(self, lang: str) -> str:
        """The label in one language."""
        return self.labels[lang]

    def says(self, lang: str) -> str:
        """The sentence that explains the value in one language."""
        return self.sentences[lang]

    def __str__(self) -> str:
        return self.value


class Phase(Vocabulary):
    """The place of an activity in a meeting."""

    OPENING = ("opening", "Opening", "开场", "The first minutes: arrive, be greeted, be asked nothing hard.", "头几分钟：到场、被招呼，不问难答的事。")
    WARM_UP = ("warm-up", "Warm-up", "热身", "A short play that gets bodies and voices going together.", "一个短游戏，让身体和声音一起动起来。")
    WORKING = ("working", "Working", "主题活动", "The main part of a meeting, with time to talk about it.", "一次聚会的主要部分，留出时间聊一聊。")
    CLOSING = ("closing", "Closing", "收尾", "The last minutes: settle, look back, leave calm.", "最后几分钟：静下来，回头看一看，平静地离开。")


class Part(Vocabulary):
    """When in the work a page of prose is read."""

    BEFORE = ("before", "Before the group", "小组开始之前", "Read it before you invite anybody.", "邀请孩子之前先读。")
    DURING = ("during", "While it runs", "小组进行当中", "Read it before the first meeting, and again in the middle.", "第一次活动之前读，中途再读一遍。")
    AFTER = ("after", "At its end, and between groups", "结束时，以及两期小组之间", "Read it before the last meeting.", "最后一次活动之前读。")


class Setting(Vocabulary):
    """Where an activity can be done."""

    CLASSROOM = ("classroom", "Classroom", "教室", "A room with desks that can be moved or pushed aside.", "桌椅可以挪开的房间。")
    YARD = ("yard", "Yard", "院子、操场", "An open place outdoors, dry and in sight of an adult.", "户外空地，地面干，大人看得见。")
    VILLAGE_ROOM = ("village-room", "Village room", "村活动室", "A room in the village that the group may use.", "村里可以用来开展活动的房间。")
    HOME = ("home", "Home", "家里", "Where the child lives.", "孩子住的地方。")


class Room(Vocabulary):
    """How people sit or stand."""

    CIRCLE = ("circle", "One circle", "围成一圈", "Everybody sits or stands in one circle, the adults among the children.", "大家坐或站成一圈，大人在孩子中间。")
    TWO_CIRCLES = ("two-circles", "Two circles", "围成两圈", "Half of the children in each circle.", "孩子分成两圈，每圈一半。")
    PAIRS = ("pairs", "In pairs", "两人一组", "Each child with a partner, apart from the others.", "每个孩子和一个搭档在一起，各组隔开一点。")
    SMALL_GROUPS = ("small-groups", "Small groups", "分成小组", "Three or four children together, apart from the others.", "三四个孩子一组，各组隔开一点。")
    STATIONS = ("stations", "Stations", "分站", "Something to do at each of several places.", "几个地方，每处有一件事做。")
    LINE = ("line", "In a line", "排成一行", "Side by side or one behind the other.", "并排站，或一个跟着一个。")
    CROSSING = ("crossing", "From side to side", "从一边走到另一边", "All start at one side of the room and go to the other.", "都从一边出发，走到另一边。")
    FACING = ("facing", "Two rows facing", "面对面两排", "Each child opposite another.", "每个孩子对面有一个人。")
    HALF_CIRCLE = ("half-circle", "Half circle with a stage", "半圆，前面空出一块", "All see the place where something is shown.", "大家都看得见前面演的地方。")
    TABLE = ("table", "Round a table", "围着桌子", "Desks pushed together, or a cloth on the ground.", "课桌拼在一起，或在地上铺一块布。")
    SPREAD = ("spread", "Spread about", "各自散开", "Everybody has room to move.", "每个人都有活动的地方。")


class Place(Vocabulary):
    """What kind of place a report comes from; never its name."""

    VILLAGE_SCHOOL = ("village-school", "Village school", "村小、教学点", "A small school in a village.", "村里的小学或教学点。")
    TOWN_SCHOOL = ("town-school", "Town school", "乡镇学校", "A school in a town, with or without boarders.", "乡镇上的学校，住校或不住校。")
    COUNTY_SCHOOL = ("county-school", "County school", "县城学校", "A school in the county seat.", "县城里的学校。")
    VILLAGE = ("village", "Village, outside of school", "村里，学校以外", "A room, a yard or a house in a village.", "村里的活动室、院子或家里。")
    ELSEWHERE = ("elsewhere", "Somewhere else", "别的地方", "None of these.", "以上都不是。")


class Energy(Vocabulary):
    """How lively an activity is."""

    LOW = ("low", "Calm", "安静", "Mostly sitting or standing still.", "大多坐着或站着。")
    MEDIUM = ("medium", "Some movement", "有些走动", "Children move about the room.", "孩子在屋里走动。")
    HIGH = ("high", "Lively", "活跃", "Running, jumping or loud voices.", "跑、跳，或者声音大。")


class Literacy(Vocabulary):
    """How much reading and writing an activity asks for."""

    NONE = ("none", "Not needed", "不需要", "Nobody has to read or write.", "不用读，也不用写。")
    SOME = ("some", "Some words", "少量", "A few words; an adult or a friend can help.", "少量字词，大人或同伴可以帮忙。")
    NEEDED = ("needed", "Needed", "需要", "Each child reads or writes sentences.", "每个孩子要读句子或写句子。")


class Risk(Vocabulary):
    """How much care an activity needs."""

    LOW = ("low", "Low", "低", "Ordinary play and talk; disclosure is possible as always.", "平常的玩和聊；孩子说出受伤害的事，任何时候都有可能。")
    MEDIUM = ("medium", "Medium", "中", "Feelings or quarrels come up; a second adult should be near.", "会碰到情绪或矛盾；附近要有第二位成人。")
    HIGH = ("high", "High", "高", "Family, loss or contact with parents; two adults and arrangements made beforehand.", "涉及家庭、失去或与父母联系；要两位大人，并且事先安排好。")


class Origin(Vocabulary):
    """How a guide came about from its source."""

    REPORTED = ("reported", "Reported by a study", "研究报告过", "The source describes this activity.", "来源研究描述过这个活动。")
    ADAPTED = ("adapted", "Adapted from a study", "改编自研究", "A reader would recognise the source in it; the rest is ours.", "能看出来源研究的样子，其余由本手册设计。")
    DESIGNED_HERE = ("designed-here", "Designed here, not yet studied", "本手册自行设计，尚无研究检验",
                     "The idea or the kind of session comes from the source named; what is done was designed here.", "想法或环节类型来自所列来源，具体做法由本手册设计。")


class Per(Vocabulary):
    """By what an amount of a material is counted."""

    CHILD = ("child", "for each child", "每个孩子", "One amount for every child.", "按孩子人数准备。")
    PAIR = ("pair", "for each pair", "每两人", "One amount for every two children.", "每两个孩子一份。")
    GROUP = ("group", "for the group", "全组", "One amount for the whole group.", "全组一份。")


class MaterialKind(Vocabulary):
    """How a material is come by."""

    STATIONERY = ("stationery", "Paper and pens", "纸和笔", "What children write, draw or cut with.", "写、画、剪要用的。")
    EVERYDAY = ("everyday", "Everyday", "身边就有", "A village school or home has it.", "村小或家里就有。")
    BOUGHT = ("bought", "To buy", "需要买", "Somebody has to buy it.", "需要去买。")


class HomePart(Vocabulary):
    """What of an activity happens outside the group."""

    NONE = ("none", "No home part", "没有带回家的部分", "Everything happens in the group.", "都在小组里完成。")
    TALK = ("talk", "A talk at home", "回家说一说", "Something is said to somebody at home or nearby.", "回家或在附近跟一个人说一说。")
    PAPER = ("paper", "A paper goes home", "带一张纸回去", "A sheet goes to somebody outside the group.", "有一张纸交给组外的人。")
    CALL = ("call", "A call", "打个电话", "Somebody is rung or sent a message.", "要打电话或发消息。")


class InterventionType(Vocabulary):
    """What sort of thing an intervention is."""

    APPROACH = ("approach", "Approach", "取向", "A way of seeing and working that other techniques are part of.", "一种看待和工作的方式，其他做法属于它。")
    TECHNIQUE = ("technique", "Technique", "做法", "Something that is done with children in a meeting.", "聚会中和孩子一起做的事。")
    FORMAT = ("format", "Format", "形式", "The shape in which people are brought together.", "把人聚到一起的形式。")


class Wanted(Vocabulary):
    """Whether more or less of an outcome is hoped for."""

    MORE = ("more", "More is better", "多一些好", "A higher value is what is hoped for.", "希望数值升高。")
    LESS = ("less", "Less is better", "少一些好", "A lower value is what is hoped for.", "希望数值降低。")


class Horizon(Vocabulary):
    """How soon an outcome may be seen."""

    SESSION = ("session", "Within a session", "一次聚会之内", "May be seen on the same day.", "当天可能看得到。")
    WEEKS = ("weeks", "Over weeks", "几周", "May be seen after some weeks.", "几周后可能看得到。")
    MONTHS = ("months", "Over months", "几个月", "Takes months, if it comes at all.", "需要几个月，也可能不来。")


class Respondent(Vocabulary):
    """Who answers a measure, or watches for it."""

    CHILD = ("child", "The child", "孩子", "The child answers.", "由孩子回答。")
    CAREGIVER = ("caregiver", "The caregiver", "照料人", "Whoever looks after the child answers.", "由照顾孩子的人回答。")
    TEACHER = ("teacher", "A teacher", "老师", "A teacher answers.", "由老师回答。")
    OBSERVER = ("observer", "An observer", "观察者", "Somebody watches and writes down.", "由一个人观察并记录。")


class MeasureStatus(Vocabulary):
    """Whether a measure can be used as it is."""

    USABLE = ("usable", "Usable", "可用", "May be used as described, with its cautions read.", "读过注意事项后，可按说明使用。")
    CAUTION = ("caution", "With caution", "谨慎使用", "Has weaknesses that change what a score may be used for.", "有弱点，得分的用处因此受限。")


class LicenceForm(Vocabulary):
    """Whose the form of a measure is."""

    OURS = ("ours", "Ours: the form is here", "自编，可直接使用", "Written for this handbook; the form may be shown and copied.", "为本手册编写，可以展示和复印。")
    FREE = ("free", "Free to use", "可免费使用", "Its owner lets anybody use it; look up the terms.", "版权方允许使用，请查看条款。")
    PERMISSION = ("permission", "Ask the owner", "需征得许可", "Its owner has to be asked first.", "使用前需征得版权方同意。")
    NOT_CONFIRMED = ("not-confirmed", "Not confirmed", "未确认", "We have not confirmed who may use it; the form is not shown here.", "谁可以使用尚未确认，本手册不展示表格。")


class Access(Vocabulary):
    """How much of a study was read."""

    FULL_TEXT = ("full-text", "Full text", "全文", "The whole text was read.", "读过全文。")
    ABSTRACT = ("abstract", "Abstract", "摘要", "Only the abstract, or a record that carries it, was read.", "只读到摘要或载有摘要的记录。")
    RECORD = ("record", "Record only", "仅题录", "Only the bibliographic record was read, no findings.", "只读到题录，没有读到结果。")
    SECONDARY = ("secondary", "Second hand", "转引", "Read in somebody else's account of it.", "从别人的转述中读到。")


class Design(Vocabulary):
    """The design of a study, from which its tier is computed."""

    QUALITATIVE = ("qualitative", "Qualitative", "质性研究", "Interviews, observation or documents; shows how.", "访谈、观察或文件；说明“怎样”。")
    CASE_STUDY = ("case-study", "Case study", "个案研究", "A close look at one case or a few.", "仔细看一个或几个个案。")
    ONE_GROUP = ("one-group-before-after", "One group, before and after", "单组前后测", "The same people measured before and after, nobody to compare with.",
                 "同一群人前后各测一次，没有对照。")
    COMPARISON = ("comparison", "Comparison, not randomised", "非随机对照", "Compared with others who were not chosen by lot.", "与没有抽签决定的另一组比较。")
    RANDOMISED = ("randomised", "Randomised", "随机对照", "It was drawn by lot who took part.", "由抽签决定谁参加。")
    CLUSTER = ("cluster-randomised", "Cluster randomised", "整群随机对照", "Whole classes, schools or villages were drawn by lot.", "以班级、学校或村为单位抽签。")
    META = ("meta-analysis", "Meta-analysis", "元分析", "Results of several studies put together in numbers.", "把多项研究的结果合并计算。")
    REVIEW = ("systematic-review", "Systematic review", "系统综述", "Studies searched for and judged by a stated plan.", "按事先说明的办法查找并评价研究。")
    SURVEY = ("survey", "Survey", "调查", "Many people asked once; cannot show cause.", "一次询问许多人；说明不了因果。")
    LONGITUDINAL = ("longitudinal", "Longitudinal", "追踪调查", "The same people asked several times; no intervention.", "多次询问同一群人；没有干预。")
    CORRELATIONAL = ("correlational", "Correlational", "相关研究", "Shows what goes together, not what causes what.", "说明哪些事一起出现，不说明因果。")
    VALIDATION = ("validation", "Validation", "量表检验", "Tests how well a measure measures.", "检验一个量表测得好不好。")
    THEORY = ("theory", "Theory", "理论", "Ideas and concepts.", "思想与概念。")
    GUIDANCE = ("guidance", "Guidance", "指引", "Law, standards or guidance.", "法律、标准或指引。")
    PRACTICE_BOOK = ("practice-book", "Practice book", "实务用书", "A book of activities or practice; not evidence of effect.", "活动或实务用书，不是效果证据。")


class Pools(Vocabulary):
    """The weakest design that a synthesis states it pools."""

    RANDOMISED = ("randomised", "Randomised trials", "随机试验", "States that it pools randomised trials.", "说明合并的是随机试验。")
    COMPARISON = ("comparison", "Comparisons", "对照研究", "Compared studies, not all of them randomised.", "有对照，但不全是随机。")
    ONE_GROUP = ("one-group", "One-group studies", "单组研究", "Includes studies without a comparison.", "包括没有对照的研究。")
    MIXED = ("mixed", "Mixed designs", "多种设计", "Pools several designs; which is the weakest is not named.", "合并了多种设计，没有说明最弱的是哪一种。")
    OBSERVATIONAL = ("observational", "Observational", "观察性研究", "Pools surveys and the like.", "合并调查一类的研究。")
    NOT_STATED = ("not-stated", "Not stated", "没有说明", "What we read does not say.", "我们读到的内容没有说明。")


class Comparison(Vocabulary):
    """With what a study compared."""

    NONE = ("none", "None", "没有", "Nobody to compare with.", "没有可比较的对象。")
    NO_TREATMENT = ("no-treatment", "Nothing extra", "不做额外安排", "The others got nothing extra.", "另一组没有额外安排。")
    USUAL = ("usual", "As usual", "照常", "The others went on as usual.", "另一组一切照常。")
    WAITLIST = ("waitlist", "Waiting list", "等候", "The others took part later.", "另一组稍后参加。")
    OTHER_ACTIVITY = ("other-activity", "Another activity", "其他活动", "The others did something else.", "另一组做了别的事。")
    OTHER_CHILDREN = ("other-children", "Other children", "其他孩子", "Compared with children in another situation.", "与处境不同的孩子比较。")
    NOT_STATED = ("not-stated", "Not stated", "没有说明", "What we read does not say.", "我们读到的内容没有说明。")


class Direction(Vocabulary):
    """Which way a finding went."""

    IMPROVED = ("improved", "improved", "改善", "It went the way that was hoped for.", "朝希望的方向变化。")
    NO_CHANGE = ("no-change", "no change", "无变化", "Looked for, and no change was found.", "看过，没有发现变化。")
    MIXED = ("mixed", "mixed", "不一致", "Better for some or on some measures only.", "只对一部分人或一部分指标更好。")
    WORSE = ("worse", "worse", "变差", "It went the other way.", "朝相反的方向变化。")


class SeenIn(Vocabulary):
    """Where alone an intervention or an outcome is met."""

    STUDIES = ("studies", "Seen in studies only", "只见于研究", "Studies report it; no activity here aims at it.", "研究中出现过；本手册的活动不以它为目标。")


VOCABULARIES = tuple(Vocabulary.__subclasses__())
