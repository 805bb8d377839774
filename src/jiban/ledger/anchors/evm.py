"""A chain that speaks Ethereum's JSON-RPC as an anchor, by the contract beside this file.

`web3` is an extra (`requirements/anchors.lock`) and is imported when an anchor first speaks, never before.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Mapping
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from .protocol import (
    AnchorConflictError,
    AnchorNotInstalledError,
    AnchorRefusedError,
    AnchorUnavailableError,
    Confirmation,
    Head,
    Receipt,
)

CONTRACT = Path(__file__).parent / "contract" / "CheckpointAnchor.json"
PATIENCE_SECONDS = 5
GAS = 400_000
"""Most an approval may take: about 130,000 usually, more where members named other roots."""

T = TypeVar("T")


class EvmAnchor:
    """One member of the contract.

    rpc           address of the node's JSON-RPC
    contract      address of the CheckpointAnchor
    private_key   of the member's account, as hex
    headers       sent with each request, for gateways that want a key
    """

    def __init__(
        self, name: str, *, rpc: str, contract: str, private_key: str, headers: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self._rpc = rpc
        self._address = contract
        self._private_key = private_key
        self._headers = dict(headers or {})

    def submit(self, head: Head) -> Receipt:
        return self._asked(lambda: self._submit(head))

    def confirm(self, head: Head, receipt: Receipt) -> Confirmation | None:
        return self._asked(lambda: self._confirm(head, receipt))

    def latest(self, origin: str) -> tuple[int, bytes] | None:
        size, root = self._asked(lambda: self._contract.functions.newestFinal(log_of(origin)).call())
        return (size, bytes(root)) if size else None

    def _submit(self, head: Head) -> Receipt:
        log, account = log_of(head.origin), self._account
        size, root = self._contract.functions.newestOf(log, account.address).call()
        if (size, bytes(root)) == (head.size, head.root):
            return Receipt(reference="", evidence=b"")  # approved in an earlier attempt whose answer was lost
        act = self._contract.functions.approve(log, head.size, head.root)
        # Tried without a transaction first: what the contract refuses costs nothing, and says why.
        act.call({"from": account.address})
        eth = self._web3.eth
        transaction = act.build_transaction(
            {
                "from": account.address,
                "nonce": eth.get_transaction_count(account.address, "pending"),
                "gas": GAS,
                "gasPrice": eth.gas_price,
                "chainId": eth.chain_id,
            }
        )
        sent = eth.send_raw_transaction(account.sign_transaction(transaction).raw_transaction)
        return Receipt(reference=f"0x{bytes(sent).hex()}", evidence=b"")

    def _confirm(self, head: Head, receipt: Receipt) -> Confirmation | None:
        log, calls = log_of(head.origin), self._contract.functions
        others = tuple(bytes(root) for root in calls.rootsAt(log, head.size).call() if bytes(root) != head.root)
        if others:
            raise AnchorConflictError(head.size, others)
        if receipt.reference:
            self._check_not_reverted(receipt.reference)
        is_final = calls.approvals(log, head.size, head.root).call() >= calls.needed().call()
        return Confirmation() if is_final else None

    def _check_not_reverted(self, reference: str) -> None:
        not_found = import_module("web3.exceptions").TransactionNotFound
        try:
            mined = self._web3.eth.get_transaction_receipt(reference)
        except not_found:
            return
        if not mined["status"]:
            raise AnchorRefusedError("the contract refused the approval when it was mined")

    @cached_property
    def _web3(self) -> Any:
        web3 = web3_package()
        headers = {"Content-Type": "application/json", **self._headers}
        # Not again by itself: the job that carries us comes back.
        provider = web3.HTTPProvider(
            self._rpc,
            request_kwargs={"timeout": PATIENCE_SECONDS, "headers": headers},
            exception_retry_configuration=None,
        )
        return web3.Web3(provider)

    @cached_property
    def _contract(self) -> Any:
        return self._web3.eth.contract(address=self._web3.to_checksum_address(self._address), abi=artefact()["abi"])

    @cached_property
    def _account(self) -> Any:
        return self._web3.eth.account.from_key(self._private_key)

    @staticmethod
    def _asked(ask: Callable[[], T]) -> T:
        web3_package()
        exceptions, requests = import_module("web3.exceptions"), import_module("requests")
        try:
            return ask()
        except exceptions.ContractLogicError as refused:
            raise AnchorRefusedError(_refusal(refused.data)) from refused
        except (exceptions.Web3Exception, requests.RequestException, OSError) as error:
            raise AnchorUnavailableError(type(error).__name__) from error


def log_of(origin: str) -> bytes:
    """How the contract names a log: SHA-256 of its origin."""
    return hashlib.sha256(origin.encode()).digest()


def artefact() -> dict[str, Any]:
    """The compiled contract as it is checked in: ABI, bytecode and by which compiler."""
    found: dict[str, Any] = json.loads(CONTRACT.read_text(encoding="utf-8"))
    return found


def web3_package() -> Any:
    """The package, without what a library below it does on import: it allows recursion until the stack runs over."""
    depth = sys.getrecursionlimit()
    try:
        return import_module("web3")
    except ImportError as missing:
        raise AnchorNotInstalledError(
            "an anchor of the kind evm needs the package web3: pip install --require-hashes -r requirements/anchors.lock"
        ) from missing
    finally:
        sys.setrecursionlimit(depth)


def _refusal(data: object) -> str:
    """The name of the contract's error, by its selector."""
    keccak = web3_package().Web3.keccak
    for entry in artefact()["abi"]:
        if entry["type"] != "error":
            continue
        words = f"{entry['name']}({','.join(each['type'] for each in entry['inputs'])})"
        if str(data).startswith("0x" + bytes(keccak(text=words))[:4].hex()):
            return f"the contract refuses: {entry['name']}"
    return "the contract refuses"
