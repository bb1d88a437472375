"""Waiting for what a page will be, under its own content policy: Playwright's own way asks the page to run a text, which the policy forbids."""

import time


def until(page, expression: str, timeout: int = 10_000) -> None:
    """Wait until a JavaScript expression (or the function it is) holds in the page, at most `timeout` milliseconds."""
    end = time.monotonic() + timeout / 1000
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"never true: {expression}"
        page.wait_for_timeout(25)
