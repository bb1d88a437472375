"""Sentences that say what studies found: whoever reads one wants to know which."""

import re

CLAIM = re.compile(
    r"\b(?:[Ss]tud(?:y|ies)|[Rr]esearch|[Tt]rials?|[Rr]eviews?|[Mm]eta-analys[ei]s|[Ee]vidence)\s+(?:ha(?:s|ve)\s+)?"
    r"(?:show|shows|shown|showed|found|finds|proves?|proved|suggests?|demonstrates?|indicates?)\b"
    r"|\b(?:has|have|was|were)\s+been\s+(?:shown|proven|found)\s+to\b|\b[Ss]ignificant(?:ly)?\s+(?:improve|reduc|increas|decreas|better|lower|higher|effect)\w*"
    r"|研究(?:表明|显示|发现|证明|证实)|(?:实验|试验)(?:表明|显示|证明)|显著(?:提高|降低|改善|减少|提升|改进)")
"""A claim of an effect, in both languages: one may stand in a text of the other."""

ASKED = re.compile(r"\bwhat\s(?:a\s|the\s)?$", re.I)
"""The words right before a claim that make it ask for what was found."""

SIGNS = {"en": ("tudy ", "tudies ", "esearch ", "trial ", "Trial ", "trials ", "Trials ", "eview ", "eviews ", "-analys", "vidence ", " been ", "ignificant"),
         "zh": ("研究", "实验", "试验", "显著")}
"""Parts of which a claim has one; looking for them first is a hundred times as fast."""
