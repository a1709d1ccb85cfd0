"""The data dictionary: the paragraph of law that lets the program hold each thing it holds."""

from __future__ import annotations

GROUNDS = {
    "4 § 1": "Förordning (2006:39) 4 § 1: name, personnummer or samordningsnummer, home address, e-mail, phone",
    "4 § 2": "Förordning (2006:39) 4 § 2: past, present and future occupation",
    "4 § 3": "Förordning (2006:39) 4 § 3: content, start, end and reason of the end of an individual measure",
    "29:9 documentation": "Skollagen (2010:800) 29 kap. 9 §: documentation of the duty",
    "26:25 reporting": "Skollagen (2010:800) 26 kap. 25 §: what the municipality reports to Skolverket",
    "security log": "Who read or changed what: OSL (2009:400), dataskyddsförordningen art. 32",
}
"""Every ground there is, with what it allows."""
