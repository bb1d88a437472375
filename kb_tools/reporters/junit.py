"""Diagnostics as JUnit XML: a test case a file, a failure for each finding of it."""

import re
from collections.abc import Iterable
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from kb_tools.diagnostics import Diagnostic, Severity
from kb_tools.words.messages import say, translated

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(diagnostics: Iterable[Diagnostic], lang: str = "en") -> str:
    """Return one test suite. Errors are failures; warnings and notes stand in the output of their case."""
    found = list(diagnostics)
    errors = sum(d.severity is Severity.ERROR for d in found)
    suites = Element("testsuites", name="kb check", failures=str(errors))
    by_path = [(path, list(group)) for path, group in groupby(found, key=lambda d: d.path)]
    suite = SubElement(suites, "testsuite", name="kb check", tests=str(max(len(by_path), 1)), failures=str(errors), errors="0", skipped="0")
    if not by_path:
        SubElement(suite, "testcase", classname="kb check", name="nothing to repair")
    for path, group in by_path:
        case = SubElement(suite, "testcase", classname="kb check", name=_plain(path), file=_plain(path))
        other = []
        for d in group:
            said = _plain(f"{path}:{d.line}:{d.column}: {translated(str(d.severity), lang)} {d.code} {translated(d.message, lang)}"
                          + ("\n" + translated(say("hint: {hint}", hint=d.hint), lang) if d.hint else ""))
            if d.severity is Severity.ERROR:
                failure = SubElement(case, "failure", type=d.code, message=_plain(f"{d.line}:{d.column} {translated(d.message, lang)}"))
                failure.text = said
            else:
                other.append(said)
        if other:
            SubElement(case, "system-out").text = "\n".join(other)
    indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suites, encoding="unicode")


def _plain(text: str) -> str:
    return _NOT_XML.sub(lambda m: f"<U+{ord(m[0]):04X}>", text)
