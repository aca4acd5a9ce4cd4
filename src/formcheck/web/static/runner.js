/* Runners: profiles, the pain log, earlier clips that are given to somebody. */
import { $, isStranger, say } from "./trouble.js";
import { EXAMPLES, read } from "./units.js";

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
    say(`${error.what} ${error.fix}`);
  } catch {
    say("formcheck does not answer. Look whether it still runs.");
  }
  return null;
}

const profile = $("profile");
profile?.addEventListener("submit", async (event) => {
  event.preventDefault();
  say("");
  const { name, height_cm: height, sex, born, units } = profile.elements;
  if (!name.value.trim()) { say("Name: a runner needs one.", name); return; }
  const cm = height.value.trim() ? read("height_cm", height.value, units.value) : undefined;
  if (cm === null || cm < 100 || cm > 230) { say(`Height: 100 to 230 cm. Write for example ${EXAMPLES.height_cm}.`, height); return; }
  if (!born.checkValidity()) { say("Year of birth: four figures.", born); return; }
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
    button.textContent = "Remove for good?";
    return;
  }
  if (await ask("DELETE", `/api/runners/${profile.dataset.id}`)) location.href = "/runners";
});

const address = `/api/runners/${$("runner")?.dataset.id}/pain`;
$("pain-log")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { day, pain } = event.target.elements;
  if (!day.value) { say("Day: choose one.", day); return; }
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
