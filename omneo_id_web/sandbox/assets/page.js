"use strict"
const at = selector => document.querySelector(selector)
const make = (tag, text, ...children) => {
  const element = document.createElement(tag)
  if (text !== "") element.textContent = text
  element.append(...children)
  return element
}
const button = (text, act, kind = "") => {
  const made = make("button", text)
  made.className = kind
  made.addEventListener("click", () => attempt(act))
  return made
}

const ask = async (method, path, body) => {
  const answer = await fetch(`/_sandbox${path}`, {
    method, body: body && JSON.stringify(body), headers: body ? {"Content-Type": "application/json"} : {},
  })
  const told = await answer.json()
  if (!answer.ok) throw new Error(told.message)
  return told
}
const attempt = async act => {
  const problem = at("#problem")
  try {
    problem.hidden = true
    await act()
  } catch (error) {
    problem.textContent = error.message
    problem.hidden = false
  }
}

let chosen = null
const number = value => new Intl.NumberFormat("en", {maximumFractionDigits: 2}).format(value ?? 0)
const dollars = value => new Intl.NumberFormat("en", {style: "currency", currency: "USD"}).format(value ?? 0)
const amount = entry => entry.value === null ? "" : entry.unit === "dollars" ? dollars(entry.value) : `${number(entry.value)} ${entry.unit}`

// What is shown is made anew only where it has changed: a poll takes no focus and closes nothing.
const last = new Map()
const changed = (what, told) => {
  const text = JSON.stringify(told)
  if (last.get(what) === text) return false
  last.set(what, text)
  return true
}

const showMembers = async () => {
  const {members} = await ask("GET", `/members?search=${encodeURIComponent(at("#search").value)}`)
  at("#members").replaceChildren(...members.map(member => {
    const choose = make("button", "", make("span", member.full_name || "(no name)"), make("small", member.email ?? ""))
    if (member.id === chosen) choose.setAttribute("aria-current", "true")
    choose.addEventListener("click", () => attempt(async () => {
      chosen = member.id
      await Promise.all([showMember(), showMembers()])
    }))
    return make("li", "", choose)
  }))
  if (!members.length) at("#members").append(make("li", "", make("small", "Nobody is found.")))
}

const showMember = async () => {
  if (!chosen) return
  const {profile, tier, history} = await ask("GET", `/members/${encodeURIComponent(chosen)}`)
  if (!changed("member", [profile.id, profile.tier_handle, profile.combined_balance_dollars, profile.point_balance, profile.full_name, tier?.next_remain, history])) return
  const figure = (label, value, more = "") => make("div", "", make("small", label), make("b", value), make("small", more))
  const minted = make("div", "")
  const mint = button("Mint a token", async () => {
    const {token, exp} = await ask("POST", "/tokens", {profile_id: profile.id})
    const shown = make("textarea", token)
    shown.readOnly = true
    shown.setAttribute("aria-label", "ID token")
    shown.addEventListener("focus", () => shown.select())
    const copy = button("Copy", async () => {
      await navigator.clipboard.writeText(token)
      copy.textContent = "Copied"
    }, "quiet")
    const note = make("div", "", make("small", `An ID token for this member alone, until ${new Date(exp * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC.`), copy)
    note.className = "name"
    minted.replaceChildren(shown, note)
  })
  const about = make("div", "", make("h3", profile.full_name || "(no name)"),
    make("small", [profile.email, profile.mobile_phone].filter(Boolean).join(" · ")), make("small", profile.id))
  const name = make("div", "", about, mint)
  name.className = "name"
  const next = tier?.next_tier ? `${number(tier.next_remain)} to ${tier.next_tier.name}` : tier ? "the highest" : ""
  const figures = make("div", "",
    figure("Points", number(profile.point_balance), dollars(profile.point_balance_dollars)),
    figure("Tier", profile.tier?.name ?? "none", next),
    figure("Rewards", dollars(profile.reward_balance), `${number(profile.benefit_balance)} benefits`),
    figure("To spend", dollars(profile.combined_balance_dollars), `and ${dollars(profile.credit_balance)} credit`))
  figures.className = "figures"
  const rows = history.map(entry => {
    const value = make("td", amount(entry))
    value.className = "value"
    const what = make("td", "", make("span", entry.what), make("small", [entry.kind, entry.id, entry.state].filter(Boolean).join(" · ")))
    return make("tr", "", moment(entry.at), what, value)
  })
  const scroll = make("div", "", make("table", "", make("tbody", "", ...rows)))
  scroll.className = "scroll"
  scroll.tabIndex = 0
  at("#member").replaceChildren(name, minted, figures, make("h2", "History"), rows.length ? scroll : make("small", "Nothing yet."))
}

const moment = text => {
  const cell = make("td", (text ?? "").slice(0, 16))
  cell.className = "at"
  return cell
}

const showClock = async () => {
  at("#clock").textContent = `${(await ask("GET", "/clock")).at} UTC`
}

const words = fault => [
  fault.method, fault.path || "every path", fault.status || "", fault.delay ? `late by ${fault.delay} s` : "",
  fault.drip ? `dripping over ${fault.drip} s` : "",
  ...["reset", "cut", "malformed", "duplicate"].filter(name => fault[name]), fault.count ? `× ${fault.count}` : "always",
].filter(Boolean).join(" ")

const showFaults = async () => {
  const {faults} = await ask("GET", "/faults")
  if (!changed("faults", faults)) return
  at("#faults").replaceChildren(...faults.map(fault => make("li", words(fault))))
  at("#clear-faults").hidden = !faults.length
}

const showEvents = async () => {
  const {events} = await ask("GET", "/events")
  if (!changed("events", events)) return
  at("#events").replaceChildren(...events.map(event => {
    const deliveries = event.deliveries.map(delivery => {
      const tried = delivery.attempts.at(-1)
      const state = [delivery.state, `${delivery.attempts.length} tried`, tried ? tried.status ?? tried.error : ""].filter(Boolean).join(", ")
      const line = make("details", "", make("summary", `${state} → ${delivery.url}`))
      if (delivery.state === "failed" || (tried && !(tried.status >= 200 && tried.status < 300))) line.className = "bad"
      line.addEventListener("toggle", () => attempt(async () => {
        if (!line.open || line.children.length > 1) return
        const full = await ask("GET", `/events/${event.id}`)
        const {body} = full.deliveries.find(each => each.id === delivery.id)
        let text = body
        try { text = JSON.stringify(JSON.parse(body), null, 2) } catch { /* a template's own text */ }
        line.append(make("pre", text))
      }))
      return line
    })
    const replay = button("Replay", async () => {
      await ask("POST", `/events/${event.id}/replay`)
      await showEvents()
    }, "quiet")
    replay.setAttribute("aria-label", `Replay ${event.name} ${event.id}`)
    const told = make("td", "", ...deliveries.length ? deliveries : [make("small", "nobody listens")])
    const about = make("td", "", make("span", event.name), make("small", `${event.kind} ${event.row_id}`))
    return make("tr", "", moment(event.created_at), about, told, make("td", "", replay))
  }))
  at("#no-events").hidden = events.length > 0
}

const showAll = () => attempt(() => Promise.all([showClock(), showMembers(), showMember(), showFaults(), showEvents()]))

let typing
at("#search").addEventListener("input", () => {
  clearTimeout(typing)
  typing = setTimeout(() => attempt(showMembers), 150)
})
at("#now").addEventListener("click", () => attempt(async () => {
  await ask("POST", "/clock", {set: Date.now() / 1000})
  await showAll()
}))
for (const move of document.querySelectorAll("[data-advance]"))
  move.addEventListener("click", () => attempt(async () => {
    await ask("POST", "/clock", {advance: Number(move.dataset.advance)})
    await showAll()
  }))
at("#set-clock").addEventListener("submit", event => {
  event.preventDefault()
  const moment = event.target.elements.at.value.replace("T", " ")
  attempt(async () => {
    await ask("POST", "/clock", {set: moment})
    await showAll()
  })
})
at("#set-fault").addEventListener("submit", event => {
  event.preventDefault()
  const {path, what, count} = event.target.elements
  const kind = what.value
  const effect = /^\d/.test(kind) ? {status: Number(kind)} : {[kind]: ["delay", "drip"].includes(kind) ? 2 : true}
  if (kind === "429") effect.headers = {"Retry-After": "2"}
  attempt(async () => {
    await ask("POST", "/faults", {path: path.value, count: Number(count.value), ...effect})
    await showFaults()
  })
})
at("#clear-faults").addEventListener("click", () => attempt(async () => {
  await ask("DELETE", "/faults")
  await showFaults()
}))
showAll()
setInterval(() => { if (!document.hidden) attempt(() => Promise.all([showClock(), showFaults(), showEvents()])) }, 5000)
