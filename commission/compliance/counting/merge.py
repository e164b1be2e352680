"""Accounts into persons: by verified identity, else by shared phone, payment, device or address (5.4)."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from commission.compliance.counting.sentinels import NO_HASH

Links = npt.NDArray[np.int32]
Hashes = npt.NDArray[np.int64]


def merge_accounts(
    size: int,
    verified: npt.NDArray[np.bool_],
    verified_id: Hashes | None,
    keys: Sequence[Hashes],
) -> Links:
    """The person of each account, numbered by their first account.

    `verified` says whose identity was proved; `verified_id` is the hash of what it was proved by (0: not given, then
    the account is a person by itself). `keys` are hashes that two accounts of one person share (0: none).

    Two proved identities are never one person, whatever they share. Accounts without proof that share a key are one
    person; where such a cluster shares keys with exactly one proved person, it is that person's.
    """
    label = np.arange(size, dtype=np.int32)
    if verified_id is not None:
        proved = np.flatnonzero(verified & (verified_id != NO_HASH))
        label = _first_with_same(label, proved, verified_id[proved])
    loose = ~verified
    pairs = [_neighbours(np.flatnonzero(loose & (key != NO_HASH)), key) for key in keys]
    if pairs:
        left = np.concatenate([pair[0] for pair in pairs])
        right = np.concatenate([pair[1] for pair in pairs])
        label = _components(label, left, right)
        label = _adopted(label, verified, keys)
    return np.unique(label, return_inverse=True)[1].astype(np.int32)


def _first_with_same(label: Links, rows: npt.NDArray[np.intp], key: Hashes) -> Links:
    """Rows with the same key get the label of the first of them."""
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    label = label.copy()
    label[rows] = rows[first][inverse]
    return label


def _neighbours(rows: npt.NDArray[np.intp], key: Hashes) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Pairs of rows that follow each other among those with one key: enough to connect them all."""
    ordered = rows[np.argsort(key[rows], kind="stable")]
    same = key[ordered[1:]] == key[ordered[:-1]]
    return ordered[:-1][same], ordered[1:][same]


def _components(label: Links, left: npt.NDArray[np.intp], right: npt.NDArray[np.intp]) -> Links:
    """The least label of each connected cluster: hook the greater onto the lesser, then shorten the way."""
    while True:
        one, other = label[left], label[right]
        apart = one != other
        if not apart.any():
            return label
        left, right, one, other = left[apart], right[apart], one[apart], other[apart]
        np.minimum.at(label, np.maximum(one, other), np.minimum(one, other))
        shorter = label[label]
        while not np.array_equal(shorter, label):
            label, shorter = shorter, shorter[shorter]


def _adopted(label: Links, verified: npt.NDArray[np.bool_], keys: Sequence[Hashes]) -> Links:
    """Clusters without proof that touch one proved person become that person."""
    size = label.size
    least = np.full(size, size, dtype=np.int32)
    most = np.full(size, -1, dtype=np.int32)
    for key in keys:
        rows = np.flatnonzero(key != NO_HASH)
        if not rows.size:
            continue
        ordered = rows[np.argsort(key[rows], kind="stable")]
        starts = np.flatnonzero(np.append(True, key[ordered[1:]] != key[ordered[:-1]]))
        proved = verified[ordered]
        low = np.minimum.reduceat(np.where(proved, label[ordered], size), starts)
        high = np.maximum.reduceat(np.where(proved, label[ordered], -1), starts)
        lengths = np.diff(starts, append=ordered.size)
        cluster = label[ordered]
        np.minimum.at(least, cluster, np.repeat(low, lengths).astype(np.int32))
        np.maximum.at(most, cluster, np.repeat(high, lengths).astype(np.int32))
    adopted = ~verified & (least == most)[label]
    return np.where(adopted, least[label], label)
