/* The clinic's logo: sent when it is chosen, on every report until it is removed. */
import { $, isStranger, say } from "./trouble.js";
import { text } from "./words.js";

async function call(method, address, body) {
  const answer = await fetch(address, { method, body }).catch(() => null);
  if (!answer) { say(text("js_no_answer")); return null; }
  if (isStranger(answer)) return null;
  const content = answer.status === 204 ? { clinic: null } : await answer.json();
  if (answer.ok) return content;
  say(content.error.words, $("logo"));
  return null;
}

function shown(content) {
  if (!content) return;
  say("");
  $("logo-clinic").textContent = content.clinic ?? "";
  $("logo-row").hidden = !content.clinic;
}

$("logo")?.addEventListener("change", async () => {
  const [file] = $("logo").files;
  if (file) shown(await call("PUT", `/api/letterhead?name=${encodeURIComponent(file.name)}`, file));
});
$("logo-remove")?.addEventListener("click", async () => {
  shown(await call("DELETE", "/api/letterhead"));
  $("logo").value = "";
});
