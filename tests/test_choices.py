from __future__ import annotations

import ast
import dataclasses
import inspect

from tocsin import choices


def test_every_choice_is_labelled_as_ours_and_has_a_default() -> None:
    (node,) = [n for n in ast.parse(inspect.getsource(choices)).body if isinstance(n, ast.ClassDef)]
    documented = {}
    for field, text in zip(node.body, node.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr):
            documented[ast.unparse(field.target)] = ast.literal_eval(text.value)
    fields = dataclasses.fields(choices.Choices)
    assert [field.name for field in fields] == list(documented)
    assert all(text.startswith("Our choice. ") for text in documented.values())
    assert choices.Choices() == choices.Choices()
