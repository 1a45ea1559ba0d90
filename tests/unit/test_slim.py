"""Pyodide's glue in fewer bytes does the same."""

from __future__ import annotations

from omneo_id_web.bundle.slim import slim

NAMES = [f"_name{number}" for number in range(60)]
GLUE = "".join(f'{name}=Module["{name}"]=wasmExports["{name[1:]}"];' for name in NAMES)
SCRIPT = f"var {','.join(NAMES)};function assignWasmExports(wasmExports){{{GLUE}}}_name7();"


def test_what_the_script_itself_uses_keeps_its_statement() -> None:
    made = slim(SCRIPT)
    assert '_name7=Module["_name7"]=wasmExports["name7"];' in made
    assert "_name8" not in made
    assert made.startswith("var _name7;function assignWasmExports(wasmExports){for(const name in wasmExports)")
    assert len(made) < len(SCRIPT) / 10


def test_a_script_that_looks_otherwise_is_left_alone() -> None:
    for script in ("", "export default 1", f"var {','.join(NAMES)};", GLUE):
        assert slim(script) == script
