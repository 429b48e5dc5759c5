"""Lines that end where the paper did: a word of Chinese goes on in the next one."""

import re

HAN = "⺀-鿿豈-﫿"
_BROKEN = re.compile(rf"(?<=[{HAN}，、；（《“])[ \t\u3000]*\n[ \t]*(?=[{HAN}，。、；：）》”])")


def unwrapped(text: str) -> str:
    """The text without the line ends between two characters of Chinese."""
    return _BROKEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
