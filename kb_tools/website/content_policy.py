"""The Content-Security-Policy of each page, with the hashes of the inline scripts it really holds."""

import base64
import hashlib
import re
from functools import lru_cache

_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.S)
_CHARSET = '<meta charset="utf-8">'


def with_policy(html: str, serving: bool = False) -> str:
    """Return the page with its policy as the first thing in its head.

    While serving, the live-reload script (whose text changes with every build) and its polling are allowed.
    """
    hashes = " ".join(sorted({_hash(m["text"]) for m in _SCRIPT.finditer(html) if _runs(m["attributes"])}))
    script = "'self' 'unsafe-inline'" if serving else f"'self' {hashes}".strip()
    connect = "'self'" if serving else "'none'"
    policy = (
        f"default-src 'none'; script-src {script}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src {connect}; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
    )
    return html.replace(_CHARSET, f'{_CHARSET}<meta http-equiv="Content-Security-Policy" content="{policy}">', 1)


def _runs(attributes: str) -> bool:
    return "src=" not in attributes and "application/json" not in attributes and "application/ld+json" not in attributes


@lru_cache(maxsize=64)
def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"
