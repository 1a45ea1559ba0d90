// Starts Python and shows how far it has come. A start that fails says what failed, never a blank page.
// What is loaded is what the server said it would be: each file is held against its digest.

const here = document.querySelector("script[data-pyscript]").dataset
const by = id => document.getElementById(id)
const texts = JSON.parse(by("texts").textContent)
const map = JSON.parse(document.querySelector("script[type=importmap]").textContent)
const digests = Object.fromEntries(
  Object.entries(map.integrity).map(([url, digest]) => [new URL(url, location).pathname, digest]),
)
const steps = {"Loading Pyodide": "start.fetch", "Loaded Pyodide": "start.python", "Loading files": "start.shop"}
const spare = /\/(snapshot|native|runtime)-[^/]*$/ // without these Python starts as well, only later
let started = false // once Python shows things, it also tells what goes wrong

function say(text, share) {
  by("starting-text").textContent = text
  by("starting-progress").value = Math.max(by("starting-progress").value, share)
}

function fail(title, reason) {
  if (started || document.documentElement.dataset.state === "failed") return // what failed first is why the rest did
  by("starting").hidden = true
  const heading = by("view").querySelector("h1")
  heading.replaceChildren(heading.textContent)
  by("view").replaceChildren(heading)
  by("view").setAttribute("aria-busy", "false")
  document.documentElement.dataset.state = "failed"
  by("problem-title").textContent = texts[title]
  by("problem-text").textContent = texts["start.failed.text"]
  by("problem-details").textContent = String(reason?.message ?? reason)
  by("problem-more").hidden = false
  by("problem").hidden = false
  by("problem-action").onclick = () => location.reload()
  by("problem-action").focus()
}

// Nobody makes HTML or scripts of text here; PyScript may load scripts that have a digest.
globalThis.trustedTypes?.createPolicy("default", {
  createHTML: () => null,
  createScript: () => null,
  createScriptURL: url => new URL(url, location).pathname in digests ? url : null,
})

// Modules are checked by the import map; this is for what PyScript and Pyodide fetch. They do not always tell that
// something was not to be had.
const plain = globalThis.fetch
globalThis.fetch = async (resource, options) => {
  const {origin, pathname} = new URL(resource?.url ?? resource, location)
  const integrity = origin === location.origin ? digests[pathname] : undefined
  if (!integrity) return plain(resource, options)
  const lost = why => { if (!spare.test(pathname)) fail("start.lost", `${pathname}: ${why}`) }
  try {
    const answer = await plain(resource, {...options, integrity})
    if (!answer.ok) lost(answer.status)
    return answer
  } catch (problem) {
    lost(problem.message)
    throw problem
  }
}

new MutationObserver(() => { started ||= document.documentElement.dataset.state === "ready" })
  .observe(document.documentElement, {attributeFilter: ["data-state"]})

let fetched = 0
new PerformanceObserver(list => {
  for (const {name, decodedBodySize} of list.getEntries()) if (/\/pyodide\//.test(name)) fetched += decodedBodySize
  say(by("starting-text").textContent, Math.min(80, 80 * fetched / Math.max(1, here.expected)))
}).observe({type: "resource", buffered: true})

addEventListener("py:progress", ({detail}) => {
  const step = Object.keys(steps).find(begin => String(detail).startsWith(begin))
  if (step) say(texts[steps[step]], step === "Loaded Pyodide" ? 85 : 5)
})
addEventListener("unhandledrejection", ({reason}) => fail("start.failed", reason))
addEventListener("error", event => fail("start.failed", event.message ?? event))

say(texts["start.fetch"], 2)
import(new URL(here.pyscript, location)).then(
  ({hooks}) => {
    // PyScript turns its hooks for workers into source with Function(), which our Content-Security-Policy
    // forbids. This page has no workers, so it does without those hooks.
    Object.values(hooks.worker).forEach(hook => hook.clear?.())
    hooks.main.onReady.add(({io}) => {
      const told = io.stderr
      io.stderr = (problem, ...rest) => { fail("start.program", problem); told(problem, ...rest) }
    })
  },
  reason => fail("start.failed", reason),
)
