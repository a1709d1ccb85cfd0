"""A report as files for people: a document, a workbook, a page, and lines and values for programs."""
