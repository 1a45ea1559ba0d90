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
  const {profile, history} = await ask("GET", `/members/${encodeURIComponent(chosen)}`)
  const figure = (label, value) => make("div", "", make("small", label), make("b", value))
  const minted = make("div", "")
  const mint = button("Mint a token", async () => {
    const {token, exp} = await ask("POST", "/tokens", {profile_id: profile.id})
    const shown = make("textarea", token)
    shown.readOnly = true
    shown.setAttribute("aria-label", "ID token")
    shown.addEventListener("focus", () => shown.select())
    minted.replaceChildren(shown, make("small", `An ID token for this member alone, until ${new Date(exp * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC.`))
  })
  const about = make("div", "", make("h3", profile.full_name || "(no name)"),
    make("small", [profile.email, profile.mobile_phone, profile.id].filter(Boolean).join(" · ")))
  const name = make("div", "", about, mint)
  name.className = "name"
  const figures = make("div", "",
    figure("Points", number(profile.point_balance)), figure("Tier", profile.tier?.name ?? "none"),
    figure("Rewards", `$${number(profile.reward_balance)}`), figure("To spend", `$${number(profile.combined_balance_dollars)}`))
  figures.className = "figures"
  const rows = history.map(entry => {
    const value = make("td", number(entry.value))
    value.className = "value"
    return make("tr", "", make("td", entry.at ?? ""), make("td", `${entry.kind} ${entry.id}`), value)
  })
  const scroll = make("div", "", make("table", "", make("tbody", "", ...rows)))
  scroll.className = "scroll"
  at("#member").replaceChildren(name, minted, figures, make("h2", "History"), rows.length ? scroll : make("small", "Nothing yet."))
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
  at("#faults").replaceChildren(...faults.map(fault => make("li", words(fault))))
  at("#clear-faults").hidden = !faults.length
}

const showEvents = async () => {
  const {events} = await ask("GET", "/events")
  at("#events").replaceChildren(...events.map(event => {
    const deliveries = event.deliveries.map(delivery => {
      const last = delivery.attempts.at(-1)
      const line = make("div", `${delivery.state}, ${delivery.attempts.length} tried${last ? `, ${last.status ?? last.error}` : ""} → ${delivery.url}`)
      if (delivery.state === "failed" || (last && !(last.status >= 200 && last.status < 300))) line.className = "bad"
      return line
    })
    const replay = button("Replay", async () => {
      await ask("POST", `/events/${event.id}/replay`)
      await showEvents()
    }, "quiet")
    const told = make("td", "", ...deliveries.length ? deliveries : [make("small", "nobody listens")])
    return make("tr", "", make("td", event.created_at), make("td", event.name), make("td", `${event.kind} ${event.row_id}`), told, make("td", "", replay))
  }))
  at("#no-events").hidden = events.length > 0
}

const showAll = () => attempt(() => Promise.all([showClock(), showMembers(), showMember(), showFaults(), showEvents()]))

let typing
at("#search").addEventListener("input", () => {
  clearTimeout(typing)
  typing = setTimeout(() => attempt(showMembers), 150)
})
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
