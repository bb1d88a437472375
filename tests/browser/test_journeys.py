"""Journeys 4 and 5 of a reader on a phone: "Says who?", and "A child told me something." The others have files of their own."""

import pytest
from kinds import EDITIONS, KINDS

BOTH = pytest.mark.parametrize("edition", EDITIONS, ids=["en", "zh"])


@BOTH
def test_from_a_claim_to_what_was_read_and_to_all_that_rests_on_it(visit, base, edition):
    with visit(base + edition + "activities/rewind-the-quarrel.html", width=360) as (page, troubles):
        claim = page.locator(".claims li", has=page.locator("a.cite")).first
        assert claim.locator(".tier").first.is_visible()
        cited = claim.locator("a.cite").first
        work = cited.get_attribute("href").split("/")[-1].split("#")[0]
        cited.click()
        page.wait_for_url(f"**/references/{work}")
        # The reference page says how far it was checked, and leads to every page that cites it: also to the one we came from.
        assert page.locator("#checked").is_visible() and page.locator("#cited-by").is_visible()
        back = page.locator("a[href*='activities/rewind-the-quarrel.html']").first
        assert back.is_visible()
        study = page.locator("a[href*='studies/']").first
        study.click()
        page.wait_for_url("**/studies/**")
        assert page.locator(".ladder, .tier").first.is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert not troubles


@pytest.mark.deep
@BOTH
@pytest.mark.parametrize("kind", KINDS)
def test_what_to_do_when_a_child_told_something_is_one_tap_away(visit, server, edition, kind):
    with visit(server + edition + KINDS[kind], width=360) as (page, _):
        link = page.locator("header .tb-care-link")
        box = link.bounding_box()
        assert box["height"] >= 44 and box["x"] >= 0 and box["x"] + box["width"] <= 360 and box["y"] + box["height"] <= 800
        link.click()
        page.wait_for_url(f"**/{edition}safeguarding/a-child-told-me.html")
        assert page.locator("h1").is_visible()
