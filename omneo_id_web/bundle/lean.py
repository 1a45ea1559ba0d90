"""Python source as a page gets it: what runs, without what only people and type checkers read.

A page fetches and compiles its sources at each visit. A notebook's wheel keeps them whole: help is read there.
"""

from __future__ import annotations

import ast


def lean(source: bytes) -> bytes:
    """The same program without comments, docstrings, overloads, annotations and what only checkers import.

    The annotations of a class's own fields stay: models, inputs and namespaces are made of them. Named tuples need
    the names alone, and Python takes longer to look at what a field may hold than to make the tuple.
    """
    tree = _Lean().visit(ast.parse(source))
    return ast.unparse(ast.fix_missing_locations(tree)).encode() + b"\n"


class _Lean(ast.NodeTransformer):
    def __init__(self) -> None:
        self._fields = False

    def visit_Module(self, node: ast.Module) -> ast.AST:
        return self._block(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self._block(node, fields=True)
        if any(isinstance(base, ast.Name) and base.id == "NamedTuple" for base in node.bases):
            for field in node.body:
                if isinstance(field, ast.AnnAssign):
                    field.annotation = ast.Constant(None)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST | None:
        if any(isinstance(mark, ast.Name) and mark.id == "overload" for mark in node.decorator_list):
            return None
        node.returns = None
        return self._block(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST | None:
        return self.visit_FunctionDef(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        if self._fields:
            return node
        return node.value and ast.Assign([node.target], node.value)

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        self.generic_visit(node)
        match node.test:
            case ast.Name("TYPE_CHECKING"):
                return node.orelse
            case ast.UnaryOp(ast.Not(), ast.Name("TYPE_CHECKING")):
                return node.body
        return node

    def _block(
        self, node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef, *, fields: bool = False
    ) -> ast.AST:
        outside, self._fields = self._fields, fields
        self.generic_visit(node)
        self._fields = outside
        node.body = [line for line in node.body if not _is_text(line)] or [ast.Pass()]
        return node


def _is_text(line: ast.stmt) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str)
