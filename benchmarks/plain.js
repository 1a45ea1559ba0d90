// What the portal's first view does, in JavaScript alone: the token, its five calls at once, and their elements.
const {tenant, api, locale} = document.documentElement.dataset
const {token} = await (await fetch("/omneo/token", {method: "POST", headers: {"X-Omneo-Token": "1"}})).json()
const headers = {Authorization: `Bearer ${token}`, Accept: "application/json"}
const ask = async path => (await (await fetch(`${api}${path}`, {headers, cache: "no-store"})).json()).data
const money = new Intl.NumberFormat(locale, {style: "currency", currency: "AUD"})
const number = new Intl.NumberFormat(locale, {maximumFractionDigits: 0})
const day = new Intl.DateTimeFormat(locale, {dateStyle: "long"})

function h(tag, ...children) {
  const [name, ...classes] = tag.split(".")
  const made = document.createElement(name)
  made.className = classes.join(" ")
  made.append(...children.filter(child => child != null))
  return made
}

const [me, tiers, balances, points, computed] = await Promise.all([
  ask("/profiles/me"),
  ask("/profiles/me/tiers"),
  ask("/profiles/me/balances"),
  ask("/profiles/me/points?page%5Bsize%5D=100"),
  ask("/profiles/me/aggregations"),
])
const now = new Date().toISOString()
const live = points.filter(lot => lot.expires_at > now && lot.value_remaining > 0)
const ends = Map.groupBy(live.sort((a, b) => (a.expires_at < b.expires_at ? -1 : 1)), lot => lot.expires_at.slice(0, 10))
const sum = lots => lots.reduce((total, lot) => total + lot.value_remaining, 0)
const facts = [
  ["Spent", money.format(computed.spend_12m)],
  ["Visits", number.format(computed.shop_count)],
  ["On average", money.format(computed.spend_atv_12m)],
  ["Last", computed.spend_last_date && day.format(new Date(computed.spend_last_date))],
]
document.getElementById("view").replaceChildren(h("div",
  h("header.head", h("div", h("h1", `Good to see you, ${me.first_name}.`))),
  h("article.card.member", h("div", h("p.eyebrow", me.joined_at), h("p.next", tiers.current_tier?.name ?? ""))),
  h("div.cards.three",
    h("a.card.figure", h("span.eyebrow", "Points"), h("strong.number", number.format(balances.point_balance))),
    h("a.card.figure", h("span.eyebrow", "Rewards"), h("strong.number", money.format(balances.reward_balance))),
    h("a.card.figure", h("span.eyebrow", "Benefits"), h("strong.number", number.format(balances.benefit_balance)))),
  h("div.cards",
    h("section.card", h("ol.lines", ...[...ends].slice(0, 4).map(([end, lots]) =>
      h("li", h("span", day.format(new Date(end))), h("strong", number.format(sum(lots))))))),
    h("section.card", h("dl.facts", ...facts.map(([name, value]) => h("div", h("dt", name), h("dd", value))))))))
document.getElementById("starting").hidden = true
document.documentElement.dataset.state = "ready"
