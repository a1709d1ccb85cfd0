"""Files for somebody to take along: written where nobody else looks, and never over what is there."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

_FOR_ITS_OWNER = 0o600


def hand_over(contents: Mapping[str, bytes], folder: Path) -> Iterator[str]:
    """Write them into the folder, made where it is missing; the path of each as it is written.

    Raises ``OSError``, before anything is written if one of them is there already.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in contents:
        if (folder / name).exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder / name))
    for name, content in contents.items():
        descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FOR_ITS_OWNER)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        yield str(folder / name)
