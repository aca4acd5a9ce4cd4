/* The history: filter, delete, keep for how long. */
import { $, isStranger, say } from "./trouble.js";
import { deletedElsewhere, deleteLater } from "./undo.js";
import { usual, written } from "./units.js";
import { text } from "./words.js";
const rows = [...document.querySelectorAll("#list li[data-id]")];

function filter() {
  const words = $("q").value.trim().toLowerCase();
  const state = $("state").value;
  let count = 0;
  for (const row of rows.filter((r) => r.isConnected)) {
    row.hidden = "leaving" in row.dataset || !row.dataset.words.includes(words) || (state !== "" && row.dataset.state !== state);
    count += row.hidden ? 0 : 1;
  }
  for (const day of document.querySelectorAll("#list .of-day")) day.hidden = !day.querySelector("li:not([hidden])");
  $("found").textContent = words || state ? text("js_found", { count }) : "";
}

if ($("filter")) {
  $("filter").hidden = false;
  for (const name of ["q", "state"]) $(name).addEventListener("input", filter);
}

function remove(row) {
  const clip = { id: row.dataset.id, name: row.querySelector("h3").textContent };
  row.hidden = true;
  row.dataset.leaving = "";
  deleteLater(clip, () => {
    delete row.dataset.leaving;
    row.hidden = false;
    row.querySelector("a").focus();
  }, () => row.remove());
}
for (const row of rows) row.querySelector(".delete").addEventListener("click", () => remove(row));
const elsewhere = deletedElsewhere();
const left = rows.find((row) => row.dataset.id === elsewhere?.id);
if (left) remove(left);

/* A name is changed where it stands. */
for (const row of rows) {
  const name = row.querySelector("h3");
  const form = row.querySelector(".rename");
  const button = row.querySelector(".rename-it");
  const open = (on) => {
    form.hidden = !on;
    name.hidden = on;
    (on ? form.elements.name : button).focus();
  };
  button.addEventListener("click", () => open(form.hidden));
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") open(false); });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wanted = form.elements.name.value.trim();
    if (!wanted) return;
    form.elements.name.disabled = true;
    const said = { ...JSON.parse(row.dataset.told), name: wanted };
    const answer = await fetch(`/api/clips/${row.dataset.id}`, {
      method: "PATCH",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(said),
    }).catch(() => null);
    form.elements.name.disabled = false;
    if (answer && isStranger(answer)) return;
    if (answer?.ok) {
      const clip = await answer.json();
      name.querySelector("a").textContent = clip.name;
      row.dataset.words = `${clip.name.toLowerCase()} ${row.dataset.words}`;
      open(false);
      return;
    }
    const error = answer && (await answer.json()).error;
    say(error ? error.words : text("js_no_answer"));
  });
}

/* Speeds in the reader's own units. */
for (const place of document.querySelectorAll("[data-kmh]")) {
  place.textContent = written("speed_kmh", Number(place.dataset.kmh), usual());
}

$("keep-days")?.addEventListener("change", async (event) => {
  const days = event.target.value;
  const answer = await fetch("/api/preferences", {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ keep_days: days === "" ? null : Number(days) }),
  }).catch(() => null);
  $("kept").textContent = answer?.ok ? text("js_kept") : text("js_not_saved");
});

/* Two clips side by side; the list begins with the newest, the comparison with the oldest. */
const boxes = [...document.querySelectorAll(".pick-two")];
for (const box of boxes) {
  box.closest("label").hidden = boxes.length < 2;
  box.addEventListener("change", () => {
    const chosen = boxes.filter((b) => b.checked && b.isConnected);
    for (const other of boxes) other.disabled = chosen.length === 2 && !other.checked;
    $("compare-bar").hidden = chosen.length !== 2;
    if (chosen.length === 2) $("compare").href = `/compare?a=${chosen[1].value}&b=${chosen[0].value}`;
  });
}

/* What is at work changes: look again while the page is seen. */
async function refresh() {
  for (const row of rows.filter((r) => r.isConnected && "working" in r.dataset)) {
    const answer = await fetch(`/api/clips/${row.dataset.id}`).catch(() => null);
    if (answer && isStranger(answer)) return;
    if (!answer?.ok) continue;
    const clip = await answer.json();
    if (clip.finished) { location.reload(); return; }
    row.querySelector(".state").textContent = clip.state === "running" ? `${clip.words}, ${Math.round(clip.percent)} %` : clip.words;
  }
  if (rows.some((r) => r.isConnected && "working" in r.dataset)) setTimeout(refresh, 3000);
}
if (rows.some((r) => "working" in r.dataset)) setTimeout(refresh, 1000);
