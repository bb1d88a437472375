"""Tell on a code host what a job found: in one comment on the pull request, or in one issue, made once and changed from then on.

Usage: python scripts/tell.py comment RESULT | python scripts/tell.py issue RESULT
`RESULT` is a `result.json` of another job: it is data, and nothing in it is followed. Where it is told comes from the host alone:
GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_API_URL; for a comment also HEAD_OWNER, HEAD_BRANCH and HEAD_SHA of the pull request; RUN_URL, if the job has a page.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from results import Refused, Result, read, report

MARK = {"comment": "<!-- kb check -->", "issue": "<!-- kb weekly -->"}
AUTHOR = "github-actions[bot]"
"""Only what this account wrote is changed: anybody can write the mark."""

TITLE = "The weekly look at addresses and withdrawn works · 每周查看外部网址和被撤回的文献"


class NotTold(Exception):
    """The host could not be told, and why."""


class _Stay(HTTPRedirectHandler):
    """Follow no redirect: the token is for this host."""

    def redirect_request(self, *args):
        return None


class Host:
    """The part of a code host's API that is needed here, for one repository."""

    def __init__(self, api: str, repository: str, token: str):
        self._base, self._token = f"{api}/repos/{repository}", token
        self._opener = build_opener(_Stay)

    def ask(self, method: str, path: str, **data: object) -> object:
        """Send a request and return the answer's data. Raises NotTold."""
        body = json.dumps(data).encode() if data else None
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/vnd.github+json", "Content-Type": "application/json", "User-Agent": "kb"}
        try:
            with self._opener.open(Request(self._base + path, body, headers, method=method), timeout=30) as answer:
                return json.load(answer)
        except (URLError, TimeoutError, ValueError) as error:
            raise NotTold(f"{method} {path.partition('?')[0]}: {error}") from None

    def every(self, path: str, **query: str) -> Iterator[dict]:
        """Yield all items of a list that comes in pages."""
        for page in range(1, 51):
            items = self.ask("GET", f"{path}?{urlencode({**query, 'per_page': 100, 'page': page})}")
            yield from items
            if len(items) < 100:
                return


def tell_comment(host: Host, body: str, owner: str, branch: str, commit: str) -> int:
    """Comment on the open pull requests of a branch that are still at a commit; return how many these are."""
    told = 0
    for pull in host.every("/pulls", state="open", head=f"{owner}:{branch}"):
        if pull["head"]["sha"] == commit:
            old = next(_ours(host.every(f"/issues/{pull['number']}/comments"), MARK["comment"]), None)
            if old:
                host.ask("PATCH", f"/issues/comments/{old['id']}", body=body)
            else:
                host.ask("POST", f"/issues/{pull['number']}/comments", body=body)
            told += 1
    return told


def tell_issue(host: Host, body: str, fine: bool) -> int:
    """Open the issue, change it, or close it where nothing is found any more; return how many were touched."""
    old = next(_ours(host.every("/issues", state="open", creator=AUTHOR), MARK["issue"]), None)
    if old:
        host.ask("PATCH", f"/issues/{old['number']}", body=body, state="closed" if fine else "open")
    elif not fine:
        host.ask("POST", "/issues", title=TITLE, body=body)
    return int(bool(old) or not fine)


def _ours(items: Iterator[dict], mark: str) -> Iterator[dict]:
    return (item for item in items if item["user"]["login"] == AUTHOR and (item["body"] or "").startswith(mark))


def main(given: list[str]) -> int:
    """Tell what a file holds; return an exit status: 0 told, 1 refused or not told, 2 misuse."""
    if len(given) != 2 or given[0] not in MARK:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        result = read(Path(given[1]))
        print(f"told in {_tell(given[0], result, os.environ)} place(s)")
    except Refused as refused:
        print(f"{given[1]} is no result of a job: {refused}", file=sys.stderr)
    except NotTold as why:
        print(f"not told: {why}", file=sys.stderr)
    except KeyError as missing:
        print(f"the variable {missing.args[0]} is not set", file=sys.stderr)
        return 2
    else:
        return 0
    return 1


def _tell(what: str, result: Result, given: Mapping[str, str]) -> int:
    host = Host(given.get("GITHUB_API_URL", "https://api.github.com"), given["GITHUB_REPOSITORY"], given["GITHUB_TOKEN"])
    body = f"{MARK[what]}\n{report(result, given.get('RUN_URL', ''))}"
    if what == "issue":
        return tell_issue(host, body, result.fine)
    return tell_comment(host, body, given["HEAD_OWNER"], given["HEAD_BRANCH"], given["HEAD_SHA"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
