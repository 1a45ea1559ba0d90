// node image.mjs BOOT SITE WARM OUT MODULE …: starts Python, imports what pages need and these modules, and writes its
// memory to OUT/snapshot; to OUT/runtime the WebAssembly without data that it no longer needs, to OUT/late what of those
// is fetched late, to OUT/rest the files that few pages import.
//
// Prints, as JSON, what boot.mjs must know to put it back.

import nodeCrypto from "node:crypto"
import {readFileSync, readdirSync, statSync, writeFileSync} from "node:fs"
import {pathToFileURL} from "node:url"

process.on("uncaughtException", problem => {
  console.error(problem.message ?? problem) // not the whole of a script in one line, as node would
  process.exit(1)
})

const [boot, site, warm, out, ...modules] = process.argv.slice(2)
const target = "/lib/python3.14/site-packages"
const [DATA, I32_CONST] = [11, 65] // as WebAssembly numbers them
const APART = 32 // words: runs that are closer go into one

// The same image each time: the clock stands still and nothing is left to chance while it is made.
let still = 1, passing = 0
Date.now = performance.now = () => (still += passing)
Math.random = () => 1 / (1 + still)
crypto.getRandomValues = nodeCrypto.randomFillSync = array => array.fill(still)

const {NEAR, built, linked, sum} = await import(pathToFileURL(boot))
const {loadPyodide: load} = await import(new URL("pyodide.mjs", new URL(built.home, pathToFileURL(boot))))
const home = new URL(built.home, pathToFileURL(boot))
const native = WebAssembly.compile(readFileSync(site + built.so.slice(target.length)))
const options = () => ({...structuredClone(built.options), indexURL: home.pathname})

const fresh = await memoryBefore()
still = 1_234_567_890_123 // milliseconds
passing = 7 // one word is the time between two looks at the clock, which is seldom as much as one
const other = await memoryBefore()
const loose = differing(fresh, other) // the clock's and chance's
still = 1
passing = 0

// Python notes whether the engine can suspend it (JSPI); the page's engine may be another than this one.
for (const name of ["Suspending", "promising", "Suspender"]) delete WebAssembly[name]
const unable = (await started()).module.HEAP32.slice()
Object.assign(WebAssembly, {Suspending: function (call) { return call }, promising: call => call})
const able = (await started()).module.HEAP32
const suspending = differing(unable, able).map(at => [at, unable[at], able[at]])
if (suspending.length !== 1) throw new Error(`JSPI changes ${suspending.length} words of memory: which are these?`)
for (const name of ["Suspending", "promising"]) delete WebAssembly[name]

const {pyodide, module} = await started()
const files = copied(site, target)
pyodide.runPython(`further = ${JSON.stringify(modules)}`)
pyodide.runPython(readFileSync(warm, "utf8"), {filename: "warm.py"})
const imported = new Set(JSON.parse(pyodide.runPython("__import__('json').dumps(used)")))
pyodide.runPython("del used; import gc; gc.collect()")
clear(module)


const {late} = built
const snapshot = pyodide.makeMemorySnapshot()
const [, start] = new Uint32Array(snapshot.buffer, 0, 2)
const words = new Uint32Array(snapshot.buffer, start)
const hooks = late ? late.modules.map(name => hooked(name, words)) : []
const tables = late?.ranges ?? []
writeFileSync(`${out}/late`, Buffer.concat(tables.map(range => module.HEAPU8.subarray(...range))))
const idle = [...frozen(), ...tables]
for (const {buffer, byteOffset} of [fresh, words]) {
  for (const [from, to] of idle) new Uint8Array(buffer, byteOffset).fill(0, from, to)
}
writeFileSync(`${out}/runtime`, without(readFileSync(new URL("pyodide.asm.wasm", home)), idle))
for (const at of loose) fresh[at] = 0
const linkedWords = fresh.findLastIndex(word => word) + 1
const {made, near, hashed} = packed(words, linkedWords)
const runs = different(made, fresh, new Set(loose))
const left = files.filter(([path]) => !imported.has(path))
const kept = left.filter(([path]) => path.startsWith(`${target}/omneo_id_web/`))
const rest = left.filter(file => !kept.includes(file))
const image = Buffer.concat([runs, ...kept.map(([, data]) => data)])
writeFileSync(`${out}/snapshot`, image)
writeFileSync(`${out}/rest`, Buffer.concat(rest.map(([, data]) => data)))
console.log(JSON.stringify({
  memory: module.HEAPU8.length,
  size: image.length,
  words: runs.byteLength / 4,
  files: listed(kept),
  rest: {files: listed(rest)},
  handles: Object.keys(module.LDSO.loadedLibsByHandle).map(Number).filter(handle => handle),
  loose,
  suspending,
  fresh: {words: linkedWords, sum: sum(fresh.subarray(0, linkedWords))},
  near,
  hashed,
  hooks,
  head: Buffer.from(snapshot.buffer, 0, start).toString("base64"),
}))

async function started() {
  let module
  const pyodide = await load({
    ...options(),
    _makeSnapshot: true,
    createPyodideModule: async settings => (module = await linked(settings, native)),
  })
  return {pyodide, module}
}

function differing(one, other) {
  const found = []
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) found.push(at)
  return found
}

function listed(files) {
  return files.map(([path, data]) => [path, data.length])
}

/** What memory holds when all is linked and nothing has run. */
async function memoryBefore() {
  let found
  const enough = new Error()
  try {
    await load({
      ...options(),
      _loadSnapshot: new Uint8Array(0),
      createPyodideModule: async settings => {
        found = (await linked(settings, native)).HEAP32.slice()
        throw enough
      },
    })
  } catch (problem) {
    if (problem !== enough) throw problem
  }
  return found
}

/** The folder's files in Python's file system; their paths there, and what they hold. */
function copied(folder, to) {
  module.FS.mkdirTree(to)
  return readdirSync(folder).sort().flatMap(name => {
    const [from, path] = [`${folder}/${name}`, `${to}/${name}`]
    if (statSync(from).isDirectory()) return copied(from, path)
    if (path === built.so) return module.FS.writeFile(path, ""), [] // it is linked already
    const data = readFileSync(from)
    module.FS.writeFile(path, data)
    return [[path, data]]
  })
}

/** Fills what is free with zeros, which compress to nothing. */
function clear({_malloc, _free, _sbrk}) {
  const taken = []
  for (let size = 1 << 16; size >= 8; size >>= 1) {
    for (const end = _sbrk(0); _sbrk(0) === end; ) {
      const at = _malloc(size)
      module.HEAPU8.fill(0, at, at + size)
      taken.push(at)
    }
  }
  taken.forEach(at => _free(at))
}

/**
 * The words in a form that compresses better, and the two prefixes that boot.mjs needs to undo it.
 *
 * A text's hash follows from the text, and a pointer to what is near by says how near it is.
 */
function packed(words, from) {
  const made = words.slice()
  const taken = new Uint8Array(1 << (32 - NEAR))
  for (const word of words) taken[word >>> NEAR] = 1
  const near = taken.lastIndexOf(0)
  const hashed = taken.lastIndexOf(0, near - 1)
  if (hashed << NEAR >>> 0 < 4 * words.length) throw new Error("memory holds every number: no prefix is left")
  for (let at = from; at < words.length; at++) {
    if (words[at + 1] === module._PyUnicode_Type && known(words.subarray(at, at + 5), 4 * at)) made[at + 3] = hashed << NEAR
  }
  for (let at = from; at < made.length; at++) {
    const away = made[at] - 4 * at + (1 << (NEAR - 1))
    if (away >= 0 && away < 1 << NEAR) made[at] = (near << NEAR) | away
  }
  return {made, near, hashed}
}

/** Whether this is the head of a text of Python's with its hash. */
function known([, , length, hash, state], at) {
  const [kind, compact, ascii] = [(state >> 2) & 7, state & 32, state & 64]
  const [start, size] = [at + (ascii ? 20 : 28), kind * length]
  return compact && start + size <= module.HEAPU8.length && module._Py_HashBuffer(start, size) >>> 0 === hash
}

/** Runs of words that are not what they were: how many words to skip, how many follow, and those. */
function different(words, before, loose) {
  const runs = []
  let from = 0 // where the last run ended
  let start = 0
  let end = 0
  const add = () => end > start && runs.push(Uint32Array.of(start - from, end - start), words.subarray(start, end))
  for (let at = 0; at < words.length; at++) {
    if (words[at] === before[at] >>> 0 && !loose.has(at)) continue
    if (at - end > APART) {
      add()
      from = end
      start = at
    }
    end = at + 1
  }
  add()
  return Buffer.concat(runs.map(run => Buffer.from(run.buffer, run.byteOffset, run.byteLength)))
}

/** Where the source of each module is that comes with Python itself: all that is needed of them is in memory. */
function frozen() {
  const {HEAPU32, __PyImport_FrozenStdlib: table} = module
  const found = []
  for (let at = HEAPU32[table / 4] / 4; HEAPU32[at]; at += 4) {
    found.push([HEAPU32[at + 1], HEAPU32[at + 1] + HEAPU32[at + 2]])
  }
  return found
}

/** What starts a module that is built in: its place in the table of functions, and the words that hold that. */
function hooked(name, words) {
  const start = module[`_PyInit_${name}`]
  let index = 1
  while (module.wasmTable.get(index) !== start) index++
  const at = []
  for (let found = words.indexOf(index); found > 0; found = words.indexOf(index, found + 1)) {
    if (module.UTF8ToString(words[found - 1]) === name) at.push(found)
  }
  if (!at.length) throw new Error(`nothing starts ${name}`)
  return {index, at}
}

/** WebAssembly whose data are zero from here to there. */
function without(wasm, ranges) {
  let at = 8
  const number = () => {
    for (let found = 0, shift = 0; ; shift += 7) {
      const byte = wasm[at++]
      found |= (byte & 127) << shift
      if (byte < 128) return found
    }
  }
  while (at < wasm.length) {
    const [kind, size] = [wasm[at++], number()]
    const end = at + size
    if (kind === DATA) {
      for (let left = number(); left; left--) {
        if (number() !== 0 || wasm[at++] !== I32_CONST) throw new Error("the runtime's data are laid out otherwise")
        const to = number()
        at++ // the end of the constant
        const length = number()
        const within = address => at + Math.max(0, Math.min(address - to, length))
        for (const range of ranges) wasm.fill(0, ...range.map(within))
        at += length
      }
    }
    at = end
  }
  return wasm
}
