"""A development node on loopback, from the npm package that tools/interop.sh installed, with our contract on it."""

import json
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from web3 import HTTPProvider, Web3

from jiban.ledger.anchors.evm import EvmAnchor, artefact

PACKAGES = Path(__file__).parents[3] / ".cache" / "chain"
PATIENCE_SECONDS = 20


def binary():
    found = list((PACKAGES / "node_modules" / "@foundry-rs").glob("anvil-*/bin/anvil*"))
    if not found:
        raise AssertionError("the chain's packages are missing: run tools/interop.sh .cache/chain tests/interop/chain")
    return found[0]


class PatientAnchor(EvmAnchor):
    """The product's anchor, whose approvals are mined when it returns."""

    def submit(self, head):
        receipt = super().submit(head)
        if receipt.reference:
            self._web3.eth.wait_for_transaction_receipt(receipt.reference, poll_latency=0.01)
        return receipt


@dataclass
class Node:
    """`keys` are the private keys of accounts that own something."""

    rpc: str
    web3: Web3
    keys: list[str]

    def deploy(self, *, members, needed):
        """A fresh contract with the first accounts as its members; its address."""
        addresses = [self.address(number) for number in range(members)]
        compiled = artefact()
        factory = self.web3.eth.contract(abi=compiled["abi"], bytecode=compiled["bytecode"])
        sent = factory.constructor(addresses, needed).transact({"from": self.address(0)})
        return self.web3.eth.wait_for_transaction_receipt(sent)["contractAddress"]

    def address(self, number):
        return self.web3.eth.account.from_key(self.keys[number]).address

    def anchor(self, contract, *, member=0):
        return PatientAnchor("chain", rpc=self.rpc, contract=contract, private_key=self.keys[member])

    def contract(self, address):
        return self.web3.eth.contract(address=address, abi=artefact()["abi"])


@contextmanager
def running(folder):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    told = folder / "node.json"
    command = [
        binary(),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--accounts",
        "5",
        "--config-out",
        told,
        "--silent",
    ]
    with subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            rpc = f"http://127.0.0.1:{port}"
            web3 = Web3(HTTPProvider(rpc))
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not (told.exists() and web3.is_connected()):
                assert process.poll() is None, "the node ended"
                assert time.monotonic() < deadline, "the node does not answer"
                time.sleep(0.05)
            yield Node(rpc, web3, json.loads(told.read_text(encoding="utf-8"))["private_keys"])
        finally:
            process.terminate()
