/* What was said about a clip, said anew: the clip is measured again. */
import { told } from "./fields.js";
import { $, isStranger, say } from "./trouble.js";
import { text } from "./words.js";

const form = $("form");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  say("");
  let said = null;
  try {
    said = { ...JSON.parse(form.dataset.told), ...Object.fromEntries([...form.querySelectorAll("[name]")].map((input) => [input.name, undefined])), ...told() };
  } catch (error) {
    say(error.message, error.field ?? null);
    return;
  }
  if (!said.name) said.name = "clip";
  $("go").disabled = true;
  $("go-words").textContent = text("js_measuring_again");
  try {
    const answer = await fetch(`/api/clips/${form.dataset.id}`, {
      method: "PATCH",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(said),
    });
    if (answer.ok) { location.href = `/clips/${form.dataset.id}`; return; }
    if (isStranger(answer)) return;
    const { error } = await answer.json();
    say(error.words);
  } catch {
    say(text("js_no_answer"));
  }
  $("go").disabled = false;
  $("go-words").textContent = "";
});
