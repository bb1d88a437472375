"""Every page of both editions in a browser; too long for every run."""

import pytest


@pytest.mark.deep
@pytest.mark.parametrize("edition", ["", "zh"], ids=["en", "zh"])
def test_every_page_loads_clean(visit, server, site, edition):
    for path in sorted((site / edition).rglob("*.html")):
        name = path.relative_to(site).as_posix()
        if name.endswith("404.html") or (not edition and name.startswith("zh/")):
            continue
        with visit(server + name, width=360) as (page, troubles):
            assert page.locator("h1").count() == 1, name
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, name
            assert not troubles, (name, troubles)
