// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.11;

/// Heads of transparency logs, approved by members. It holds SHA-256 of a log's origin, sizes and roots, and nothing else.
///
/// Approvals are counted for each (log, size, root) by itself: who comes first with a wrong root blocks nobody. A member
/// has one vote a size, and needs to be joined by more than half of all members before a root is final: two roots of
/// one size can never both be.
contract CheckpointAnchor {
    struct Head {
        uint64 size;
        bytes32 root;
    }

    uint256 public immutable needed;
    uint256 public memberCount;
    mapping(address => bool) public isMember;

    /// The newest head that a member approved, by log.
    mapping(bytes32 => mapping(address => Head)) public newestOf;
    /// The newest head that is final, by log.
    mapping(bytes32 => Head) public newestFinal;
    /// How many members approved a root, by log and size.
    mapping(bytes32 => mapping(uint64 => mapping(bytes32 => uint256))) public approvals;
    /// The size for which a member named two roots, by log. A third would only make others' approvals dear.
    mapping(bytes32 => mapping(address => uint64)) private equivocatedAt;
    /// The different roots that members named for a size, by log; counted or not. At most two a member.
    mapping(bytes32 => mapping(uint64 => bytes32[])) private named;

    event Approved(bytes32 indexed log, uint64 indexed size, bytes32 root, address indexed member);
    event Final(bytes32 indexed log, uint64 indexed size, bytes32 root);
    event Conflict(bytes32 indexed log, uint64 indexed size, bytes32 root, bytes32 other, address indexed member);

    error BadMembers();
    error NotMember();
    error EmptyTree();
    error Rollback(uint64 newest);
    error AlreadyInConflict();

    constructor(address[] memory members, uint256 needed_) {
        if (needed_ * 2 <= members.length || needed_ > members.length) revert BadMembers();
        for (uint256 i = 0; i < members.length; i++) {
            if (members[i] == address(0) || isMember[members[i]]) revert BadMembers();
            isMember[members[i]] = true;
        }
        memberCount = members.length;
        needed = needed_;
    }

    /// Approve a head. Again with the same head changes nothing; a smaller size than one's own newest is refused.
    function approve(bytes32 log, uint64 size, bytes32 root) external {
        if (!isMember[msg.sender]) revert NotMember();
        if (size == 0) revert EmptyTree();
        Head memory mine = newestOf[log][msg.sender];
        if (size < mine.size) revert Rollback(mine.size);
        if (size == mine.size && root == mine.root) return;
        if (size == mine.size) {
            // A second root for the same size goes on record, and has no vote.
            if (equivocatedAt[log][msg.sender] == size) revert AlreadyInConflict();
            equivocatedAt[log][msg.sender] = size;
            _name(log, size, root);
            return;
        }
        _name(log, size, root);
        newestOf[log][msg.sender] = Head(size, root);
        uint256 count = ++approvals[log][size][root];
        emit Approved(log, size, root, msg.sender);
        if (count == needed) {
            emit Final(log, size, root);
            if (size > newestFinal[log].size) newestFinal[log] = Head(size, root);
        }
    }

    /// The different roots named for a size. More than one is a conflict.
    function rootsAt(bytes32 log, uint64 size) external view returns (bytes32[] memory) {
        return named[log][size];
    }

    function _name(bytes32 log, uint64 size, bytes32 root) private {
        bytes32[] storage known = named[log][size];
        bool isKnown = false;
        for (uint256 i = 0; i < known.length; i++) {
            if (known[i] == root) isKnown = true;
            else emit Conflict(log, size, root, known[i], msg.sender);
        }
        if (!isKnown) known.push(root);
    }
}
