// What a page asks for before Python is up. The boot script has all of it in itself: see `script` in snapshot.py.

const FRESH = 10_000 // milliseconds for which an answer is good
const HERE = /^((.+\.)?localhost|127[.\d]+|\[::1\])$/ // hosts on this machine

/**
 * Asks for the visitor's token, and with it for what the page wants first, while Python is on its way. The element that
 * brings the boot script into the page's head says where:
 *
 *   <script type="module" async src="pyodide/pyodide.mjs" data-token="/omneo/token"
 *     data-calls="https://api.acme.getomneo.com/id/api/v1/profiles/me"></script>
 *
 * The answers stay in here, where no other script gets at them. What may be another member's by now is dropped.
 *
 * @param script the boot script's URL.
 * @returns a `fetch` that hands out each answer once, to who soon asks for just the same.
 */
export function asked(script) {
  const elements = globalThis.document?.head?.querySelectorAll("script[data-token]") ?? []
  const own = [...elements].find(({src}) => src === script)
  if (!own) return
  const kept = new Map()
  let endpoint, calls, bearer
  try {
    const {token, calls: places = ""} = own.dataset
    ;[endpoint, ...calls] = [token, ...(places.match(/\S+/g) ?? [])].map(safe)
  } catch (problem) {
    return console.warn(`omneo_id_web: the page asks for nothing ahead: ${problem.message}`)
  }

  function drop() {
    for (const {abort} of kept.values()) abort()
    kept.clear()
  }

  const named = (url, {signal, headers, ...options}) =>
    JSON.stringify([new URL(url).href, Object.entries(headers).sort(), Object.entries(options).sort()])

  async function answered(url, options) {
    const answer = await fetch(url, options)
    return {answer, body: await answer.arrayBuffer(), at: Date.now()}
  }

  function ask(url, headers, options, then = found => found) {
    options = {headers: {Accept: "application/json", ...headers}, cache: "no-store", redirect: "error", ...options}
    const controller = new AbortController()
    const found = answered(url, {...options, signal: controller.signal}).then(then)
    found.catch(() => {}) // then it is asked for as if it had not been
    kept.set(named(url, options), {found, began: Date.now(), abort: () => controller.abort()})
  }

  function call(found) {
    const {token} = found.answer.ok ? JSON.parse(new TextDecoder().decode(found.body)) : {}
    if (token) {
      bearer = `Bearer ${token}`
      for (const url of calls) ask(url, {Authorization: bearer}, {method: "GET", credentials: "omit"})
    }
    return found
  }

  const posted = {"Content-Type": "application/json", "X-Omneo-Token": "1"}
  ask(endpoint, posted, {method: "POST", credentials: "include", body: "{}"}, call)
  setTimeout(drop, FRESH)
  addEventListener("pagehide", drop) // it may come back from the browser's cache
  addEventListener("omneo:changed", drop)
  addEventListener("storage", ({key}) => /^omneo:.+:signed-out$/.test(key) && drop())

  return async (url, options) => {
    const name = named(url, options)
    const one = kept.get(name)
    if (kept.delete(name) && Date.now() - one.began < FRESH) {
      options.signal.addEventListener("abort", one.abort)
      try {
        const {answer: {status, headers: given}, body, at} = await one.found
        const headers = new Headers(given)
        const date = Date.parse(headers.get("Date"))
        if (date) headers.set("Date", new Date(date + Date.now() - at).toUTCString()) // clients set their clock by it
        return new Response(body.byteLength ? body : null, {status, headers})
      } catch {} // it is asked for now
    } else if (options.method !== "GET" || ![undefined, bearer].includes(options.headers.Authorization)) drop()
    return fetch(url, options)
  }
}

/** A URL that a token may travel to or from. */
function safe(place) {
  const url = new URL(place, location) // not the document's base, which markup can move
  if (url.protocol !== "https:" && !HERE.test(url.hostname)) throw new Error(`a token would travel in the clear: ${url}`)
  return url.href
}
