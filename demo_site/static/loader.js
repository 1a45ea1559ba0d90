// Starts Python and shows how far it has come. A start that fails says what failed, never a blank page.

const here = document.querySelector("script[data-pyscript]").dataset
const by = id => document.getElementById(id)
const steps = {"Loading Pyodide": "Fetching Python…", "Loaded Pyodide": "Starting Python…", "Loading files": "Loading the shop…"}
let started = false // once Python shows things, it also tells what goes wrong

function say(text, share) {
  by("starting-text").textContent = text
  by("starting-progress").value = Math.max(by("starting-progress").value, share)
}

function fail(title, reason) {
  if (started) return
  by("starting").hidden = true
  by("main").setAttribute("aria-busy", "false")
  document.documentElement.dataset.state = "failed"
  by("problem-title").textContent = title
  by("problem-text").textContent = "Check your connection and try again. Your membership is safe."
  by("problem-details").textContent = String(reason?.message ?? reason)
  by("problem-more").hidden = false
  by("problem").hidden = false
  by("problem-action").onclick = () => location.reload()
  by("problem-action").focus()
}

new MutationObserver(() => { started ||= document.documentElement.dataset.state === "ready" })
  .observe(document.documentElement, {attributeFilter: ["data-state"]})

let fetched = 0
new PerformanceObserver(list => {
  for (const {name, responseStatus, decodedBodySize} of list.getEntries()) {
    const ours = name.startsWith(location.origin) && /\/(runtime|static)\//.test(name)
    const lost = responseStatus === 0 && decodedBodySize === 0
    if (ours && (responseStatus >= 400 || lost)) fail("The page could not be loaded whole", `${name} ${responseStatus || "was not reached"}`)
    if (/\/pyodide\//.test(name)) fetched += decodedBodySize
  }
  say(by("starting-text").textContent, Math.min(80, 80 * fetched / here.expected))
}).observe({type: "resource", buffered: true})

addEventListener("py:progress", ({detail}) => {
  const step = Object.keys(steps).find(begin => String(detail).startsWith(begin))
  if (step) say(steps[step], step === "Loaded Pyodide" ? 85 : 5)
})
addEventListener("unhandledrejection", ({reason}) => fail("The page could not start Python", reason))
addEventListener("error", event => fail("The page could not start", event.message ?? event))

say("Fetching Python…", 2)
import(here.pyscript).then(
  ({hooks}) => {
    // PyScript turns its hooks for workers into source with Function(), which our Content-Security-Policy
    // forbids. This page has no workers, so it does without those hooks.
    Object.values(hooks.worker).forEach(hook => hook.clear?.())
    hooks.main.onReady.add(({io}) => {
      const told = io.stderr
      io.stderr = (problem, ...rest) => { fail("The page could not start its program", problem); told(problem, ...rest) }
    })
  },
  reason => fail("The page could not load PyScript", reason),
)
