/* Runners: profiles, the pain log, earlier clips that are given to somebody. */
import { $, isStranger, say } from "./trouble.js";
import { EXAMPLES, read } from "./units.js";
import { text } from "./words.js";

async function ask(method, address, body) {
  try {
    const answer = await fetch(address, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (answer.ok) return answer.status === 204 ? {} : await answer.json();
    if (isStranger(answer)) return null;
    const { error } = await answer.json();
    say(error.words);
  } catch {
    say(text("js_no_answer"));
  }
  return null;
}

const profile = $("profile");
profile?.addEventListener("submit", async (event) => {
  event.preventDefault();
  say("");
  const { name, height_cm: height, sex, born, units } = profile.elements;
  if (!name.value.trim()) { say(text("js_name_needed"), name); return; }
  const cm = height.value.trim() ? read("height_cm", height.value, units.value) : undefined;
  if (cm === null || cm < 100 || cm > 230) { say(text("js_height_range", { low: 100, high: 230, example: EXAMPLES.height_cm }), height); return; }
  if (!born.checkValidity()) { say(text("js_born"), born); return; }
  const said = { name: name.value, units: units.value, ...(cm && { height_cm: cm }), ...(sex.value && { sex: sex.value }), ...(born.value && { born: Number(born.value) }) };
  const { id } = profile.dataset;
  const made = await ask(id ? "PUT" : "POST", id ? `/api/runners/${id}` : "/api/runners", said);
  if (made) location.href = `/runners/${made.id}`;
});

/* Asked twice: a profile and a pain log cannot be brought back. */
$("remove")?.addEventListener("click", async (event) => {
  const button = event.target;
  if (!button.classList.contains("sure")) {
    button.classList.add("sure");
    button.textContent = text("js_remove_sure");
    return;
  }
  if (await ask("DELETE", `/api/runners/${profile.dataset.id}`)) location.href = "/runners";
});

const address = `/api/runners/${$("runner")?.dataset.id}/pain`;
$("pain-log")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { day, pain } = event.target.elements;
  if (!day.value) { say(text("js_day_needed"), day); return; }
  if (await ask("PUT", address, { day: day.value, pain: Number(pain.value) })) location.reload();
});
for (const button of document.querySelectorAll(".forget-pain")) {
  button.addEventListener("click", async () => {
    if (await ask("PUT", address, { day: button.dataset.day })) location.reload();
  });
}
for (const button of document.querySelectorAll(".give")) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    const given = await ask("PATCH", `/api/clips/${button.dataset.clip}`, JSON.parse(button.dataset.told));
    if (given) location.reload();
    button.disabled = false;
  });
}
