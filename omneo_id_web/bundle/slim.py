"""Pyodide's glue between WebAssembly and JavaScript in fewer bytes."""

from __future__ import annotations

import re
from collections import Counter

_TAKEN_OUT = re.compile(r'(?<=[;{])(_\w+)=Module\["\1"\]=wasmExports\["(\w+)"\];')
_DECLARED = re.compile(r"\bvar (?:_\w+,){50,}_\w+")

_ALL_AT_ONCE = (
    'for(const name in wasmExports)if(typeof wasmExports[name]==="function")Module["_"+name]??=wasmExports[name];'
)


def slim(script: str) -> str:
    """The same script with one loop instead of a statement for each of the thousands of names that Python exports.

    Where a name is used by the script itself, its statement stays. A script that looks otherwise is left as it is.
    """
    declared = _DECLARED.search(script)
    if not declared:
        return script
    names = declared[0].removeprefix("var ").split(",")
    used = Counter(re.findall(r"[\w$]+", script))
    alone = {name for name in names if used[name] == 3}  # declared, assigned, and the module's
    gone = [m for m in _TAKEN_OUT.finditer(script) if m[1] in alone and m[1] == f"_{m[2]}"]
    if not gone:
        return script
    taken = {m[1] for m in gone}
    script = script.replace(gone[0][0], _ALL_AT_ONCE + gone[0][0], 1)
    script = _TAKEN_OUT.sub(lambda m: "" if m[1] in taken else m[0], script)
    return script.replace(declared[0], "var " + ",".join(name for name in names if name not in taken), 1)
