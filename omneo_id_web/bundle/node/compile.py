"""Turns the sources in a zip file into bytecode; run by the very Python that is to import it."""

import ast
import io
import zipfile
from importlib.util import MAGIC_NUMBER, source_hash
from marshal import dumps
from pathlib import Path

_UNCHECKED = (1).to_bytes(4, "little")
"""The flags of a .pyc that is never compared with its source."""


def compiled(path: str, bare: bool) -> None:
    """Does so in place; `bare` without the annotations of functions."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(source.namelist()):
            data = source.read(name)
            if name.endswith(".py"):
                tree = ast.parse(data)
                code = compile(_Bare().visit(tree) if bare else tree, name, "exec", dont_inherit=True, optimize=2)
                name, data = f"{name}c", MAGIC_NUMBER + _UNCHECKED + source_hash(data) + dumps(code)
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    Path(path).write_bytes(made.getvalue())


class _Bare(ast.NodeTransformer):
    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self.visit_FunctionDef(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node
