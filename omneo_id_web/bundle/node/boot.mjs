// Starts Pyodide from a snapshot of its memory in which omneo_id_web and all that it needs is imported already.
//
// A drop-in for Pyodide's own pyodide.mjs: the same `loadPyodide`, for a page, a worker and PyScript's `interpreter`.
// Where the snapshot cannot be used, Pyodide starts as it always did, and then loads the wheels.

import {asked} from "./ahead.mjs"

export const built = {}

/** The steps of a start, on the browser's own timeline. */
const step = name => performance.mark(`omneo_id_web: ${name}`)
step("script read")

const home = new URL(built.home, import.meta.url).href
// WebAssembly that takes `e.f`, a function of two numbers that gives one, and hands it on as `f`
const TWO_TO_ONE = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 2, 127, 127, 1, 127, 2, 7, 1, 1, 101, 1, 102, 0, 0, 7, 5, 1, 1, 102, 0, 0,
)
const gentle = ["stdin", "stdout", "stderr", "indexURL", "packages"]

// All of it is under way before anybody asks, while the page still reads its own scripts.
const stock = import(`${home}pyodide.mjs`)
const lean = `${home}lean/`
const create = import(`${lean}pyodide.asm.mjs`)
let parts = built.image && home.startsWith("http") ? fetched() : undefined
const ahead = asked(import.meta.url)

export const version = built.version
export const NEAR = 11 // bits: what is so near in memory is told by how near it is

/**
 * As Pyodide's own, and omneo_id_web is there to be imported.
 *
 * @param options Pyodide's. Those that set up the interpreter otherwise (`env`, `args`, `jsglobals`, `fsInit`, …)
 *   need a start without the snapshot; so does `snapshot: false`.
 */
export async function loadPyodide(options) {
  const pyodide = await begun(options)
  if (ahead) {
    const transport = pyodide.pyimport("omneo_id_web.transports.pyfetch")
    transport.ahead = ahead
    transport.destroy()
  }
  return pyodide
}

async function begun({snapshot = true, ...options} = {}) {
  options.indexURL = home // PyScript takes it from where this file is
  const {loadPyodide: load} = await stock
  if (snapshot && built.image && Object.keys(options).every(name => gentle.includes(name))) {
    try {
      const taken = parts ?? fetched()
      parts = undefined // they are large, and used once
      return await restore(options, taken)
    } catch (problem) {
      console.info(`omneo_id_web: starting without the snapshot: ${problem?.message ?? problem}`)
    }
  }
  const script = import(`${home}pyodide.asm.mjs`)
  script.catch(() => {}) // it is told where it is awaited
  const cold = settings => linked(settings, undefined, whole, script)
  const pyodide = await (home.startsWith("http") ? told(load, options, cold) : load(options))
  await pyodide.loadPackage(built.packages, {messageCallback: () => {}})
  return pyodide
}

/** Loads Pyodide with a module made by `create`, which tells when the runtime cannot be had: Pyodide would wait for ever. */
function told(load, options, create) {
  globalThis.WasmOffsetConverter = true // has Pyodide fetch no runtime
  const asIs = () => delete globalThis.WasmOffsetConverter
  const createPyodideModule = settings => (asIs(), create(settings))
  return load({...options, createPyodideModule}).finally(asIs)
}

/** The runtime as Pyodide comes with it, also from a host that does not know what type it is of. */
async function whole(imports) {
  const url = `${home}pyodide.asm.wasm`
  const lost = problem => { throw new Error(`${url} cannot be had: ${problem?.message ?? problem}`) }
  const answer = await fetch(url).catch(lost)
  if (!answer.ok) lost(answer.status)
  const streams = WebAssembly.compileStreaming && answer.headers.get("Content-Type") === "application/wasm"
  const code = streams ? WebAssembly.compileStreaming(answer) : answer.arrayBuffer().then(WebAssembly.compile)
  return instance(await code.catch(lost), imports)
}

function fetched() {
  const compiled = name => fetch(lean + name).then(answer => WebAssembly.compileStreaming(answer))
  const [runtime, native] = [compiled(built.runtime), compiled(built.native)]
  const image = fetch(lean + built.image).then(bytes)
  image.then(() => step("snapshot there"), () => {})
  for (const part of [runtime, native, image]) part.catch(() => {}) // it is told where it is awaited
  return {runtime, native, image, read, home}
}

/** The bytes of an answer. A host that does not compress has them compressed beside, which is worth a second request. */
async function bytes(answer) {
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`)
  if (built.compressed && !answer.headers.get("Content-Encoding") && globalThis.DecompressionStream) {
    const small = await fetch(`${answer.url}.gz`)
    const encoded = small.headers.get("Content-Encoding") // then the browser has unpacked it
    if (small.ok) answer = encoded ? small : new Response(small.body.pipeThrough(new DecompressionStream("gzip")))
  }
  return new Uint8Array(await answer.arrayBuffer())
}

let deaf = false // while Python waits for a file and lets nobody in

/** Has what is called meanwhile called afterwards: Firefox lets events through while a synchronous request lasts. */
function patient(module) {
  for (const name of ["callPyObject", "callPyObjectMaybePromising"]) {
    const call = module[name]
    module[name] = (callee, given) => {
      if (!deaf) return call(callee, given)
      module._Py_IncRef(callee) // whoever calls it may let go of it at once
      const later = new Promise(done => setTimeout(done)).then(() => call(callee, given))
      return later.finally(() => module._Py_DecRef(callee))
    }
  }
}

/** A file's bytes, at once: Python's import cannot wait for it. */
function read(url) {
  const asked = new XMLHttpRequest()
  asked.open("GET", url, false)
  asked.overrideMimeType("text/plain; charset=x-user-defined")
  deaf = true
  try {
    asked.send()
  } finally {
    deaf = false
  }
  if (asked.status !== 200) throw new Error(`${url}: ${asked.status}`)
  const text = asked.responseText
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < bytes.length; at++) bytes[at] = text.charCodeAt(at) // its upper byte says nothing, and is cut off
  return bytes
}

/** Pyodide from the snapshot, whose parts may still be on their way. */
export async function restore(options, {runtime, native, image, read, home}) {
  const {loadPyodide: load} = await stock
  let module, done
  const intact = (name, size) => {
    const data = read(home + name)
    if (data.length !== size) throw new Error(`${home}${name} has not come whole`)
    return data
  }
  const tables = () => {
    if (done) return
    const {file, ranges} = built.late
    let data = intact(`lean/${file}`, ranges.reduce((size, [from, to]) => size + to - from, 0))
    for (const [from, to] of ranges) {
      module.HEAPU8.set(data.subarray(0, to - from), from)
      data = data.subarray(to - from)
    }
    done = true
  }
  const settled = {
    ...options,
    ...structuredClone(built.options),
    indexURL: home,
    lockFileURL: `${home}pyodide-lock.json`,
    stdLibURL: import.meta.url, // anything short: the library itself is read when it is first asked for
    _loadSnapshot: Uint8Array.from(atob(built.head), letter => letter.charCodeAt(0)),
  }
  const pyodide = await told(load, settled, async settings => {
    module = await linked(settings, native, async imports => instance(await runtime, imports, tables))
    step("runtime compiled")
    fill(module, await image)
    step("memory restored")
    return module
  })
  later(module.FS, "/lib/python314.zip", built.library, () => intact("python_stdlib.zip", built.library))
  const {file, files} = built.rest
  const all = files.reduce((size, [, own]) => size + own, 0)
  let rest, from = 0
  for (const [path, size] of files) {
    const [start, end] = [from, (from += size)]
    put(module.FS, path, "")
    later(module.FS, path, size, () => (rest ??= intact(`lean/${file}`, all)).subarray(start, end))
  }
  hook(module, tables)
  patient(module)
  pyodide.runPython("import random; random.seed()") // else each page would draw the same numbers
  for (const name of built.packages) pyodide.loadedPackages[name] = "default channel"
  step("Python ready")
  return pyodide
}

/**
 * Pyodide's module, with pydantic's native half linked in before Python starts where that is given.
 *
 * So early it gets the same place in memory and in the table of functions each time, and a snapshot of memory in
 * which it is imported fits.
 *
 * @param start another way to come by the runtime than Pyodide's own.
 * @param script Pyodide's glue, instead of the lean one.
 */
export function linked(settings, native, start, script = create) {
  return new Promise((resolve, reject) => {
    if (start) {
      settings.instantiateWasm = (imports, done) => {
        start(imports).then(({exports, code}) => done({exports}, code)).catch(reject)
        return {}
      }
    }
    if (native) settings.preRun.push(async module => {
      module.addRunDependency("native")
      try {
        const code = await native
        const library = module.newDSO(built.so, undefined, "loading")
        library.global = false
        library.exports = module.loadWebAssemblyModule(code, {nodelete: true}, built.so, {})
        module.removeRunDependency("native")
      } catch (problem) {
        reject(problem) // nothing that Pyodide awaits would tell
      }
    })
    script.then(({default: make}) => make(settings)).then(resolve, reject)
  })
}

/** A checksum of memory. */
export function sum(words) {
  let made = 0
  for (let at = 0; at < words.length; at++) made = (Math.imul(made, 31) + words[at]) | 0
  return made
}

/** Puts the image into fresh memory: runs of words that differ from it, then files for Python to import. */
function fill(module, image) {
  if (module.HEAPU8.length < built.memory) module.growMemory(built.memory)
  const {HEAP32, HEAPU32, FS, LDSO} = module
  for (const at of built.loose) HEAP32[at] = 0
  if (image.length !== built.size) throw new Error("the snapshot has not come whole")
  if (sum(HEAP32.subarray(0, built.fresh.words)) !== built.fresh.sum) throw new Error("memory is laid out otherwise")
  const words = new Uint32Array(image.buffer, 0, built.words)
  for (let from = 0, to = 0; from < words.length; ) {
    to += words[from++]
    const length = words[from++]
    HEAPU32.set(words.subarray(from, from + length), to)
    from += length
    to += length
  }
  unpack(module, built.fresh.words)
  for (const [at, unable, able] of built.suspending) HEAP32[at] = module.jspiSupported ? able : unable
  for (const handle of built.handles) LDSO.loadedLibsByHandle[handle] = LDSO.loadedLibsByName[built.so]
  const files = image.slice(4 * built.words) // alone, so that the rest is let go
  let from = 0
  for (const [path, size] of built.files) {
    put(FS, path, files.subarray(from, (from += size)))
  }
}

function put(FS, path, data) {
  FS.mkdirTree(path.slice(0, path.lastIndexOf("/")))
  FS.writeFile(path, data, {canOwn: true})
}

/** Undoes what image.mjs did to have memory compress better. */
function unpack({HEAPU32, _PyObject_Hash: hash}, from) {
  const texts = []
  for (let at = from; at < HEAPU32.length; at++) {
    const prefix = HEAPU32[at] >>> NEAR
    if (prefix === built.near) HEAPU32[at] = 4 * at + (HEAPU32[at] & ((1 << NEAR) - 1)) - (1 << (NEAR - 1))
    else if (prefix === built.hashed) {
      HEAPU32[at] = -1 // not known
      texts.push(4 * (at - 3))
    }
  }
  for (const at of texts) hash(at)
}

/** A file whose bytes are read when they are first asked for. */
function later(FS, path, size, read) {
  const {node} = FS.lookupPath(path)
  let contents
  node.usedBytes = size
  Object.defineProperty(node, "contents", {
    get() {
      try {
        return (contents ??= read())
      } catch (problem) {
        console.error(problem)
        throw new FS.ErrnoError(29) // EIO, which Python knows
      }
    },
  })
}

/** Has the tables that a few modules need fetched when the first of them is imported. */
function hook(module, tables) {
  for (const {index, at} of built.hooks) {
    const start = module.getWasmTableEntry(index)
    const first = module.addFunction(() => {
      try {
        tables()
      } catch (problem) {
        const told = module.stringToNewUTF8(`its tables could not be fetched: ${problem?.message ?? problem}`)
        module._PyErr_SetString(module.HEAPU32[module._PyExc_ImportError / 4], told)
        module._free(told)
        return 0
      }
      for (const {index, at} of built.hooks) for (const word of at) module.HEAPU32[word] = index
      return start()
    }, "i")
    for (const word of at) module.HEAPU32[word] = first
  }
}

/** The runtime and what it exports. C's `iconv`, which nothing in the runtime itself calls, fetches its tables. */
async function instance(code, imports, tables) {
  const failed = Symbol("a JavaScript function has thrown")
  Object.assign(imports.env, {Jsv_GetError_import: () => failed, JsvError_Check: value => value === failed})
  const exports = recognised((await WebAssembly.instantiate(code, imports)).exports)
  if (!built.late || !tables) return {exports, code}
  const open = (to, from) => {
    try {
      tables()
    } catch (problem) {
      console.error(problem)
      return -1
    }
    return exports.iconv_open(to, from)
  }
  const {exports: {f}} = new WebAssembly.Instance(new WebAssembly.Module(TWO_TO_ONE), {e: {f: open}})
  return {exports: {...exports, iconv_open: f}, code}
}

/**
 * The exports, each the very object that the table of functions holds too: Pyodide looks for them there.
 *
 * WebKit has two for one function, of one name. Then Pyodide puts a thousand into the table anew, and what comes after
 * them has other places there than in the snapshot.
 */
function recognised(exports) {
  const table = exports.__indirect_function_table
  const [own, held] = [new Set(Object.values(exports)), new Map()]
  for (let at = 0; at < table.length; at++) {
    const entry = table.get(at)
    if (own.has(entry)) return exports
    if (entry) held.set(entry.name, entry)
  }
  const same = value => (typeof value === "function" && held.get(value.name)) || value
  return Object.fromEntries(Object.entries(exports).map(([name, value]) => [name, same(value)]))
}
