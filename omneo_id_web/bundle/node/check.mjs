// node check.mjs BOOT: starts the snapshot as a page does, and uses what is in it, beside it and left out of it.

import {readFileSync} from "node:fs"
import {fileURLToPath, pathToFileURL} from "node:url"

process.on("uncaughtException", problem => {
  console.error(problem?.message ?? problem)
  process.exit(1)
})

const boot = pathToFileURL(process.argv[2])
const {built, restore} = await import(boot)
const home = fileURLToPath(new URL(built.home, boot))
const file = name => readFileSync(`${home}lean/${name}`)
const parts = {
  runtime: WebAssembly.compile(file(built.runtime)),
  native: WebAssembly.compile(file(built.native)),
  image: Promise.resolve(new Uint8Array(file(built.image))),
  read: path => new Uint8Array(readFileSync(path)),
  home,
}
const pyodide = await restore({}, parts)
console.log(pyodide.runPython(`
import ctypes, html.parser, os, pydantic.networks, runpy, sys, sysconfig, unicodedata
from omneo_id_web.models.profile import Profile
from omneo_id_web.models.transaction import Transaction
from pydantic import TypeAdapter, ValidationError

class Answer(Profile):
    rows: list[Transaction]

told = Answer.model_validate_json('{"id": "1", "first_name": "Ada", "rows": [{"id": 7}]}')
try:
    TypeAdapter(int).validate_json('"x"')
except ValidationError as refused:
    assert refused.errors()[0]["type"] == "int_parsing"
assert told.rows[0].id == 7
assert unicodedata.normalize("NFC", unicodedata.lookup("LATIN SMALL LETTER E") + "\\u0301") == "\\xe9"
assert "\\u70b9".encode("shift_jis").decode("cp932") == "\\u70b9"
assert html.unescape(html.escape("<&eacute;>")) == "<&eacute;>" and html.unescape("&eacute;") == "\\xe9"
assert ctypes.CDLL(None).iconv_open(b"utf-8", b"big5") != -1
assert sysconfig.get_config_var("SOABI").startswith("cpython-314")
html.parser.HTMLParser().feed("<p>")
told.first_name
`))
process.exit(0)
