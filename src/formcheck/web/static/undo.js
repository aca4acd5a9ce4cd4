/* Deleting with a way back: the clip goes when the time is over, or the page is left. */
import { $, isStranger, say } from "./trouble.js";
import { text } from "./words.js";

const UNDO_MS = 10000;
const WAITING = "formcheck.delete";
let pending = null;

function send(clip) {
  return fetch(`/api/clips/${clip.id}`, { method: "DELETE", keepalive: true });
}

/* Delete a clip after a while; ``back`` shows it again, ``gone`` is called when it is deleted. */
export function deleteLater(clip, back, gone) {
  finish();
  pending = { ...clip, back, gone, timer: setTimeout(finish, UNDO_MS) };
  $("undo-words").textContent = text("js_deleted", clip);
  $("undo-bar").hidden = false;
  $("undo").focus();
}

async function finish() {
  if (!pending) return;
  const clip = pending;
  clearTimeout(clip.timer);
  pending = null;
  $("undo-bar").hidden = true;
  try {
    const answer = await send(clip);
    if (answer.ok || answer.status === 404) { clip.gone(); return; }
    if (isStranger(answer)) return;
    const { error } = await answer.json();
    say(error.words);
  } catch {
    say(text("js_no_answer"));
  }
  clip.back();
}

$("undo")?.addEventListener("click", () => {
  clearTimeout(pending.timer);
  pending.back();
  pending = null;
  $("undo-bar").hidden = true;
});
addEventListener("pagehide", () => {
  if (pending) send(pending);
  pending = null;
});

/* From the page of a clip: the history takes it out. */
export function deleteFromHere(clip) {
  sessionStorage.setItem(WAITING, JSON.stringify(clip));
  location.href = "/history";
}
export function deletedElsewhere() {
  const clip = JSON.parse(sessionStorage.getItem(WAITING) ?? "null");
  sessionStorage.removeItem(WAITING);
  return clip;
}
