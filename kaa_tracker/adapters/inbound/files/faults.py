"""What the operating system refuses about a file, in words that say what to do."""

from __future__ import annotations

import errno
from collections.abc import Mapping

_TOLD: Mapping[int, str] = {
    errno.ENOENT: "finns inte. Kontrollera sökvägen.",
    errno.ENOTDIR: "finns inte: något på vägen är ingen mapp. Kontrollera sökvägen.",
    errno.EISDIR: "är en mapp. Ange en fil.",
    errno.EEXIST: "finns redan. Välj ett annat namn eller en annan mapp.",
    errno.EACCES: "får inte läsas eller skrivas av dig. Ändra rättigheterna eller välj en annan plats.",
    errno.EPERM: "får inte läsas eller skrivas av dig. Ändra rättigheterna eller välj en annan plats.",
    errno.EROFS: "ligger på en skrivskyddad disk. Välj en annan plats.",
    errno.ENOSPC: "fick inte plats: disken är full. Frigör utrymme och gör om.",
    errno.EDQUOT: "fick inte plats: din del av disken är full. Frigör utrymme och gör om.",
    errno.ENAMETOOLONG: "har ett för långt namn. Välj ett kortare.",
    errno.ELOOP: "är en länk som leder tillbaka till sig själv. Ange filen själv.",
}


def told(error: OSError, what: object = None) -> str:
    """A sentence about ``what``, by default the file that the error names."""
    of = what or error.filename or "Utmatningen"
    return f"{of} {_TOLD.get(error.errno or 0, f'går inte att använda (fel {error.errno}). Be driften om hjälp.')}"
