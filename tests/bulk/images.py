"""Writes 50 little PNG pictures, each another, without any library.

Usage: images.py FOLDER
"""
import pathlib
import struct
import sys
import zlib


def png(width, height, seed):
    rows = b"".join(b"\0" + bytes((x * seed + y * (channel + 3) + seed * 7) % 256 for x in range(width) for channel in range(3)) for y in range(height))
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks)


folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True)
for number in range(50):
    (folder / f"{number:02}.png").write_bytes(png(24 + number % 20, 20 + number % 13, number + 1))
