"use strict";
const $ = (id) => document.getElementById(id);
const base = location.pathname.replace(/\/*$/, "/");
const EVERY = 2000;

function made(tag, attributes = {}, ...children) {
  const one = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
  one.append(...children);
  return one;
}

async function ask(method, path, body) {
  const options = { method, headers: { Accept: "application/json" } };
  if (body !== undefined) options.body = JSON.stringify(body);
  const answer = await fetch(base + path, options);
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.error);
  return told;
}

/* A picture: boxes in boxes, and lines over them. */
function draw(place, picture) {
  const boxes = new Map();
  const box = (one, kind) => {
    const words = kind === "group" ? one.lines : [...one.lines, one.state];
    const told = words.filter(Boolean).map((line, at) => made("div", { class: at ? "more" : "name" }, line));
    const look = one.look === "plain" ? "" : one.look;
    const type = one.kind.split(" ").pop();
    const made_box = made("div", { class: `${kind} ${type} ${look}`, "data-id": one.id });
    if (kind === "group") {
      made_box.setAttribute("role", "group");
      made_box.setAttribute("aria-label", [one.kind, ...one.lines].join(", "));
      made_box.append(made("div", { class: "title" }, ...told));
    } else {
      made_box.append(...told);
    }
    boxes.set(one.id, made_box);
  };
  picture.groups.forEach((one) => box(one, "group"));
  picture.nodes.forEach((one) => box(one, "node"));
  place.replaceChildren();
  for (const one of [...picture.nodes, ...picture.groups]) (boxes.get(one.inside) || place).append(boxes.get(one.id));
  if (!boxes.size) place.append(made("p", { class: "none" }, "Nothing but default VPCs."));
  const lines = () => connect(place, picture, boxes);
  lines();
  place.lines = lines;
}

const SVG = "http://www.w3.org/2000/svg";
function connect(place, picture, boxes) {
  place.querySelector("svg")?.remove();
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("width", place.scrollWidth);
  svg.setAttribute("height", place.scrollHeight);
  const frame = place.getBoundingClientRect();
  const labels = [];
  picture.edges.forEach((edge, number) => {
    const [a, b] = [edge.source, edge.target].map((id) => boxes.get(id).getBoundingClientRect());
    const from = middle(a, b, frame, place), to = middle(b, a, frame, place);
    const bend = Math.max(40, Math.abs(to.x - from.x) / 3) + (number % 4) * 8;
    const path = document.createElementNS(SVG, "path");
    const out = from.side * bend, back = to.side * bend;
    path.setAttribute("d", `M${from.x},${from.y} C${from.x + out},${from.y} ${to.x + back},${to.y} ${to.x},${to.y}`);
    path.setAttribute("class", `line ${edge.look}${edge.dashed ? " dashed" : ""}`);
    svg.append(path);
    if (edge.arrow) svg.append(head(to, edge.look));
    if (edge.text) {
      const text = document.createElementNS(SVG, "text");
      const at = { x: (from.x + to.x) / 2 + (out + back) * 3 / 8, y: (from.y + to.y) / 2 - 4 };
      while (labels.some((one) => Math.abs(one.y - at.y) < 13 && Math.abs(one.x - at.x) < 160)) at.y += 13;
      labels.push(at);
      text.setAttribute("x", at.x);
      text.setAttribute("y", at.y);
      text.setAttribute("class", "on-line");
      text.textContent = edge.text;
      svg.append(text);
    }
  });
  place.append(svg);
}

function middle(a, b, frame, place) {
  /* Where a line leaves box a for box b: the nearer side; on the right where they stand one over the other. */
  const right = b.left >= a.right - 4 || !(b.right <= a.left + 4);
  return {
    x: (right ? a.right : a.left) - frame.left + place.scrollLeft,
    y: a.top + Math.min(a.height / 2, 60) - frame.top + place.scrollTop,
    side: right ? 1 : -1,
  };
}

function head(at, look) {
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", `M${at.x + at.side * 8},${at.y - 5} L${at.x},${at.y} L${at.x + at.side * 8},${at.y + 5}`);
  path.setAttribute("class", `line ${look}`);
  return path;
}

function names(picture) {
  return new Map([...picture.groups, ...picture.nodes].map((one) => [one.id, one.lines[0]]));
}

function list(place, items, none) {
  place.replaceChildren(...(items.length ? items : [made("li", { class: "none" }, none)]));
}

function fill(table, rows, none) {
  const body = table.querySelector("tbody");
  const columns = table.querySelectorAll("th").length;
  const empty = made("tr", {}, made("td", { colspan: columns, class: "none" }, none));
  body.replaceChildren(...(rows.length ? rows : [empty]));
}

function row(cells, error) {
  const tds = cells.map((cell) => made("td", {}, cell ?? ""));
  if (error) tds[tds.length - 1].className = "error";
  return made("tr", {}, ...tds);
}

/* Parameters of a call: long ones are folded. */
const LONG = 100;
function parameters(given) {
  const text = JSON.stringify(given);
  if (text.length <= LONG) return text;
  return made("details", {}, made("summary", {}, `${text.slice(0, LONG)}…`), made("pre", {}, JSON.stringify(given, null, 2)));
}

/* The resources whose row has each word of the filter. */
function resources(all) {
  const words = $("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = all.map((one) => [one.id, one.name, one.type, one.state, one.account, one.region]);
  const found = rows.filter((cells) => words.every((word) => cells.join(" ").toLowerCase().includes(word)));
  fill($("resource-table"), found.map((cells) => row(cells)), words.length ? "No such resources." : "No resources.");
  $("shown").textContent = words.length ? `${found.length} of ${all.length}` : all.length ? `${all.length} in all` : "";
}

/* What is shown again only where it has changed, so that focus and selection stay. */
const seen = new Map();
function changed(name, value) {
  const text = JSON.stringify(value);
  if (seen.get(name) === text) return false;
  seen.set(name, text);
  return true;
}

async function show() {
  const errors = $("only-errors").checked ? "?errors=true" : "";
  const [state, picture, calls, faults] = await Promise.all(
    ["state", "diagram", `calls${errors}`, "faults"].map((path) => ask("GET", path)));
  $("now").textContent = state.now.slice(0, 19).replace("T", " ");
  if (changed("picture", picture)) {
    draw($("picture"), picture);
    const called = names(picture);
    list($("edges"), picture.edges.map((edge) => made("li", {},
      `${called.get(edge.source)} ${edge.arrow ? "to" : "and"} ${called.get(edge.target)}${edge.text ? `: ${edge.text}` : ""}`)),
      "No connections.");
  }
  if (changed("resources", state.resources)) {
    resources(state.resources);
    $("filter").oninput = () => resources(state.resources);
    const waits = state.resources.filter((one) => one.decide);
    list($("pending"), waits.map((one) => made("li", {}, `${one.name || one.id}, ${one.state}; account ${one.decider}: `,
      made("code", {}, one.decide))), "Nothing waits.");
  }
  if (changed("places", state.places)) {
    $("places").replaceChildren(...state.places.map((one) => made("option", { value: one.id }, one.name || "")));
  }
  if (changed("calls", calls)) {
    fill($("call-table"), [...calls.calls].reverse().map((one) => row([one.time.slice(11, 19), `${one.service}:${one.operation}`,
      one.account, one.region, parameters(one.parameters), one.message || one.code], one.code)), "No calls.");
  }
  if (changed("faults", faults)) {
    list($("ordered"), faults.faults.map((one) => {
      const button = made("button", { type: "button", "aria-label": `Remove ${one.operation}` }, "Remove");
      button.onclick = () => act(() => ask("DELETE", `faults/${one.id}`), "Removed.");
      return made("li", {}, `${one.operation} ${one.code || ""}, used ${one.used} of ${one.times ?? "any number of"} times `, button);
    }), "No faults.");
  }
}

async function act(what, done) {
  try {
    await what();
    await show();
    $("trouble").textContent = "";
    $("said").textContent = done;
  } catch (error) {
    $("trouble").textContent = error.message;
  }
}

for (const button of document.querySelectorAll("[data-post]")) {
  button.onclick = () => act(() => ask("POST", button.dataset.post, JSON.parse(button.dataset.body || "{}")),
    `${button.textContent}: done.`);
}
$("reset").onclick = () => { $("sure").returnValue = ""; $("sure").showModal(); };
$("sure").onclose = () => $("sure").returnValue === "reset" && act(() => ask("POST", "reset", {}), "Everything is forgotten.");
$("only-errors").onchange = () => act(async () => {}, "");

$("order").onsubmit = (event) => {
  event.preventDefault();
  const said = Object.fromEntries(new FormData(event.target));
  act(() => ask("POST", "faults", { ...said, times: said.times ? Number(said.times) : null }), "Ordered.");
};

$("ask").onsubmit = async (event) => {
  event.preventDefault();
  const said = new URLSearchParams([...new FormData(event.target)].filter(([, value]) => value !== ""));
  $("story").hidden = true;
  $("walk").replaceChildren();
  try {
    const told = await ask("GET", `reach?${said}`);
    $("verdict").textContent = told.text.split("\n")[0];
    draw($("walk"), told.diagram);
    $("story").hidden = false;
    $("story").querySelector("pre").textContent = told.text;
  } catch (error) {
    $("verdict").textContent = error.message;
  }
};

addEventListener("resize", () => document.querySelectorAll(".picture").forEach((one) => one.lines?.()));

async function watch() {
  if (!document.hidden) {
    try {
      await show();
      if ($("trouble").dataset.gone) { $("trouble").textContent = ""; delete $("trouble").dataset.gone; }
    } catch (error) {
      $("trouble").textContent = `The server does not answer: ${error.message}`;
      $("trouble").dataset.gone = "yes";
    }
  }
  setTimeout(watch, EVERY);
}
watch();
