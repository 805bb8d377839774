"""The tests import the package themselves: first as the anchor does, which leaves the stack's limit alone."""

from jiban.ledger.anchors.evm import web3_package

web3_package()
