/* The history: filter, delete, keep for how long. */
import { $, isStranger, say } from "./trouble.js";
const rows = [...document.querySelectorAll("#list > li")];

function filter() {
  const words = $("q").value.trim().toLowerCase();
  const state = $("state").value;
  let count = 0;
  for (const row of rows.filter((r) => r.isConnected)) {
    row.hidden = !row.dataset.words.includes(words) || (state !== "" && row.dataset.state !== state);
    count += row.hidden ? 0 : 1;
  }
  $("found").textContent = words || state ? `${count} found` : "";
}

if ($("filter")) {
  $("filter").hidden = false;
  for (const name of ["q", "state"]) $(name).addEventListener("input", filter);
}

/* Asked twice, because there is no way back. */
for (const row of rows) {
  const button = row.querySelector(".delete");
  button.addEventListener("click", async () => {
    if (!button.classList.contains("sure")) {
      button.classList.add("sure");
      button.textContent = "Delete for good?";
      return;
    }
    button.disabled = true;
    try {
      const answer = await fetch(`/api/clips/${row.dataset.id}`, { method: "DELETE" });
      if (answer.ok || answer.status === 404) { row.remove(); return; }
      if (isStranger(answer)) return;
      const { error } = await answer.json();
      say(`${error.what} ${error.fix}`);
    } catch {
      say("formcheck does not answer. Look whether it still runs.");
    }
    button.disabled = false;
  });
}

$("keep-days")?.addEventListener("change", async (event) => {
  const days = event.target.value;
  const answer = await fetch("/api/preferences", {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ keep_days: days === "" ? null : Number(days) }),
  }).catch(() => null);
  $("kept").textContent = answer?.ok ? "Kept in mind." : "That could not be saved.";
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
