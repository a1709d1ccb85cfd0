"""Programs of others, by which files are read: an office suite, a browser, and a judge of accessibility."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

_AXE = "4.10.3"
_PATIENCE = 120


def soffice() -> str:
    """LibreOffice. Skips the test where it is missing."""
    return _program("soffice", "libreoffice-calc")


def chromium() -> str:
    return _program("chromium", "chromium")


def _program(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"needs Debian's {package}")
    return found


def converted(file: Path, to: str, folder: Path) -> Path:
    """The file as LibreOffice writes it when it has read it."""
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [soffice(), profile, "--headless", "--convert-to", to, "--outdir", str(folder / "out"), str(file)]
    subprocess.run(command, capture_output=True, check=True, timeout=_PATIENCE)
    return folder / "out" / f"{file.stem}.{to.partition(':')[0]}"


def axe() -> str:
    """The script, fetched once and kept beyond the repository. Skips the test where it cannot be had."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    kept = cache / "kaa_tracker" / f"axe-core-{_AXE}"
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("needs npm")
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
            wanted = ("--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=1", f"axe-core@{_AXE}")
            made = Path(folder, "made")
            made.mkdir()
            done = subprocess.run([npm, "install", "--prefix", made, *wanted], capture_output=True, check=False)
            if done.returncode:
                pytest.skip("the npm package axe-core cannot be fetched")
            made.rename(kept)
    return (kept / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


_JUDGED = """
<script id="judge">%s</script>
<script>
  const wanted = {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]};
  axe.run(document, wanted).then(found => {
    const told = JSON.stringify({
      violations: found.violations.map(one => [one.id, one.nodes.map(node => node.html.slice(0, 120))]),
      passes: found.passes.map(one => one.id),
      overflows: document.documentElement.scrollWidth > window.innerWidth,
    });
    document.body.replaceChildren(Object.assign(document.createElement("pre"), {id: "told", textContent: told}));
  });
</script>
</body>
"""


def judged(page: bytes, folder: Path, *, width: int = 1280) -> dict[str, Any]:
    """What axe finds wrong with a page in a window of that width, and what it found right."""
    file = folder / "judged.html"
    file.write_text(page.decode().replace("</body>", _JUDGED % axe()), encoding="utf-8")
    shown = _browsed(file, folder, f"--window-size={width},900", "--virtual-time-budget=60000", "--dump-dom")
    told = shown.partition('<pre id="told">')[2].partition("</pre>")[0]
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        told = told.replace(entity, letter)
    found: dict[str, Any] = json.loads(told)
    return found


def _browsed(file: Path, folder: Path, *asked: str) -> str:
    quiet = ("--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'browser'}")
    command = [chromium(), *quiet, *asked, file.as_uri()]
    return subprocess.run(command, capture_output=True, check=True, timeout=_PATIENCE, text=True).stdout
