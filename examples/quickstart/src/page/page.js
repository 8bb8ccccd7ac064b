// Sends an attempt and shows its result. All text goes into the page as text, never as HTML.

const news = document.querySelector("#news");
const attempts = await (await fetch("/attempts")).json();
const entries = attempts.map((attempt) => ({ attempt, item: listItem(attempt) }));

for (const { attempt, item } of entries) {
  group(attempt.path).append(item);
  item.querySelector("button").addEventListener("click", async () => {
    news.textContent = await send(attempt, item);
    item.querySelector("details").open = true;
  });
}

document.querySelector("#all").addEventListener("click", async () => {
  for (const { attempt, item } of entries) {
    await send(attempt, item);
  }
  const good = document.querySelectorAll("li.good").length;
  news.textContent = `${good} of ${entries.length} responses have the expected status.`;
});

/** Returns the list for attempts on a path, and creates it for the first one. */
function group(path) {
  const id = `group-${path.split("/")[1]}`;
  const existing = document.getElementById(id);
  if (existing) return existing;
  const section = copy("#group");
  section.querySelector("h2").textContent = `/${path.split("/")[1]}`;
  section.querySelector("ul").id = id;
  document.querySelector("#groups").append(section);
  return section.querySelector("ul");
}

function listItem(attempt) {
  const item = copy("#attempt");
  fill(item, {
    method: attempt.method,
    path: attempt.path,
    tokens: attempt.tokens.join(" + ") || "no token",
    title: attempt.title,
    expected: `expects ${attempt.status}`,
  });
  return item;
}

/** Sends an attempt, shows its result, and returns a sentence about it. */
async function send(attempt, item) {
  const button = item.querySelector("button");
  button.setAttribute("aria-busy", "true");
  const sentence = await exchange(attempt, item).catch((error) => {
    item.className = "bad";
    return `no response (${error.message})`;
  });
  button.removeAttribute("aria-busy");
  item.querySelector("summary").textContent = sentence;
  item.querySelector("details").hidden = false;
  return `${attempt.method} ${attempt.path}: ${sentence}.`;
}

async function exchange(attempt, item) {
  const { method, path, headers, body } = attempt;
  const response = await fetch(path, { method, headers, body, cache: "no-store" });
  const { status, statusText } = response;
  const text = await response.text();
  const lines = await log(response.headers.get("x-request-id"));
  fill(item, {
    request: [`${method} ${path}`, shorten(headerLines(headers)), "", body, claims(headers)]
      .join("\n"),
    response: [`${status} ${statusText}`, headerLines(response.headers), "", text].join("\n"),
    challenge: response.headers.get("www-authenticate") ?? "None.",
    reason: lines.map(reason).join("\n") || "No line: the request was not rejected.",
    log: lines.map(fields).join("\n\n"),
  });
  const expected = status === attempt.status;
  item.className = expected ? "good" : "bad";
  return `${status}, ${expected ? "as expected" : `expected ${attempt.status}`}`;
}

async function log(request) {
  return request ? (await fetch(`/log/${request}`)).json() : [];
}

function headerLines(headers) {
  return [...headers].map(([name, value]) => `${name}: ${value}`).join("\n");
}

/** Cuts the tokens, which are long. */
function shorten(text) {
  return text.replaceAll(/\b(eyJ[\w-]{8})[\w.-]+/g, "$1…");
}

function reason(line) {
  const detail = line.error ?? (line.unmet && `lacks ${line.unmet}`);
  return detail ? `${line.reason}: ${detail}` : line.reason;
}

function fields(line) {
  return Object.entries(line).map(([name, value]) => `${name} = ${value}`).join("\n");
}

/** Returns the claims of the tokens in the headers, decoded and not verified. */
function claims(headers) {
  return headers
    .map(([, value]) => /\.([\w-]+)\./.exec(value)?.[1])
    .filter((part) => part)
    .map((part) => JSON.parse(atob(part.replaceAll("-", "+").replaceAll("_", "/"))))
    .map((decoded) => Object.entries(decoded))
    .map((entries) => entries.map(([name, value]) => `${name}: ${JSON.stringify(value)}`))
    .map((lines) => ["", "Claims of the token:", ...lines].join("\n"))
    .join("\n");
}

/** Sets the texts of elements, each found by its class. */
function fill(item, texts) {
  for (const [name, text] of Object.entries(texts)) {
    item.querySelector(`.${name}`).textContent = text;
  }
}

function copy(template) {
  return document.querySelector(template).content.firstElementChild.cloneNode(true);
}
