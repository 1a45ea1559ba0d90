// How a journey finds things in a page, in every engine. What is not there is told by `missing`, and looked for again.
class Missing extends Error {}
const missing = what => { throw new Missing(what) }
const not = problem => { if (problem instanceof Missing) return {not: problem.message}; throw problem }

const ready = () => document.body ?? missing("the page is not there yet")

const plain = text => text.replace(/\s+/g, " ").trim()
const all = (selector, root = document) => [...root.querySelectorAll(selector)]
const shown = element => {
  const {width, height} = element.getBoundingClientRect()
  return width > 0 && height > 0 && element.checkVisibility({visibilityProperty: true})
}
const about = element => element ? `<${element.localName}${element.id && "#" + element.id}> ${plain(element.innerText ?? "").slice(0, 80)}` : "nothing"
const found = element => element ?? missing("it is not there")

const roots = within => within === "body" ? [all("dialog[open]").at(-1) ?? document.body] : all(within)
const selected = selector => all(selector)[0]

// A button or link by its text or label.
const PRESSED = "button, a, summary, [role=switch], option"
const called = element => element.getAttribute("aria-label") ?? plain(element.textContent)
const named = (name, within) => {
  const there = roots(within).flatMap(root => all(`${PRESSED}, [aria-label]`, root)).filter(shown)
  return there.find(each => each.getAttribute("aria-label") === name || (each.matches(PRESSED) && plain(each.textContent) === name))
    ?? missing(`there are ${there.map(called).join(" | ") || "none"}`)
}

// A field by its label.
const FIELDS = "input:not([type=hidden]), select, textarea"
const labelled = label => {
  const fields = roots("body").flatMap(root => all(FIELDS, root)).filter(shown)
  const labels = field => [field.getAttribute("aria-label"), ...[...field.labels].map(each => each.textContent)].filter(Boolean).map(plain)
  return fields.find(field => labels(field).includes(label)) ?? missing(`there are ${fields.flatMap(labels).join(" | ") || "none"}`)
}

// Where to press an element: it is shown, stands still and nothing is in front of it.
const frame = () => new Promise(requestAnimationFrame)
const place = async element => {
  if (!element || !shown(element)) missing(element ? "it is not shown" : "it is not there")
  element.scrollIntoView({block: "nearest", inline: "nearest", behavior: "instant"})
  const before = element.getClientRects()[0]
  await frame(), await frame()
  const at = element.getClientRects()[0] ?? missing("it is gone")
  if (["x", "y", "width", "height"].some(side => at[side] !== before[side])) missing("it moves")
  if (element.disabled || element.closest("[inert]")) missing("it is disabled")
  const x = at.x + at.width / 2, y = at.y + at.height / 2
  const front = document.elementFromPoint(x, y)
  if (!front || !(element.contains(front) || front.closest("label")?.control === element)) {
    element.scrollIntoView({block: "center", behavior: "instant"})
    missing(`in front of it is ${about(front)}`)
  }
  return [x, y]
}

// Has a field take a value at once that is no text, like a day; readies any other for typing.
const changed = (field, value) => {
  field.value = value
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, {bubbles: true}))
  return true
}
const filled = (field, value) => {
  if (field.disabled || field.readOnly) missing("it takes no text")
  field.focus()
  if (document.activeElement !== field) missing("it does not take the focus")
  if (!value || /^(date|time|month|color|range)/.test(field.type)) return changed(field, value)
  field.select()
  return false
}
const chosen = (list, name) => {
  const option = [...list.options].find(each => plain(each.label) === name)
    ?? missing(`there are ${[...list.options].map(each => plain(each.label)).join(" | ")}`)
  list.focus()
  return changed(list, option.value)
}

// What is shown.
const reads = (selector, wanted, there = true) => {
  const text = plain(found(selected(selector)).innerText)
  return text.includes(plain(wanted)) === there || missing(`it reads ${JSON.stringify(text.slice(0, 400))}`)
}
const counted = (count, wanted) => (wanted === null ? count > 0 : count === wanted) || missing(`there are ${count}`)
const focused = selector => document.activeElement?.matches(selector) || missing(`it is on ${about(document.activeElement)}`)
