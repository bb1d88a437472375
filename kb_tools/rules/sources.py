"""SRC: whether a file can be read, and is what it seems to be."""

from collections.abc import Iterator

from kb_tools.diagnostics import Finding, Severity
from kb_tools.rules.ignores import ignores
from kb_tools.rules.near import nearest
from kb_tools.rules.registry import RULES, Subject, failures, rule
from kb_tools.words.messages import say


@rule("SRC001", Severity.ERROR)
def file_can_be_read(subject: Subject) -> Iterator[Finding]:
    """Every file can be opened, and lies in the project itself.

    A file has at most 4 MiB, a bibliography 32, and stands here itself: a link in the file system is not followed, for it may lead anywhere.
    What cannot be read is left out, and everything else is still checked.

    Bad: `mkdocs.yml`

        plugins:
          - bibtex: {bib_file: lost.bib}

    Good: `mkdocs.yml`

        plugins:
          - bibtex: {bib_file: references.bib}
    """
    yield from failures(subject, "SRC001")


@rule("SRC002", Severity.ERROR, alone=True)
def no_hidden_characters(subject: Subject) -> Iterator[Finding]:
    """Every character can be seen.

    Control characters, marks that turn the direction of writing, and letters of no width make a text look
    different from what it is: two ids may look alike, a sentence may read backwards.

    Bad: `knowledge/needs/calm.yml`

        name:
          en: Ca\u2060lm
          zh: 平静

    Good: `knowledge/needs/calm.yml`

        name:
          en: Calm
          zh: 平静
    """
    yield from failures(subject, "SRC002")


@rule("SRC003", Severity.ERROR, alone=True)
def file_is_utf_8(subject: Subject) -> Iterator[Finding]:
    """Every file is UTF-8 text.

    In another encoding the same bytes are other letters: 李 would come out as ÀÁ on somebody's page.
    The message says which encoding it looks like.

    Bad: `knowledge/needs/calm.yml` as `gb18030`

        name:
          en: Calm
          zh: 孩子自己静下来，静得下来

    Good: `knowledge/needs/calm.yml`

        name:
          en: Calm
          zh: 孩子自己静下来，静得下来
    """
    yield from failures(subject, "SRC003")


@rule("SRC004", Severity.ERROR, elsewhere=Severity.WARNING, alone=True)
def no_byte_order_mark(subject: Subject) -> Iterator[Finding]:
    """No file begins with a byte order mark.

    UTF-8 needs none, and many tools take it for a letter of the first word: a front matter or an entry is then not seen.

    Bad: `knowledge/needs/calm.yml` as `utf-8-sig`

        related: []

    Good: `knowledge/needs/calm.yml`

        related: []
    """
    yield from failures(subject, "SRC004")


@rule("SRC005", Severity.ERROR, elsewhere=Severity.WARNING, alone=True)
def lines_end_with_lf(subject: Subject) -> Iterator[Finding]:
    """All lines end with LF.

    A file with other line ends shows every line as changed when somebody's editor mends them.
    A CR alone ends no line in Git, so the whole file is one line there.

    Bad: `knowledge/needs/calm.yml`

        related: []\r
        outcomes: [settles]

    Good: `knowledge/needs/calm.yml`

        related: []
        outcomes: [settles]
    """
    yield from failures(subject, "SRC005")


@rule("SRC006", Severity.ERROR, alone=True)
def yaml_can_be_read(subject: Subject) -> Iterator[Finding]:
    """Every YAML file, and every front matter, can be read as YAML.

    What cannot be read is left out with all that it says, and everything else is still checked.

    Bad: `knowledge/needs/calm.yml`

        related: [peer-acceptance

    Good: `knowledge/needs/calm.yml`

        related: []
    """
    yield from failures(subject, "SRC006")


@rule("SRC007", Severity.ERROR, alone=True)
def yaml_key_stands_once(subject: Subject) -> Iterator[Finding]:
    """Every key stands once among its neighbours.

    Of two values under one key most readers of YAML keep the last, and say nothing.

    Bad: `knowledge/needs/twice.yml`

        {name: Calm, name: Quiet}

    Good: `knowledge/needs/calm.yml`

        related: []
    """
    yield from failures(subject, "SRC007")


@rule("SRC008", Severity.ERROR, alone=True)
def yaml_is_plain(subject: Subject) -> Iterator[Finding]:
    """Records use no alias, merge key or tag, and are not nested deep.

    Somebody who never saw YAML before can then read a record from top to bottom. A few lines of aliases can also stand for
    more values than a computer holds; in a project without records, only such a bomb is a finding.

    Bad: `knowledge/needs/calm.yml`

        related: &same []
        broader: *same

    Good: `knowledge/needs/calm.yml`

        related: []
        broader: []
    """
    yield from failures(subject, "SRC008")


@rule("SRC009", Severity.ERROR, alone=True)
def front_matter_is_closed(subject: Subject) -> Iterator[Finding]:
    """Every front matter ends with a line of three hyphens, and is a list of fields.

    Where the end is missing, the whole guide is taken for its front matter.

    Bad: `docs/open.md`

        ---
        title: Open
        summary: It never ends.

        ## What it is

    Good: `docs/about.md`

        ## What it is

        An example.
    """
    yield from failures(subject, "SRC009")


@rule("SRC010", Severity.ERROR, alone=True)
def ignore_says_why(subject: Subject) -> Iterator[Finding]:
    """Every `kb: ignore` names rules that exist, and says why.

    An ignore stands in a comment: `<!-- kb: ignore LNK001: the page comes with the next release -->` before a paragraph,
    `# kb: ignore REF011: nobody wrote a game yet` before a line of YAML, `% kb: ignore BIB003: no publisher is named` before an entry.
    `kb: ignore-file` speaks for the whole file. Whoever comes next wants to know whether the reason still holds.

    Bad: `docs/about.md`

        ## What it is

        <!-- kb: ignore DOC002 -->

        An example.

    Good: `docs/about.md`

        ## What it is

        <!-- kb: ignore DOC002: the drawing says nothing that the text does not -->

        ![](assets/circle.svg)
    """
    families = {code[:3] for code in RULES}
    for path, text in subject.handbook.ignoring.items():
        for one in ignores(text, path):
            unknown = [code for code in one.codes if code not in RULES and code not in families]
            if not one.codes:
                yield Finding(path, one.span, say("this ignore names no rule"), say("write `kb: ignore CODE: reason`"))
            elif unknown:
                yield Finding(path, one.span, say("there is no rule `{code}`", code=unknown[0]),
                              nearest(unknown[0], RULES) or say("`kb explain CODE` lists all"))
            elif not one.reason:
                yield Finding(path, one.span, say("this ignore gives no reason, and ignores nothing"),
                              say("write `kb: ignore {codes}: reason`", codes=", ".join(one.codes)))
