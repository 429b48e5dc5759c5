"""Unpacking the object streams of a PDF, within bounds and by the filters that programs use for them."""

import base64
import binascii
import re
import zlib
from typing import Any

from cms.files.archives import Unreadable

CHUNK = 64 * 1024
END = b"endstream"
FLATE = frozenset({"FlateDecode", "Fl"})
HEX = frozenset({"ASCIIHexDecode", "AHx"})
ASCII85 = frozenset({"ASCII85Decode", "A85"})
BLANK = re.compile(rb"[\x00\t\n\f\r ]+")


def unpacked(content: bytes, at: int, facts: dict[str, Any], most: int) -> bytes:
    """What a stream that begins at `at` holds. Raises Unreadable for another filter, a damaged one, or too much."""
    filters = facts.get("Filter", [])
    filters = filters if isinstance(filters, list) else [filters]
    if not _is_plain(facts.get("DecodeParms", facts.get("DP"))) or any(not isinstance(each, str) for each in filters):
        raise Unreadable("an object stream that is packed in a way of its own")
    if filters and filters[0] in FLATE:
        return _then(_inflated(content, at, most), filters[1:], most)
    end = content.find(END, at)
    return _then(content[at : end if end >= 0 else len(content)], filters, most)


def _is_plain(parameters: Any) -> bool:
    """No predictor: nobody writes one for objects."""
    each = parameters if isinstance(parameters, list) else [parameters]
    return all(one is None or (isinstance(one, dict) and one.get("Predictor", 1) == 1) for one in each)


def _then(content: bytes, filters: list[str], most: int) -> bytes:
    for name in filters:
        try:
            if name in FLATE:
                content = _inflated(content, 0, most)
            elif name in HEX:
                facts = BLANK.sub(b"", content.partition(b">")[0])
                content = binascii.unhexlify(facts + b"0" * (len(facts) % 2))
            elif name in ASCII85:
                content = base64.a85decode(content.partition(b"~>")[0].removeprefix(b"<~"), ignorechars=b"\0\t\n\f\r ")
            else:
                raise Unreadable(f"an object stream packed by {name}")
        except (ValueError, binascii.Error) as error:
            raise Unreadable("an object stream that cannot be read") from error
    if len(content) > most:
        raise Unreadable("object streams that hold too much")
    return content


def _inflated(content: bytes, at: int, most: int) -> bytes:
    """By pieces, so that what follows the stream is not copied for each of them. What came before a fault counts."""
    machine, pieces, size = zlib.decompressobj(), [], 0
    try:
        while at < len(content) and not machine.eof:
            piece = content[at : at + CHUNK]
            at += CHUNK
            while piece:
                out = machine.decompress(piece, CHUNK * 16)
                pieces.append(out)
                size += len(out)
                if size > most:
                    raise Unreadable("object streams that hold too much")
                piece = machine.unconsumed_tail
    except zlib.error as error:
        if not size:
            raise Unreadable("an object stream that cannot be read") from error
    return b"".join(pieces)
