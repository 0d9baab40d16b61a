"""The delivered nginx files (deploy/nginx) with ports and folders of a trial's own."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NGINX = {file.name: file.read_text() for file in sorted((ROOT / "deploy" / "nginx").glob("*.conf"))}
PORTS = ("8000", "8001", "8079", "80", "443")


def place(folder: Path, ports: dict[str, str], *, without: tuple[str, ...] = (), **words: str) -> None:
    """Write them to a folder, for these ports instead of PORTS; `words` are further ones to replace, by name."""
    for name, text in NGINX.items():
        if name in without:
            continue
        for port in ("8000", "8001", "8079"):
            text = text.replace(f"127.0.0.1:{port}", f"127.0.0.1:{ports[port]}")
        text = re.sub(r"listen (\[::\]:)?(80|443)\b", lambda found: f"listen {found[1] or ''}{ports[found[2]]}", text)
        text = text.replace("/srv/halqa", str(ROOT)).replace("/var/cache/halqa", f"{folder}/cache")
        text = text.replace("/etc/ssl/halqa", str(folder)).replace("include snippets/", f"include {folder}/")
        for word, other in words.items():
            text = text.replace(word, other)
        (folder / name).write_text(text)
