/* One clip: follow its progress, cancel, delete. */
import { share } from "./card.js";
import { tellItIsDone } from "./notice.js";
import { $, isStranger, say } from "./trouble.js";
import { deleteFromHere } from "./undo.js";
import { text } from "./words.js";
const box = $("clip");
const { id } = box.dataset;
const POLL_MS = 2000;

async function call(method, address) {
  try {
    const answer = await fetch(address, { method });
    if (answer.ok) return true;
    if (isStranger(answer)) return false;
    const { error } = await answer.json();
    say(error.words);
  } catch {
    say(text("js_no_answer"));
  }
  return false;
}

function show(clip) {
  if (clip.finished) tellItIsDone();
  if (clip.finished || (box.dataset.state === "receiving") !== (clip.state === "receiving")) {
    location.reload();
    return;
  }
  if (!$("trouble").hidden) say("");
  const words = clip.state === "waiting" && clip.ahead ? text("js_before_it", clip) : clip.words;
  if ($("words").textContent !== words) $("words").textContent = words;
  const size = clip.size && clip.size + (clip.rear?.size ?? 0);
  const arrived = size ? (100 * (clip.received + (clip.rear?.received ?? 0))) / size : 0;
  const share = clip.state === "receiving" ? arrived : clip.percent;
  $("bar").value = share;
  $("percent").textContent = `${Math.round(share)} %`;
  $("left").textContent = clip.left_s === null ? "" : text("js_about_left", { time: duration(clip.left_s) });
  document.title = text("js_labelled", { label: `${Math.round(share)} %`, text: $("title").textContent });
}

function duration(seconds) {
  if (seconds < 60) return `${Math.max(5, Math.ceil(seconds / 5) * 5)} s`;
  return `${Math.round(seconds / 60)} min`;
}

/* Events where they come through; else ask every two seconds. */
function follow() {
  if (!("EventSource" in window)) { poll(); return; }
  const source = new EventSource(`/api/clips/${id}/events`);
  source.onmessage = (event) => {
    const clip = JSON.parse(event.data);
    if (clip.finished) source.close();
    show(clip);
  };
  source.addEventListener("gone", () => { source.close(); location.href = "/history"; });
  source.onerror = () => { source.close(); poll(); };
}

async function poll() {
  try {
    const answer = await fetch(`/api/clips/${id}`);
    if (isStranger(answer)) return;
    if (answer.status === 404) { location.href = "/history"; return; }
    if (answer.ok) {
      const clip = await answer.json();
      show(clip);
      if (clip.finished) return;
    }
  } catch {
    say(text("js_no_answer_yet"));
  }
  setTimeout(poll, POLL_MS);
}

$("cancel")?.addEventListener("click", async (event) => {
  event.target.disabled = true;
  if (await call("POST", `/api/clips/${id}/cancel`)) location.reload();
  event.target.disabled = false;
});

$("delete")?.addEventListener("click", () => deleteFromHere({ id, name: box.dataset.name }));

$("card")?.addEventListener("click", async () => {
  const answer = await fetch(`/api/clips/${id}`).catch(() => null);
  if (answer && isStranger(answer)) return;
  if (answer?.ok) await share(await answer.json());
  else say(text("js_no_answer"));
});

if ($("words")) follow();
