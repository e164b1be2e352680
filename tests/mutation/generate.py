"""Write the mutated copy of the law into `mutants/`. mutmut makes the mutants; functions that it would leave out are
made plain first, so that nothing is left out silently."""

import ast
import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import libcst
import mutmut.__main__ as mutmut_main
from mutmut.mutation.file_mutation import mutate_file_contents, mutation_operators
from mutmut.mutation.mutators import operator_string
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.utils.file_utils import copy_also_copy_files, copy_src_dir, setup_source_paths

# mutmut copies a function once a mutant under one name, which such a decorator would not survive: the body moves to a
# function of its own, and the decorated one calls it.
MOVED = {"property", "cached_property", "cache"}


def generate() -> None:
    """Everything that the tests of the law need stands in `mutants/` afterwards, and is imported from there. Results of
    functions that did not change since are kept."""
    set_mutant_under_test("mutant_generation")
    Path("mutants").mkdir(exist_ok=True)
    mutmut_main.mutate_file_contents = _mutate_plain_functions
    mutation_operators[:] = [
        (kind, _first_of_a_text if operator is operator_string else operator)
        for kind, operator in mutation_operators
    ]
    with contextlib.redirect_stdout(None):
        copy_src_dir()
        copy_also_copy_files()
        setup_source_paths()
        mutmut_main.create_mutants(int(os.environ.get("WORKERS", "2")))


def _mutate_plain_functions(filename: str, code: str, *lines: object) -> object:
    return mutate_file_contents(filename, with_plain_functions(code), *lines)


def _first_of_a_text(node: libcst.BaseString) -> Iterator[libcst.BaseString]:
    """mutmut changes a text in three ways: XX around it, all small, all capital. The first is the one that is tried:
    what compares a text whole, or looks a key up, notices each of them or none."""
    yield from list(operator_string(node))[:1]


def with_plain_functions(code: str) -> str:
    """`code` with the body of each property and cached function in a function of its own, which that calls."""
    text = code.splitlines(keepends=True)
    found = [
        node
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.FunctionDef)
        and [each.id for each in node.decorator_list if isinstance(each, ast.Name) and each.id in MOVED]
    ]
    for node in sorted(found, key=lambda each: each.lineno, reverse=True):
        first, last = node.decorator_list[0].lineno - 1, node.end_lineno or node.lineno
        indent = " " * node.col_offset
        names = [each.arg for each in node.args.args]
        is_method = bool(names) and names[0] == "self"
        plain = f"plain_{node.name}"
        call = f"self.{plain}({', '.join(names[1:])})" if is_method else f"{plain}({', '.join(names)})"
        decorators = "".join(text[first : node.lineno - 1])
        own = "".join(text[node.lineno - 1 : last]).replace(f"def {node.name}(", f"def {plain}(", 1)
        said = f"{indent}def {node.name}({ast.unparse(node.args)}):\n{indent}    return {call}\n"
        text[first:last] = [own, "\n", decorators, said, "\n"]
    return "".join(text)
