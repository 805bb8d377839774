"""A city's published log on a port of this machine, whose files a test may lie in."""

import functools
import threading
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from jiban.standards.tlog.growth import TileBuilder
from jiban.standards.tlog.merkle import leaf_hash
from jiban.standards.tlog.tiles import ENTRIES, WIDTH, Tile, entry_bundle, tiles_between


def publish(log, folder):
    """Write all files of the log, as its newest checkpoint has them."""
    builder = TileBuilder()
    for entry in log.entries:
        builder.append(leaf_hash(entry))
    stored = {(tile.level, tile.number): data for tile, data in builder.take_changed()}
    for tile in tiles_between(0, log.size):
        write(folder / tile.path, stored[tile.level, tile.number][: tile.width * 32])
        if tile.level == 0:
            bundle = Tile(ENTRIES, tile.number, tile.width)
            write(folder / bundle.path, entry_bundle(log.entries[tile.number * WIDTH :][: tile.width]))
    write(folder / "checkpoint", log.signed().encode())
    return folder


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


class _Quiet(SimpleHTTPRequestHandler):
    asked = []

    def log_message(self, *_):
        self.asked.append(self.path)


@contextmanager
def serving(folder):
    """Address of the folder as static files, and the paths that were asked for."""

    class Handler(_Quiet):
        asked = []

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/", Handler.asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
