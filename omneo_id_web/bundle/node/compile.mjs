// node compile.mjs PYODIDE SCRIPT LIST: runs SCRIPT's `compiled` in that Python over zip files, in place.
//
// LIST is a JSON file of [path, …].

import {readFileSync, writeFileSync} from "node:fs"
import {pathToFileURL} from "node:url"

process.on("uncaughtException", problem => {
  console.error(problem.message ?? problem) // not the whole of a script in one line, as node would
  process.exit(1)
})

// These never ask for the annotations of their own functions, which are a tenth of what they take in memory.
const BARE = /[/\\](annotated_types|pydantic|pydantic_core|typing_inspection)-[^/\\]*\.whl$/

const [folder, script, ...archives] = process.argv.slice(2)
const {loadPyodide} = await import(pathToFileURL(`${folder}/pyodide.mjs`))
const {FS, globals, runPython} = await loadPyodide({indexURL: folder, env: {PYTHONNODEBUGRANGES: "1"}})
runPython(readFileSync(script, "utf8"))
for (const path of archives) {
  FS.writeFile("/archive.zip", readFileSync(path))
  globals.get("compiled")("/archive.zip", BARE.test(path))
  writeFileSync(path, FS.readFile("/archive.zip"))
}
