"""Reading another city's published files. What it does not give, or not whole, is a ConnectionError."""

import time
from http import HTTPStatus

import httpx

from jiban.standards.tlog import note
from jiban.standards.tlog.tiles import ENTRIES, MAX_ENTRY_BYTES, WIDTH, Tile, entry_bundle, parse_entry_bundle

SECONDS = 10
WHOLE_SECONDS = 60
"""However slowly a byte follows the other."""
MAX_TILE_BYTES = WIDTH * (2 + MAX_ENTRY_BYTES)


class MissingFileError(ConnectionError):
    """The log has no such file, or not any more."""


class Site:
    """The published files of one log, over one connection."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._client = httpx.Client(timeout=SECONDS, follow_redirects=False)

    def close(self) -> None:
        self._client.close()

    def checkpoint(self) -> str:
        """Raises ConnectionError."""
        try:
            return self._get("checkpoint", note.MAX_NOTE_BYTES).decode()
        except UnicodeDecodeError as error:
            raise ConnectionError("the checkpoint is no text") from error

    def tile(self, tile: Tile) -> bytes:
        """A tile's bytes as they come. A log may have let a narrow tile go since it is full: then that one is cut.

        Raises ConnectionError, TileError.
        """
        try:
            return self._get(tile.path, MAX_TILE_BYTES)
        except MissingFileError:
            if tile.width == WIDTH:
                raise
        data = self._get(Tile(tile.level, tile.number).path, MAX_TILE_BYTES)
        if tile.level == ENTRIES:
            return entry_bundle(parse_entry_bundle(data)[: tile.width])
        return data[: tile.width * 32]

    def _get(self, path: str, most: int) -> bytes:
        ends, data = time.monotonic() + WHOLE_SECONDS, bytearray()
        try:
            with self._client.stream("GET", self._url + path) as answer:
                if answer.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
                    raise MissingFileError(path)
                if answer.status_code != HTTPStatus.OK:
                    raise ConnectionError(f"{path}: status {answer.status_code}")
                for piece in answer.iter_bytes():
                    data += piece
                    if len(data) > most or time.monotonic() > ends:
                        raise ConnectionError(f"{path}: too long")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ConnectionError(f"{path}: {type(error).__name__}") from error
        return bytes(data)
