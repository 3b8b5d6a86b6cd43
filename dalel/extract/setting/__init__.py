"""Setting: where and when what a word tells of happened.

`location` says which places of a text locate at all, `dateline` which only say where it was written, `seat`
which town a report is about;
`setting` picks for a word the place and the time of its clause, its sentence or its report.
"""

from dalel.extract.setting.setting import Setting, Whence

__all__ = ["Setting", "Whence"]
