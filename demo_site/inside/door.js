// In every page before it is shown: whether somebody is signed in, in this browser. A page that is for members sends
// others to sign in, and a form that is sent before Python is there waits for it.
const root = document.documentElement
let early
if (localStorage.getItem("demo:member")) root.dataset.member = ""
else if (root.dataset.page === "portal") location.replace(root.dataset.signIn)
addEventListener("submit", event => { if (root.dataset.state !== "ready") event.preventDefault(), (early = event.target) })
new MutationObserver(() => { if (root.dataset.state === "ready") early = early?.requestSubmit() })
  .observe(root, {attributeFilter: ["data-state"]})
