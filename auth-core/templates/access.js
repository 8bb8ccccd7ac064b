
"use strict";
// The script writes text only. The table below is complete without it.
const [NO, DEPENDS, YES] = [0, 1, 2];
const WORDS = ["no", "depends", "yes"];
const form = document.querySelector("form");
const known = document.querySelector("#known");
const search = document.querySelector("#search");
const boxes = [...document.querySelectorAll("[data-kind]")];
const rows = [...document.querySelectorAll("[data-rule]")].map((row) => ({
  number: row.dataset.route,
  rule: JSON.parse(row.dataset.rule),
  text: row.textContent.toLowerCase(),
  verdict: row.querySelector(".verdict"),
}));

// Returns the truth of a rule in Kleene's logic, and the requirements that it depends on.
function evaluate(rule, caller) {
  const decided = (holds) => ({ truth: holds ? YES : NO, open: [] });
  if (typeof rule === "string") {
    return decided(rule === "always" || (rule === "authenticated" && caller.isKnown));
  }
  if (rule.all || rule.any) {
    const parts = (rule.all || rule.any).map((part) => evaluate(part, caller));
    const truth = Math[rule.all ? "min" : "max"](...parts.map((part) => part.truth));
    const open = parts.filter((part) => part.truth === DEPENDS).flatMap((part) => part.open);
    return { truth, open: truth === DEPENDS ? open : [] };
  }
  if (rule.names) {
    const has = (name) => caller.grants.has(rule.kind + " " + name);
    return decided(caller.isKnown && rule.names.some(has));
  }
  if (rule.caller && !caller.isKnown) return decided(false);
  return { truth: DEPENDS, open: [rule.caller || rule.request] };
}

function show(cell, { truth, open }) {
  const word = document.createElement("strong");
  word.className = word.textContent = WORDS[truth];
  cell.replaceChildren(word);
  if (truth !== DEPENDS) return;
  cell.append(" on ");
  [...new Set(open)].forEach((text, place) => {
    const code = document.createElement("code");
    code.textContent = text;
    cell.append(place > 0 ? ", " : "", code);
  });
}

function update() {
  const grants = boxes.filter((box) => box.checked);
  const caller = {
    isKnown: known.checked,
    grants: new Set(grants.map((box) => box.dataset.kind + " " + box.value)),
  };
  const words = search.value.toLowerCase().split(/\s+/);
  const counts = [0, 0, 0];
  const found = new Set();
  for (const row of rows) {
    const result = evaluate(row.rule, caller);
    show(row.verdict, result);
    if (words.every((word) => row.text.includes(word))) {
      found.add(row.number);
      counts[result.truth] += 1;
    }
  }
  for (const element of document.querySelectorAll("[data-route]")) {
    element.hidden = !found.has(element.dataset.route);
  }
  for (const section of document.querySelectorAll(".grant")) {
    section.hidden = !section.querySelector("li:not([hidden])");
  }
  const parts = [YES, NO, DEPENDS].map((truth) => `${WORDS[truth]} ${counts[truth]}`);
  document.querySelector("output").value =
    `${found.size} of ${rows.length} routes: ${parts.join(", ")}`;
}

form.addEventListener("input", (event) => {
  // Only a caller with credentials has grants.
  if (event.target === known && !known.checked) boxes.forEach((box) => (box.checked = false));
  if (event.target.checked) known.checked = true;
  update();
});
form.addEventListener("reset", () => setTimeout(update));
form.addEventListener("submit", (event) => event.preventDefault());
for (const element of [form, ...document.querySelectorAll(".verdict")]) element.hidden = false;
update();
