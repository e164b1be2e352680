"""Levels, heads and flows against a plain climb, over every shape, with blocks and without."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commission.compliance.counting.cycles import NetworkCycle
from commission.compliance.counting.forest import Forest

# As few as two levels count as deep, so that small examples are cut into blocks of blocks.
BLOCKS = [
    {},
    {"spread": 2, "shallow": 1, "few": 0},
    {"spread": 3, "shallow": 2, "few": 0},
    {"spread": 2, "shallow": 1},
]


def shuffled(parents, order):
    """The same tree with its people renamed by `order`."""
    column = [-1] * len(parents)
    for person, above in enumerate(parents):
        column[order[person]] = -1 if above < 0 else order[above]
    return column


@st.composite
def trees(draw):
    size = draw(st.integers(0, 60))
    near = draw(st.integers(1, 60))  # 1 makes chains, more makes bushes
    parents = []
    for person in range(size):
        lowest = max(-1, person - near)
        parents.append(draw(st.integers(lowest, person - 1)))
    return shuffled(parents, draw(st.permutations(range(size))))


def climbed(parents, values):
    """What Forest computes, by walking up from each person."""
    size = len(parents)
    level, heads, flow, deepest, root = [0] * size, [0] * size, [0] * size, [0] * size, [0] * size
    down = [0] * size
    for person in range(size):
        at, steps = person, 0
        line = []
        while at >= 0:
            line.append(at)
            at, steps = parents[at], steps + 1
        level[person], root[person] = steps - 1, line[-1]
        for above in line:
            heads[above] += 1
            flow[above] += values[person]
            deepest[above] = max(deepest[above], steps - 1)
            down[person] += values[above]
    return level, heads, flow, deepest, root, down


@settings(max_examples=150, deadline=None)
@given(trees(), st.sampled_from(BLOCKS), st.integers(-(10**12), 10**12))
def test_every_count_is_what_a_plain_climb_finds(parents, blocks, value):
    values = [value + person for person in range(len(parents))]
    forest = Forest(np.array(parents, dtype=np.int64), **blocks)
    level, heads, flow, deepest, root, down = climbed(parents, values)
    column = np.array(values, dtype=np.int64)
    assert forest.level.tolist() == level
    assert forest.heads.tolist() == heads
    assert forest.deepest.tolist() == deepest
    assert forest.root.tolist() == root
    assert forest.sum_up(column).tolist() == flow
    assert forest.sum_down(column).tolist() == down
    assert column.tolist() == values


def test_a_hand_worked_tree():
    #        0            7
    #      / | \
    #     1  2  3
    #    /|     |
    #   4 5     6
    forest = Forest(np.array([-1, 0, 0, 0, 1, 1, 3, -1]))
    assert forest.level.tolist() == [0, 1, 1, 1, 2, 2, 2, 0]
    assert forest.heads.tolist() == [7, 3, 1, 2, 1, 1, 1, 1]
    assert forest.sum_up(np.array([1, 2, 3, 4, 5, 6, 7, 8])).tolist() == [28, 13, 3, 11, 5, 6, 7, 8]
    assert forest.root.tolist() == [0, 0, 0, 0, 0, 0, 0, 7]


def test_the_wide_climb_says_the_same(monkeypatch):
    """Block and level share one number of 32 bits, or of 64 where these do not hold both."""
    monkeypatch.setattr("commission.compliance.counting.forest.NARROW_BITS", 0)
    forest = Forest(np.array([-1, 0, 1, 2, 3, -1, 5]), spread=2, shallow=1)
    assert forest.level.tolist() == [0, 1, 2, 3, 4, 0, 1]
    assert forest.root.tolist() == [0, 0, 0, 0, 0, 5, 5]


@pytest.mark.parametrize("depth", [300, 10_000, 100_000])
def test_chains_far_deeper_than_any_recursion_with_ids_in_any_order(depth):
    names = np.random.default_rng(7).permutation(depth)
    parents = np.full(depth, -1)
    parents[names[1:]] = names[:-1]
    forest = Forest(parents)
    assert forest.level[names].tolist() == list(range(depth))
    assert forest.heads[names].tolist() == list(range(depth, 0, -1))
    assert int(forest.deepest[names[0]]) == depth - 1


def test_deep_chains_beside_a_bush_and_a_star():
    rng = np.random.default_rng(11)
    size = 30_000
    below = np.arange(size)
    parents = (rng.random(size) * below).astype(np.int64)
    parents[:10_000] = below[:10_000] - 1
    parents[20_000:] = 5
    names = rng.permutation(size)
    column = np.full(size, -1)
    column[names[1:]] = names[parents[1:]]
    forest = Forest(column)
    level, heads, _, deepest, _, _ = climbed_fast(column)
    assert forest.level.tolist() == level
    assert forest.heads.tolist() == heads
    assert forest.deepest.tolist() == deepest


def climbed_fast(column):
    """The same plain counting, children before parents, for trees too large to climb from everybody."""
    size = len(column)
    children = [[] for _ in range(size)]
    order = []
    for person, above in enumerate(column.tolist()):
        (order if above < 0 else children[above]).append(person)
    level, heads, deepest = [0] * size, [1] * size, [0] * size
    for person in order:
        for child in children[person]:
            level[child] = level[person] + 1
            order.append(child)
    for person in reversed(order):
        deepest[person] = max(deepest[person], level[person])
        above = int(column[person])
        if above >= 0:
            heads[above] += heads[person]
            deepest[above] = max(deepest[above], deepest[person])
    return level, heads, None, deepest, None, None


def test_nobody_at_all():
    forest = Forest(np.array([], dtype=np.int64))
    assert forest.level.tolist() == []
    assert forest.heads.tolist() == []


@pytest.mark.parametrize("length", [1, 2, 3, 4, 7, 5000])
@pytest.mark.parametrize("blocks", BLOCKS)
def test_a_cycle_of_any_length_is_refused_with_its_members(length, blocks):
    """`length` people in a ring, with a tree hanging below it and an honest tree beside it."""
    ring = [(person + 1) % length for person in range(length)]
    parents = [*ring, 0, length, -1, length + 2]
    with pytest.raises(NetworkCycle) as refused:
        Forest(np.array(parents), **blocks)
    assert refused.value.cycles == (tuple(range(length)),)


def test_two_cycles_are_both_named_in_the_order_they_go_round():
    # 0 > 4 > 2 > 0, 1 > 3 > 1, and 5 below 2.
    with pytest.raises(NetworkCycle, match=r"2 cycle\(s\).*0 > 4 > 2 > 0; 1 > 3 > 1") as refused:
        Forest(np.array([4, 3, 0, 1, 2, 2]))
    assert refused.value.cycles == ((0, 4, 2), (1, 3))


@pytest.mark.parametrize("parents", [[5], [-2], [0, 2]])
def test_a_parent_that_is_nobody_is_refused(parents):
    with pytest.raises(ValueError, match=r"a position in the same column|cycle"):
        Forest(np.array(parents))
