"""Reading another city's published files. What it does not give, or not whole, is a ConnectionError."""

from http import HTTPStatus

import httpx

from jiban import bounded_answers
from jiban.standards.tlog import note
from jiban.standards.tlog.tiles import ENTRIES, MAX_ENTRY_BYTES, WIDTH, Tile, entry_bundle, parse_entry_bundle

SECONDS = 10
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
        try:
            with self._client.stream("GET", self._url + path) as answer:
                if answer.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
                    raise MissingFileError(path)
                if answer.status_code != HTTPStatus.OK:
                    raise ConnectionError(f"{path}: status {answer.status_code}")
                return bounded_answers.read(answer, most=most)
        except bounded_answers.AnswerTooLongError as error:
            raise ConnectionError(f"{path}: too long") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ConnectionError(f"{path}: {type(error).__name__}") from error
