"""External addresses are looked up against servers of this machine, each of which misbehaves in its own way."""

import gzip
import json
import re
import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import pytest
import trustme
from local_web import IS_PUBLIC, Web, by_method, hang, hang_up, in_turn, reset, respond, say_raw, to

from kb_tools.lookups import hosts, memory
from kb_tools.lookups.links import Options, Outcome, Verdict, look_up, memory_of
from kb_tools.lookups.outcome import CASES, patterns
from kb_tools.lookups.parts import Reading, wanted
from kb_tools.words.messages import Said

QUICK = {"delay": 0.0, "pause": 0.01, "answer_within": 3.0, "connect_within": 1.0, "archive": "", "budget": 20.0}

pytestmark = pytest.mark.usefixtures("names")


@pytest.fixture(autouse=True)
def no_way_out(monkeypatch):
    """Proxies of the environment would lead past the tests, were they used."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")


def one(address, memory=None, **options):
    """What comes of looking one address up, quickly."""
    return look_up([address], Options(**{**QUICK, **options}), memory)[address]


@pytest.fixture(autouse=True)
def quiet(caplog):
    """Nothing is left over that asyncio would complain of."""
    yield
    assert not [record.getMessage() for record in caplog.records if record.name == "asyncio"]


# --- verdicts ---

FORMS = {
    "a page": (respond(200, b"hello"), "fine"),
    "no content": (respond(204), "fine"),
    "HEAD not allowed": (by_method(respond(405), respond(200)), "fine"),
    "HEAD not known": (by_method(respond(501), respond(200)), "fine"),
    "HEAD forbidden": (by_method(respond(403), respond(200)), "fine"),
    "HEAD not found": (by_method(respond(404), respond(200)), "fine"),
    "HEAD too many": (by_method(respond(429, Retry_After="0"), respond(200)), "fine"),
    "HEAD breaks off": (by_method(reset, respond(200)), "fine"),
    "HEAD never answered": (by_method(hang, respond(200)), "fine"),
    "HEAD with an error": (by_method(respond(500), respond(200)), "fine"),
    "not found": (respond(404), "gone"),
    "gone": (respond(410), "gone"),
    "not authorised": (respond(401), "no-access"),
    "to be paid for": (respond(402), "no-access"),
    "forbidden": (respond(403), "no-access"),
    "forbidden by law": (respond(451), "no-access"),
    "999 of a network for jobs": (respond(999), "no-access"),
    "bad request": (respond(400), "odd-answer"),
    "multiple choices": (respond(300), "odd-answer"),
    "a redirect that says not where to": (respond(302), "odd-answer"),
    "too many requests": (respond(429), "busy"),
    "closed for hours": (respond(503, Retry_After="7200"), "busy"),
    "server error": (respond(500), "server-error"),
    "bad gateway": (respond(502), "server-error"),
    "unavailable": (respond(503), "server-error"),
    "origin is down, says its front": (respond(521), "server-error"),
    "a challenge told by a header": (respond(403, cf_mitigated="challenge"), "captcha"),
    "a challenge in the page": (respond(503, b"<title>Just a moment...</title>"), "captcha"),
    "a challenge in a packed page": (respond(503, gzip.compress(b"<div class=g-recaptcha>"), Content_Encoding="gzip"), "captcha"),
    "reset": (reset, "reset"),
    "closed without a word": (hang_up, "broken"),
    "not HTTP at all": (say_raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "broken"),
    "endless headers": (say_raw(b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 300_000), "broken"),
    "answers too late": (hang, "timeout"),
}
HANGING = FORMS["HEAD never answered"][0], hang


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.replace(" ", "-"))
def test_each_form_of_answer_has_its_verdict(web, form):
    handler, reason = FORMS[form]
    web.routes["/page"] = handler
    outcome = one(web("/page"), answer_within=0.4 if handler in HANGING else 3.0, tries=2)
    assert (outcome.reason, outcome.verdict) == (reason, CASES[reason].verdict)


ODD_ADDRESSES = {
    "": "malformed", "   ": "malformed", "http://": "malformed", "http:///page": "malformed", "https:page": "malformed", "//web.example/": "malformed",
    "http://exa mple.org/": "malformed", "http://[::1": "malformed", "http://a..example/": "malformed", "http://web.example:0/": "malformed",
    "http://web.example:99999/": "malformed", "http://web.example:port/": "malformed", "http://web.example/\x00": "malformed", "http://xn--/": "no-host",
    "http://" + "a" * 64 + ".example/": "malformed", "http://①②⑦.⓪.⓪.①/": "malformed", "http://web.example/" + "a" * 70_000: "malformed",
    "mailto:a@web.example": "scheme", "ftp://web.example/": "scheme", "javascript:alert(1)": "scheme", "data:text/html,x": "scheme",
    "file:///etc/passwd": "scheme",
    "http://user:secret@web.example/": "login", "http://web.example\\@127.0.0.1/": "login",
    "http://nothing.invalid/": "no-host", "http://例子.invalid/": "no-host",
}


@pytest.mark.parametrize("address", ODD_ADDRESSES, ids=lambda address: ascii(address[:40]))
def test_an_address_that_cannot_be_asked_is_a_verdict_and_no_exception(address):
    outcome = one(address)
    assert outcome.reason == ODD_ADDRESSES[address]
    assert outcome.message and outcome.address == address


def test_nobody_at_the_port_refuses(names):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert one(f"http://web.example:{free.getsockname()[1]}/").verdict is Verdict.REFUSED


def test_a_host_whose_connections_are_never_made_is_a_timeout():
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        callers = [socket.socket() for _ in range(4)]
        for caller in callers:
            caller.setblocking(False)
            caller.connect_ex(full.getsockname())
        outcome = one(f"http://web.example:{full.getsockname()[1]}/", connect_within=0.2, answer_within=0.5, tries=1)
        for caller in callers:
            caller.close()
    assert outcome.verdict is Verdict.TIMEOUT


def test_a_name_service_that_is_away_says_nothing_about_the_host(names):
    names["web.example"] = socket.gaierror(socket.EAI_AGAIN, "try again")
    assert one("http://web.example/").reason == "no-name-service"


def test_when_no_server_answers_at_all_none_is_accused(tmp_path):
    kept = tmp_path / "links.json"
    outcomes = look_up(["http://one.invalid/", "http://two.invalid/", "mailto:a@b"], Options(**QUICK), kept)
    assert [o.reason for o in outcomes.values()] == ["offline", "offline", "scheme"]
    assert json.loads(kept.read_text())["outcomes"] == []


def test_one_server_that_answers_shows_that_the_others_do_not(web):
    web.routes["/"] = respond(200)
    outcomes = look_up(["http://one.invalid/", "http://two.invalid/", web("/")], Options(**QUICK))
    assert [o.reason for o in outcomes.values()] == ["no-host", "no-host", "fine"]


def test_a_refusal_shows_that_there_is_a_network():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        outcomes = look_up(["http://one.invalid/", "http://two.invalid/", f"http://web.example:{free.getsockname()[1]}/"], Options(**QUICK))
    assert [o.reason for o in outcomes.values()] == ["no-host", "no-host", "refused"]


# --- manners ---


def test_a_good_head_is_all_that_is_asked(web):
    web.routes["/page"] = respond(200, b"hello")
    one(web("/page"))
    assert web.asked("/page") == ["HEAD"]


def test_a_host_that_refuses_head_is_not_asked_by_it_again(web):
    for path in ("/a", "/b", "/c"):
        web.routes[path] = by_method(respond(405), respond(200))
    look_up([web("/a"), web("/b"), web("/c")], Options(**QUICK, per_host=1))
    assert [method for method, _, _ in web.requests] == ["HEAD", "GET", "GET", "GET"]


def test_a_host_that_answers_head_wrongly_is_not_asked_by_it_again(web):
    web.routes |= {path: by_method(respond(404), respond(200)) for path in ("/a", "/b", "/c")}
    look_up([web("/a"), web("/b"), web("/c")], Options(**QUICK, per_host=1))
    assert "HEAD" not in web.asked("/c")


def test_a_page_that_is_fetched_for_its_part_says_nothing_against_head(web):
    web.routes |= dict.fromkeys(("/a", "/b"), respond(200, b"<p id=part>"))
    look_up([web("/a#part"), web("/b")], Options(**QUICK, per_host=1))
    assert web.asked("/b") == ["HEAD"]


def test_we_say_who_we_are(web):
    web.routes["/page"] = respond(200)
    one(web("/page"))
    assert re.fullmatch(r"tongban-kb/\d+\.\d+\.\d+ \(link check\)", web.requests[0][2]["User-Agent"])
    assert web.requests[0][2]["Host"] == f"web.example:{web.port}"


def test_a_page_that_many_parts_are_asked_of_is_fetched_once(web):
    web.routes["/page"] = respond(200, b"<h2 id='one'>One</h2>")
    outcomes = look_up([web("/page#one"), web("/page#two"), web("/page")], Options(**QUICK))
    assert [o.reason for o in outcomes.values()] == ["fine", "fragment", "fine"]
    assert web.asked("/page") == ["GET"]


@pytest.mark.parametrize(("trouble", "asked"), [(respond(500), 3), (respond(503), 3), (reset, 3), (hang_up, 3), (respond(404), 1), (respond(403), 1),
                                                (respond(503, cf_mitigated="challenge"), 1)])
def test_only_what_may_pass_is_asked_again(web, trouble, asked):
    web.routes["/page"] = by_method(respond(405), trouble)
    one(web("/page"), tries=3)
    assert web.asked("/page") == ["HEAD"] + ["GET"] * asked


@pytest.mark.parametrize("trouble", [respond(500), respond(429), respond(502), reset, hang_up, say_raw(b"HTTP/1.1 200 OK\r\nContent-Len")])
def test_a_trouble_that_passes_leaves_no_trace(web, trouble):
    web.routes["/page"] = in_turn(trouble, trouble, respond(200))
    assert one(web("/page"), tries=3).verdict is Verdict.FINE


def test_the_wait_between_tries_grows(web):
    web.routes["/page"] = respond(500)
    one(web("/page"), tries=3, pause=0.1)
    first, second = (b - a for a, b in zip(web.times, web.times[1:], strict=False))
    assert first >= 0.05 and second >= 0.1


@pytest.mark.parametrize("wish", ["1", "date"])
def test_a_server_that_says_when_to_come_again_is_obeyed(web, wish):
    when = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True) if wish == "date" else wish
    web.routes["/page"] = in_turn(respond(429, Retry_After=when), respond(200))
    assert one(web("/page")).verdict is Verdict.FINE
    assert web.times[1] - web.times[0] >= 0.9


def test_a_server_that_asks_for_hours_is_left_alone_for_this_run(web):
    web.routes |= {path: respond(429, Retry_After="3600") for path in ("/a", "/b", "/c")}
    outcomes = look_up([web("/a"), web("/b"), web("/c")], Options(**QUICK, per_host=1))
    assert {o.reason for o in outcomes.values()} == {"busy"}
    assert len(web.requests) == 1


@pytest.mark.parametrize("wish", ["soon", "-5", "", "1e999", "Wed, 99 Foo 2020", "９"])
def test_a_wish_that_means_nothing_is_not_heard(web, wish):
    web.routes["/page"] = in_turn(respond(503, Retry_After=wish.encode().decode("latin-1")), respond(200))
    assert one(web("/page")).verdict is Verdict.FINE


def test_requests_to_one_host_keep_their_distance(web):
    paths = [f"/{i}" for i in range(5)]
    web.routes |= dict.fromkeys(paths, respond(200))
    look_up([web(path) for path in paths], Options(**{**QUICK, "delay": 0.08}))
    assert web.times[-1] - web.times[0] >= 4 * 0.08 * 0.8


@pytest.mark.parametrize(("names_of_hosts", "limits", "most"), [(1, {"per_host": 2}, 2), (6, {"overall": 3}, 3)])
def test_no_more_requests_run_at_a_time_than_are_allowed(web, names_of_hosts, limits, most):
    running, peak, lock = [0], [0], threading.Lock()

    def slow(request):
        with lock:
            running[0] += 1
            peak[0] = max(peak[0], running[0])
        time.sleep(0.03)
        with lock:
            running[0] -= 1
        respond(200)(request)

    web.routes |= {f"/{i}": slow for i in range(12)}
    addresses = [web(f"/{i}", f"host{i % names_of_hosts}.example") for i in range(12)]
    assert all(o.verdict is Verdict.FINE for o in look_up(addresses, Options(**QUICK, **limits)).values())
    assert 1 < peak[0] <= most


def test_a_host_that_is_not_there_is_tried_once_for_all_its_pages(names):
    outcomes = look_up([f"http://away.invalid/{i}" for i in range(5)], Options(**QUICK))
    assert {o.reason for o in outcomes.values()} == {"no-host"}
    assert names["asked"] == ["away.invalid"]


def test_a_host_that_stays_silent_is_not_waited_for_page_after_page(web):
    web.routes |= {f"/{i}": hang for i in range(20)}
    start = time.monotonic()
    outcomes = look_up([web(f"/{i}") for i in range(20)], Options(**{**QUICK, "answer_within": 0.2, "pause": 0.2}, tries=2))
    assert {o.verdict for o in outcomes.values()} == {Verdict.TIMEOUT}
    assert time.monotonic() - start < 1.5


def test_after_the_budget_the_rest_is_not_looked_at(web, tmp_path):
    web.routes |= {"/quick": respond(200), "/slow": hang}
    start = time.monotonic()
    outcomes = look_up([web("/quick", "a.example"), web("/slow", "b.example")], Options(**{**QUICK, "budget": 0.6}), tmp_path / "kept.json")
    assert [o.reason for o in outcomes.values()] == ["fine", "budget"]
    assert time.monotonic() - start < 1.4
    assert [item["reason"] for item in json.loads((tmp_path / "kept.json").read_text())["outcomes"]] == ["fine"]


def test_a_name_service_that_never_answers_holds_up_neither_the_run_nor_its_end(monkeypatch):
    def never(*_, **__):
        time.sleep(2)
        raise socket.gaierror(socket.EAI_AGAIN, "too late")

    monkeypatch.setattr(socket, "getaddrinfo", never)
    start = time.monotonic()
    assert one("http://slow.example/", answer_within=0.2, tries=1).verdict is Verdict.TIMEOUT
    assert time.monotonic() - start < 1.8


def test_a_body_that_never_ends_is_not_waited_for(web):
    def endless(request):
        request.send_response_only(200)
        request.end_headers()
        with suppress(OSError):
            for _ in range(1_000):
                request.wfile.write(b"x" * 1_000)
                time.sleep(0.001)
    web.routes["/page"] = by_method(respond(405), endless)
    start = time.monotonic()
    assert one(web("/page")).verdict is Verdict.FINE
    assert time.monotonic() - start < 0.9


def test_a_page_that_drips_is_given_up_in_time(web):
    def drip(request):
        request.send_response_only(200)
        request.send_header("Content-Type", "text/html")
        request.end_headers()
        with suppress(OSError):
            for _ in range(20):
                request.wfile.write(b"<p>")
                time.sleep(0.05)
    web.routes["/page"] = drip
    assert one(web("/page#part"), answer_within=0.3, tries=1).verdict is Verdict.TIMEOUT


# --- redirects ---


def test_a_page_that_has_moved_for_good_tells_its_new_address(web):
    web.routes |= {"/old": to("/newer", 301), "/newer": to(web("/newest"), 308), "/newest": respond(200, b"<p id=part>")}
    assert one(web("/old")).new == web("/newest")
    outcome = one(web("/old#part"))
    assert (outcome.verdict, outcome.new) == (Verdict.MOVED, web("/newest#part"))
    assert outcome.message == f"`{web('/old#part')}` has moved for good to `{web('/newest#part')}`"


@pytest.mark.parametrize("codes", [(302,), (303,), (307,), (301, 302), (302, 301)])
def test_a_page_that_has_moved_for_a_while_is_fine(web, codes):
    for i, code in enumerate(codes):
        web.routes[f"/{i}"] = to(f"/{i + 1}", code)
    web.routes[f"/{len(codes)}"] = respond(200)
    outcome = one(web("/0"))
    assert (outcome.verdict, outcome.new) == (Verdict.FINE, "")


def test_what_has_moved_to_nothing_is_gone(web):
    web.routes["/old"] = to("/away", 301)
    assert one(web("/old")).verdict is Verdict.GONE


@pytest.mark.parametrize("front", ["/", "/index.html", "/en/", "/zh-cn/index.php"])
def test_a_page_that_leads_to_the_front_page_now_is_not_called_moved(web, front):
    web.routes |= {"/deep/page": to(front, 301), front: respond(200), "/home": to(front, 301)}
    assert one(web("/deep/page")).reason == "front-page"
    assert one(web("/home")).verdict is Verdict.MOVED


def test_a_part_that_the_redirect_names_itself_is_its_own_affair(web):
    web.routes |= {"/old": to("/new#there", 301), "/new": respond(200, b"<p id=other>")}
    outcome = one(web("/old#here"))
    assert (outcome.verdict, outcome.new) == (Verdict.MOVED, web("/new#there"))


def test_ten_steps_are_followed_and_eleven_are_too_many(web):
    web.routes |= {f"/{i}": to(f"/{i + 1}") for i in range(11)} | {"/11": respond(200)}
    assert one(web("/1")).verdict is Verdict.FINE
    outcome = one(web("/0"))
    assert outcome.reason == "too-many-redirects" and "more than 10 times" in outcome.message


@pytest.mark.parametrize("second", ["/a", "/b"])
def test_a_circle_is_told(web, second):
    web.routes |= {"/a": to(second), "/b": to("/a")}
    assert one(web("/a")).reason == "redirect-loop"


def test_a_site_that_wants_its_cookie_back_gets_it(web):
    def gate(request):
        given = request.headers.get("Cookie") == "seen=1"
        (respond(200) if given else to("/page", Set_Cookie="seen=1; Path=/; HttpOnly"))(request)
    web.routes["/page"] = gate
    assert one(web("/page")).verdict is Verdict.FINE


def test_a_cookie_is_for_its_host_alone(web):
    web.routes |= {"/a": to(web("/b", "other.example"), Set_Cookie="seen=1"), "/b": respond(200)}
    one(web("/a"))
    assert web.requests[-1][1] == "/b" and "Cookie" not in web.requests[-1][2]


@pytest.mark.parametrize("target", ["mailto:a@b.example", "itms-apps://x", "javascript:alert(1)", "http://[::", "http://u:p@web.example/"])
def test_a_redirect_to_no_web_address_is_told(web, target):
    web.routes["/page"] = to(target)
    assert one(web("/page")).reason == "sent-nowhere"


def test_a_trouble_names_the_host_where_it_is(web):
    web.routes["/page"] = to("http://away.invalid/")
    outcome = one(web("/page"))
    assert outcome.message == "there is no host called `away.invalid`" and outcome.verdict is Verdict.NO_HOST


# --- parts of pages ---

PARTS = {
    "an id": (b"<h2 id='part'>", "fine"),
    "an id without quotes": (b"<h2 class=x id=part>", "fine"),
    "a name of old": (b'<a name="part"></a>', "fine"),
    "an id in capitals": (b'<H2 ID="part">', "fine"),
    "an id that GitHub prefixes": (b'<h2 id="user-content-part">', "fine"),
    "another id": (b"<p id='parts'>", "fragment"),
    "an id in other case": (b"<p id='Part'>", "fragment"),
    "a data-id": (b"<p data-id='part'>", "fragment"),
    "no ids": (b"<p>part</p>", "fragment"),
    "an empty page": (b"", "fragment"),
    "a page for a script": (b"<body><div id=root></div><script src=app.js></script>", "script-page"),
    "a page with a script": (b"<body><p>hello</p><script src=app.js></script>", "fragment"),
    "an id far down": (b"<p>" * 60_000 + b"<p id='part'>", "fine"),
}


@pytest.mark.parametrize("page", PARTS, ids=lambda page: page.replace(" ", "-"))
def test_a_part_is_looked_for_in_its_page(web, page):
    body, reason = PARTS[page]
    web.routes["/page"] = respond(200, body)
    outcome = one(web("/page#part"))
    assert outcome.reason == reason
    assert outcome.verdict in (Verdict.FINE, Verdict.FRAGMENT, Verdict.UNKNOWN)


@pytest.mark.parametrize(("charset", "header"), [("utf-8", True), ("utf-8", False), ("gb18030", True), ("gb18030", False), ("utf-16", False)])
def test_a_chinese_part_is_found_in_the_page_s_own_letters(web, charset, header):
    meta = "" if header else f"<meta charset={charset}>"
    web.routes["/page"] = respond(200, f"{meta}<h2 id='第一节'>".encode(charset), Content_Type=f"text/html; charset={charset}" if header else "text/html")
    assert one(web("/page#%E7%AC%AC%E4%B8%80%E8%8A%82")).verdict is Verdict.FINE
    assert one(web("/page#第一节")).verdict is Verdict.FINE
    assert one(web("/page#第二节")).verdict is Verdict.FRAGMENT


@pytest.mark.parametrize("charset", ["zlib", "bz2", "hex", "punycode", "unicode_escape", "nonsense", "cp99999"])
def test_a_page_chooses_no_codec_that_does_more_than_decode(charset):
    reading = Reading({"part"}, f"text/html; charset={charset}")
    assert not reading.take(b"<p id=part>")


@pytest.mark.parametrize("fragment", ["", "top", "Top", ":~:text=hello", "!/route", "/route", "page=3", "L12", "L3-L9", "t=30"])
def test_what_a_page_need_not_name_is_left_alone(web, fragment):
    web.routes["/page"] = respond(200, b"<p>")
    assert wanted(fragment) == ""
    assert one(web(f"/page#{fragment}")).verdict is Verdict.FINE
    assert web.asked("/page") == ["HEAD"]


def test_a_text_fragment_behind_a_part_leaves_the_part_to_be_looked_for():
    assert wanted("part:~:text=hello") == "part"


def test_a_file_that_is_not_html_has_no_parts(web):
    web.routes["/file"] = respond(200, b"%PDF", Content_Type="application/pdf")
    assert one(web("/file#chapter.1")).verdict is Verdict.FINE


def test_a_packed_page_is_unpacked(web):
    web.routes["/page"] = respond(200, gzip.compress(b"<p id=part>"), Content_Encoding="gzip")
    assert one(web("/page#part")).verdict is Verdict.FINE


@pytest.mark.parametrize(("body", "packing"), [(b"\x0b\x02\x80", "br"), (b"not packed", "gzip")])
def test_a_page_packed_otherwise_is_not_accused(web, body, packing):
    web.routes["/page"] = respond(200, body, Content_Encoding=packing)
    outcomes = look_up([web("/page#part"), web("/page")], Options(**QUICK))
    assert [o.reason for o in outcomes.values()] == ["unread-page", "fine"]


def test_a_page_is_read_no_further_than_its_limit_nor_than_the_part(web):
    web.routes |= {"/long": respond(200, b"<p>" * 100_000), "/bomb": respond(200, gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip")}
    assert one(web("/long#part"), page_bytes=10_000).reason == "long-page"
    assert one(web("/bomb#part"), page_bytes=100_000).reason == "long-page"
    web.routes["/found"] = respond(200, b"<p id=part>" + b"x" * 100_000)
    assert one(web("/found#part"), page_bytes=10_000).verdict is Verdict.FINE


def test_no_piece_of_a_packed_page_is_larger_than_the_limit(web, monkeypatch):
    sizes, take = [], Reading.take
    monkeypatch.setattr(Reading, "take", lambda reading, data: sizes.append(len(data)) or take(reading, data))
    web.routes["/bomb"] = respond(200, gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip")
    one(web("/bomb#part"), page_bytes=100_000)
    assert 0 < sum(sizes) <= 100_000


def test_a_part_is_found_across_two_pieces():
    reading = Reading({"part"}, "text/html")
    assert reading.take(b"<p i") and reading.take(b"d='pa") and not reading.take(b"rt'>")


@pytest.mark.parametrize("hostile", [" id=", " id='", ' id="', "<!--", "<p id" + " " * 50, "<meta ", " name = "])
def test_a_hostile_page_takes_no_longer_than_another(hostile):
    reading, start = Reading({"part"}, "text/html"), time.monotonic()
    page = (hostile * (3_000_000 // len(hostile))).encode()
    for i in range(0, len(page), 65_536):
        reading.take(page[i: i + 65_536])
    assert time.monotonic() - start < 2


# --- DOIs ---


def test_a_doi_is_asked_of_its_resolver_only(web, names):
    names |= {"doi.org": ["127.0.0.1"], "dx.doi.org": ["127.0.0.1"]}
    web.routes |= {"/10.1/x": to("http://publisher.invalid/page"), "/10.1/y": to(web("/10.1/x", "doi.org"), 301), "/10.1/10.2": to("http://[", 301)}
    assert one(web("/10.1/x", "doi.org")).verdict is Verdict.FINE
    assert one(web("/10.1/y", "dx.doi.org")).verdict is Verdict.FINE
    assert one(web("/10.1/10.2", "doi.org")).verdict is Verdict.FINE
    assert "publisher.invalid" not in names["asked"]


def test_a_doi_that_nobody_registered_is_told(web, names):
    names["doi.org"] = ["127.0.0.1"]
    outcome = one(web("/10.1/slip", "doi.org"))
    assert outcome.verdict is Verdict.NO_DOI and "has registered the DOI" in outcome.message
    assert one(web("/about", "doi.org")).verdict is Verdict.GONE


# --- nobody is sent inside ---

INSIDE = ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST.:{port}", "127.1:{port}", "2130706433:{port}", "0x7f000001:{port}", "0177.0.0.1:{port}",
          "0:{port}", "0.0.0.0:{port}", "[::1]:{port}", "[::]:{port}", "[::ffff:127.0.0.1]:{port}", "[::ffff:7f00:1]:{port}", "[64:ff9b::7f00:1]:{port}",
          "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "224.0.0.1",
          "255.255.255.255", "240.0.0.1", "198.18.0.1", "203.0.113.5", "[fe80::1]", "[fec0::1]", "[fd00:ec2::254]", "[ff02::1]",
          "[2001:db8::1]", "[2002:7f00:1::]"]


@pytest.fixture
def outside(monkeypatch, names):
    """A server on 127.0.0.2, the one address that stands for the public here; everything else is what it is."""
    monkeypatch.setattr(hosts, "is_public", lambda address: address == "127.0.0.2" or IS_PUBLIC(address))
    names["public.example"] = ["127.0.0.2"]
    with Web("127.0.0.2") as public:
        yield public


@pytest.mark.parametrize("host", INSIDE)
def test_no_spelling_of_an_address_inside_is_asked(web, outside, host):
    assert one(f"http://{host.format(port=web.port)}/secret").reason == ("malformed" if host.startswith("0177") else "private")
    assert not web.requests


@pytest.mark.parametrize("host", INSIDE)
def test_no_redirect_leads_inside(web, outside, host):
    outside.routes["/page"] = to(f"http://{host.format(port=web.port)}/secret")
    assert one(outside("/page", "public.example")).reason == ("sent-nowhere" if host.startswith("0177") else "sent-inside")
    assert len(outside.requests) == 1 and not web.requests


@pytest.mark.parametrize("found", [["127.0.0.1"], ["127.0.0.2", "127.0.0.1"], ["127.0.0.2", "::1"], ["fe80::1%eth0"]])
def test_a_name_of_which_one_address_is_inside_is_not_asked(web, outside, names, found):
    names["trick.example"] = found
    outside.routes["/"] = respond(200)
    assert one(outside("/", "trick.example")).reason == "private"
    assert not outside.requests and not web.requests


def test_a_name_that_changes_its_mind_is_asked_only_where_it_was_checked(web, outside, monkeypatch):
    """Names are looked up once for each site, and the connection goes there, also after a redirect and at the next try."""
    answers = iter(["127.0.0.2"] + ["127.0.0.1"] * 9)
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))])
    outside.routes |= {"/page": in_turn(hang_up, respond(500), to("/next")), "/next": respond(200)}
    assert one(outside("/page", "trick.example")).verdict is Verdict.FINE
    assert len(outside.requests) == 4 and not web.requests
    assert next(answers) == "127.0.0.1"


def test_who_allows_private_addresses_gets_them(web, outside):
    web.routes["/"] = respond(200)
    assert one(f"http://localhost:{web.port}/", allow_private=True).verdict is Verdict.FINE


def test_the_next_address_of_a_host_is_tried_when_one_is_dead(web, names):
    web.routes["/"] = respond(200)
    names["web.example"] = ["127.0.0.3", "127.0.0.1"]
    assert one(web("/"), allow_private=True).verdict is Verdict.FINE
    names["web.example"] = ["::1", "127.0.0.1"]
    assert one(web("/"), allow_private=True).verdict is Verdict.FINE


@pytest.mark.parametrize(("address", "public"), [
    ("8.8.8.8", True), ("1.1.1.1", True), ("2606:4700::1111", True), ("::ffff:8.8.8.8", True), ("64:ff9b::808:808", True), ("::ffff:10.0.0.1", False),
    ("64:ff9b::a9fe:a9fe", False), ("::127.0.0.1", False), ("::", False), ("2001:0:7f00::1", False), ("2002:a00:1::", False), ("fe80::1%eth0", False)])
def test_what_is_public(address, public):
    assert IS_PUBLIC(address) is public


# --- certificates ---


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture(scope="module")
def trusted(authority, tmp_path_factory):
    """What a run needs to trust the authority of the tests."""
    path = tmp_path_factory.mktemp("trust") / "authority.pem"
    authority.cert_pem.write_to_path(path)
    return {"authorities": path}


def context_of(certificate, *alpn):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    if alpn:
        context.set_alpn_protocols(alpn)
    return context


class SelfSigned:
    """A certificate that an authority made out to nobody but itself."""

    def configure_cert(self, context):
        authority = trustme.CA()
        with authority.private_key_pem.tempfile() as key, authority.cert_pem.tempfile() as certificate:
            context.load_cert_chain(certificate, key)


def dated(start, end):
    now = datetime.now(UTC)
    return {"not_before": now + timedelta(days=start), "not_after": now + timedelta(days=end)}


CERTIFICATES = {
    "fine": lambda ca: ca.issue_cert("web.example"),
    "certificate-expired": lambda ca: ca.issue_cert("web.example", **dated(-9, -1)),
    "certificate-early": lambda ca: ca.issue_cert("web.example", **dated(1, 9)),
    "certificate-host": lambda ca: ca.issue_cert("other.example"),
    "certificate-issuer": lambda _: trustme.CA().issue_cert("web.example"),
    "certificate-self": lambda _: SelfSigned(),
}


@pytest.mark.parametrize("reason", CERTIFICATES)
def test_each_fault_of_a_certificate_is_told(authority, trusted, reason):
    with Web(context=context_of(CERTIFICATES[reason](authority))) as web:
        web.routes["/"] = respond(200)
        outcome = one(f"https://web.example:{web.port}/", **trusted)
    assert outcome.reason == reason and len(web.requests) == (reason == "fine")
    assert outcome.verdict is (Verdict.FINE if reason == "fine" else Verdict.CERTIFICATE)


def test_two_hosts_at_one_address_each_show_their_certificate(authority, trusted, names):
    names["other.org"] = ["127.0.0.1"]
    with Web(context=context_of(authority.issue_cert("web.example"))) as web:
        web.routes["/"] = respond(200)
        outcomes = look_up([f"https://web.example:{web.port}/", f"https://other.org:{web.port}/"], Options(**QUICK, **trusted))
    assert [o.reason for o in outcomes.values()] == ["fine", "certificate-host"]


def test_a_port_that_speaks_plainly_gives_no_encryption(web):
    assert one(f"https://web.example:{web.port}/").reason == "no-encryption"


def test_a_handshake_that_is_broken_off_is_told():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        def slam():
            with suppress(OSError):
                while True:
                    listening.accept()[0].close()
        threading.Thread(target=slam, daemon=True).start()
        outcome = one(f"https://web.example:{listening.getsockname()[1]}/")
        listening.shutdown(socket.SHUT_RDWR)
    assert outcome.verdict is Verdict.REFUSED


@contextmanager
def second_version(context, answer):
    """A server that speaks HTTP/2 alone, and the headers that it was sent."""
    sent = []

    def serve(listening):
        with suppress(OSError):
            while True:
                with suppress(ssl.SSLError, h2.exceptions.H2Error), context.wrap_socket(listening.accept()[0], server_side=True) as stream:
                    converse(stream)

    def converse(stream):
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        connection.initiate_connection()
        stream.sendall(connection.data_to_send())
        while data := stream.recv(65_535):
            for event in connection.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    sent.append({name.decode(): value.decode() for name, value in event.headers})
                    connection.send_headers(event.stream_id, [(":status", "200"), ("content-type", "text/html")])
                    connection.send_data(event.stream_id, answer if sent[-1][":method"] == "GET" else b"", end_stream=True)
            stream.sendall(connection.data_to_send())

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve, args=(listening,), daemon=True).start()
        yield listening.getsockname()[1], sent
        listening.shutdown(socket.SHUT_RDWR)


def test_the_second_version_of_http_is_spoken_where_it_is_offered(authority, trusted):
    with second_version(context_of(authority.issue_cert("web.example"), "h2"), b"<p id=part>") as (port, sent):
        outcome = one(f"https://web.example:{port}/page#part", **trusted)
    assert outcome.verdict is Verdict.FINE
    assert sent[0][":authority"] == f"web.example:{port}" and sent[0][":path"] == "/page"


# --- answers that no specification knows ---

STRANGE = [b"", b"\0" * 100, b"\n\n", b"<html>HTTP/0.9</html>", b"HTTP/1.1\r\n\r\n", b"HTTP/1.1 abc OK\r\n\r\n", b"HTTP/1.1 99999 OK\r\n\r\n",
           b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\n",
           b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"HTTP/1.1 200 OK\r\nA\0B: c\r\n\r\n", b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
           b"HTTP/1.1 302 x\r\nLocation: \xff\xfe\r\n\r\n", b"HTTP/1.1 302 x\r\nLocation: http://\xe4\xb8/\r\n\r\n", b"HTTP/1.1 302 x\r\nLocation:\r\n\r\n",
           b"HTTP/1.1 302 x\r\nLocation: //\r\n\r\n", b"HTTP/1.1 302 x\r\nLocation: http://xn--/\r\n\r\n",
           b"HTTP/1.1 302 x\r\nLocation: " + b"a" * 90_000 + b"\r\n\r\n",
           b"HTTP/1.1 302 x\r\nSet-Cookie: =;;=\r\nSet-Cookie: \xff=\xff\r\nLocation: /again\r\n\r\n", b"HTTP/1.1 101 Switching\r\n\r\n",
           b"HTTP/1.1 100 Continue\r\n\r\n" * 50, b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: text/html\r\n\r\n\x1f\x8b\x08junk",
           b"HTTP/1.1 200 OK\r\nContent-Type: \xff; charset=\xff\r\n\r\n<p>", b"HTTP/2.0 200 OK\r\n\r\n",
           b"HTTP/1.1 503 x\r\nRetry-After: " + b"9" * 5_000 + b"\r\n\r\n"]


@pytest.mark.parametrize("data", STRANGE, ids=lambda data: ascii(data[:30]))
def test_no_strange_answer_is_an_exception_or_a_surprise(web, data):
    web.routes |= {"/page": say_raw(data), "/again": say_raw(data)}
    for address in (web("/page"), web("/page#part")):
        outcome = one(address, tries=1, answer_within=1)
        assert outcome.reason != "unexpected" and outcome.message


def test_even_a_fault_of_ours_is_an_outcome(web, monkeypatch):
    monkeypatch.setattr(hosts, "is_public", lambda _: 1 / 0)
    outcome = one(web("/page"))
    assert outcome.reason == "unexpected" and outcome.message.endswith("ZeroDivisionError")


# --- archived copies ---


def archive(url="http://web.archive.org/web/2020/x", **closest):
    found = {"available": True, "url": url, "status": "200", "timestamp": "20200101000000", **closest}
    return respond(200, json.dumps({"archived_snapshots": {"closest": found}}).encode(), Content_Type="application/json")


def test_a_dead_page_comes_with_its_archived_copy(web):
    web.routes |= {"/wayback": archive(), "/fine": respond(200)}
    outcome = one(web("/dead?a=1&b=2#part"), archive=web("/wayback"))
    assert outcome.archived == "https://web.archive.org/web/2020/x"
    assert outcome.hint.endswith("; a copy of the page is kept at https://web.archive.org/web/2020/x")
    assert web.requests[-1][1] == "/wayback?url=http%3A%2F%2Fweb.example%3A" + str(web.port) + "%2Fdead%3Fa%3D1%26b%3D2"
    assert one("http://away.invalid/", archive=web("/wayback")).archived
    assert not one(web("/fine"), archive=web("/wayback")).archived


ARCHIVE_FAILURES = {
    "nothing": respond(200, b"{}"), "no copy": respond(200, b'{"archived_snapshots": {}}'), "a list": respond(200, b"[1]"),
    "no JSON": respond(200, b"not json"),
    "a deep list": respond(200, b"[" * 90_000), "a long answer": respond(200, b" " * 200_000), "not available": archive(available=False),
    "a copy of an error": archive(status="404"), "a script": archive(url="javascript:alert(1)"), "a number": archive(url=5), "no address": archive(url="x"),
    "its own error": respond(500), "enough for now": respond(429), "a redirect": to("/"), "reset": reset, "silence": hang,
}


@pytest.mark.parametrize("failure", ARCHIVE_FAILURES)
def test_a_failure_of_the_archive_is_silent(web, failure):
    web.routes["/wayback"] = ARCHIVE_FAILURES[failure]
    outcome = one(web("/dead"), archive=web("/wayback"), **({"answer_within": 0.8} if failure == "silence" else {}))
    assert (outcome.verdict, outcome.archived) == (Verdict.GONE, "")


def test_an_archive_that_fails_is_not_asked_again(web):
    web.routes["/wayback"] = respond(429)
    look_up([web(f"/{i}") for i in range(5)], Options(**{**QUICK, "archive": web("/wayback", "archive.example")}, per_host=1))
    assert len([path for _, path, _ in web.requests if path.startswith("/wayback")]) == 1


def test_a_verdict_is_kept_when_time_runs_out_over_the_archive(web):
    web.routes["/wayback"] = hang
    assert one(web("/dead"), archive=web("/wayback", "archive.example"), budget=0.6).verdict is Verdict.GONE


# --- memory ---


@pytest.fixture
def kept(tmp_path):
    return tmp_path / "cache" / "links.json"


def test_what_an_earlier_run_found_is_not_asked_again(web, kept):
    web.routes |= {"/fine": respond(200), "/old": to("/fine", 301)}
    addresses = [web("/fine"), web("/old"), web("/dead"), web("/fine#part"), "http://u:p@x/"]
    first = look_up(addresses, Options(**QUICK), kept)
    web.requests.clear()
    second = look_up(addresses, Options(**QUICK), kept)
    assert not web.requests
    assert [o.message for o in second.values()] == [o.message for o in first.values()]
    assert [o.remembered for o in second.values()] == [True, True, True, True, False]


@pytest.mark.parametrize(("path", "lasts", "hours", "asked"), [
    ("/fine", {"fine_days": 2}, 47, False), ("/fine", {"fine_days": 2}, 49, True), ("/dead", {"bad_hours": 3}, 2, False), ("/dead", {"bad_hours": 3}, 4, True),
    ("/fine", {}, -1, True)])
def test_each_outcome_is_kept_for_its_time(web, kept, monkeypatch, path, lasts, hours, asked):
    web.routes["/fine"] = respond(200)
    one(web(path), kept, **lasts)
    web.requests.clear()
    now = time.time() + hours * 3_600
    monkeypatch.setattr(time, "time", lambda: now)
    one(web(path), kept, **lasts)
    assert bool(web.requests) is asked


def test_what_a_run_does_not_ask_for_is_kept_until_its_time_is_over(web, kept):
    web.routes["/fine"] = respond(200)
    one(web("/fine"), kept)
    one(web("/dead"), kept)
    assert set(memory.recall(kept, Options(), time.time())) == {web("/fine"), web("/dead")}
    assert set(memory.recall(kept, Options(bad_hours=0), time.time())) == {web("/fine")}


ITEM = {"address": "http://web.example/", "reason": "fine", "status": 200, "new": "", "archived": "", "details": [], "at": 1.0}


@pytest.mark.parametrize("text", ["", "nonsense", "[]", "{}", "[" * 90_000, '{"version": 1}', '{"version": 1, "outcomes": 5}', '{"version": 0, "outcomes": []}',
                                  *(json.dumps({"version": 1, "outcomes": [item]}) for item in (
                                      5, None, {}, ITEM | {"reason": "none"}, ITEM | {"reason": "fragment"}, ITEM | {"details": 5}, ITEM | {"details": ["x"]},
                                      ITEM | {"at": "NaN"}, ITEM | {"at": 1e999}, ITEM | {"status": "x"}, ITEM | {"status": 1e999}))])
def test_a_damaged_memory_knows_nothing_and_is_written_anew(web, kept, text):
    kept.parent.mkdir()
    kept.write_text(text)
    assert memory.recall(kept, Options(), 100.0) == {}
    one(web("/dead"), kept)
    assert set(memory.recall(kept, Options(), time.time())) == {web("/dead")}


def test_a_memory_that_cannot_be_written_is_only_a_loss(web, tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert one(web("/dead"), tmp_path / "file" / "links.json").verdict is Verdict.GONE


def test_the_memory_is_outside_the_tree_that_is_checked(tmp_path, monkeypatch):
    monkeypatch.setenv("KB_CACHE_DIR", str(tmp_path / "cache"))
    assert memory_of(tmp_path / "tree").is_relative_to(tmp_path / "cache")


def test_a_run_that_is_broken_off_keeps_what_it_has(web, kept):
    told = []

    def tell(outcome, done, total):
        told.append(outcome.address)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        look_up([web("/dead"), web("/other")], Options(**QUICK), kept, tell)
    assert told[0] in memory.recall(kept, Options(), time.time())


# --- what is said ---


def test_each_address_is_told_of_once_and_they_come_back_in_order(web, kept):
    web.routes |= {f"/{i}": respond(200) for i in range(6)}
    addresses = [web(f"/{i}") for i in range(6)] + [web("/0"), "mailto:a@b"]
    one(web("/3"), kept)
    told = []
    outcomes = look_up(addresses, Options(**QUICK), kept, lambda *args: told.append(args))
    assert list(outcomes) == list(dict.fromkeys(addresses))
    assert [done for _, done, _ in told] == list(range(1, 8)) and {total for _, _, total in told} == {7}
    assert {outcome.address for outcome, _, _ in told} == set(addresses)


def test_nothing_to_look_up_is_done_at_once():
    assert look_up([]) == {}


@pytest.mark.parametrize("reason", CASES)
def test_each_case_says_what_is_so_and_what_to_do(reason):
    details = tuple((name, name.upper()) for name in ("part", "why", "scheme", "number", "host"))
    outcome = Outcome("http://web.example/page", reason, 404, "http://web.example/new", "", details)
    assert isinstance(outcome.message, Said) and outcome.message.pattern in patterns()
    assert not outcome.message.endswith(".") and outcome.message[0] in "`abcdefghijklmnopqrstuvwxyz"
    assert bool(outcome.hint) or outcome.reason in ("fine", "scheme")
    assert not outcome.hint or outcome.hint.pattern in patterns()


def test_every_verdict_has_a_case():
    assert {case.verdict for case in CASES.values()} == set(Verdict)
