"use strict"
const make = (tag, text, ...children) => {
  const element = document.createElement(tag)
  if (text) element.textContent = text
  element.append(...children)
  return element
}

// A schema as a person would write the body: names with their types, a question mark where a field may be left out.
const shape = (schema, all, seen = []) => {
  if (!schema) return "any"
  if (schema.$ref) {
    const name = schema.$ref.split("/").pop()
    return seen.includes(name) ? name : shape(all[name], all, [...seen, name])
  }
  if (schema.anyOf) return schema.anyOf.map(one => shape(one, all, seen)).join(" | ")
  if (schema.enum) return schema.enum.map(value => JSON.stringify(value)).join(" | ")
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.type === "array") return `[${shape(schema.items, all, seen)}]`
  if (schema.properties) {
    const required = schema.required ?? []
    const lines = Object.entries(schema.properties)
      .sort(([a], [b]) => required.includes(b) - required.includes(a))
      .map(([name, inner]) => `${name}${required.includes(name) ? "" : "?"}: ${shape(inner, all, seen)}`)
    return `{\n${lines.join("\n").replace(/^/gm, "  ")}\n}`
  }
  return schema.type ?? "any"
}

const entry = (path, method, operation, {schemas, parameters}) => {
  const verb = make("b", method.toUpperCase())
  verb.dataset.method = method
  const details = make("details", "", make("summary", "", verb, make("code", path), make("span", operation.summary)))
  details.dataset.words = `${method} ${path} ${operation.summary}`.toLowerCase()
  details.addEventListener("toggle", () => {
    if (!details.open || details.children.length > 1) return
    const body = make("div")
    if (operation.description) body.append(make("p", operation.description.replaceAll("`", "")))
    const table = make("table")
    for (const each of operation.parameters) {
      const parameter = each.$ref ? parameters[each.$ref.split("/").pop()] : each
      table.append(make("tr", "", make("td", "", make("code", parameter.name)), make("td", parameter.in), make("td", parameter.description.replaceAll("`", ""))))
    }
    if (operation.parameters.length) body.append(table)
    const schema = operation.requestBody?.content["application/json"].schema
    if (schema) body.append(make("h3", "Body"), make("pre", shape(schema, schemas)))
    const answer = operation.responses["2XX"].content["application/json"].schema.properties
    if (answer) body.append(make("h3", "Data in the answer"), make("pre", shape(answer.data, schemas)))
    details.append(body)
  })
  return details
}

const show = async () => {
  const spec = await (await fetch("/openapi.json")).json()
  const groups = new Map()
  for (const [path, methods] of Object.entries(spec.paths))
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags[0]
      if (!groups.has(tag)) groups.set(tag, [])
      groups.get(tag).push(entry(path, method, operation, spec.components))
    }
  const sections = [...groups].sort(([a], [b]) => a.localeCompare(b)).map(([tag, entries]) => make("section", "", make("h2", tag), ...entries))
  document.querySelector("#routes").append(...sections)
  const search = document.querySelector("#search")
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean)
    let count = 0
    for (const section of sections) {
      let any = false
      for (const details of section.querySelectorAll("details")) {
        const fits = words.every(word => details.dataset.words.includes(word))
        details.hidden = !fits
        any ||= fits
        count += fits
      }
      section.hidden = !any
    }
    document.querySelector("#count").textContent = `${count} ${count === 1 ? "route" : "routes"}`
  }
  search.addEventListener("input", filter)
  filter()
}
show()
