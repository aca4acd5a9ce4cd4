/* Two handles under the preview: which part of the clip is measured. */
import { $ } from "./trouble.js";
import { number, text } from "./words.js";

const film = $("plumb-film");
const fields = { from: document.querySelector("[name=start_s]"), to: document.querySelector("[name=end_s]") };
const handles = { from: $("trim-from"), to: $("trim-to") };
const SHORTEST_S = 1;

function draw() {
  const from = Number(handles.from.value);
  const to = Number(handles.to.value);
  const length = film.duration || 1;
  $("trim-part").setAttribute("x", (100 * from) / length);
  $("trim-part").setAttribute("width", (100 * (to - from)) / length);
  $("trim-words").textContent = from === 0 && to >= Number(handles.to.max)
    ? text("js_whole_clip", { length: number(length, 1, true) })
    : text("js_part", { from: number(from, 1, true), to: number(to, 1, true), length: number(to - from, 1, true) });
}

function moved(name) {
  const other = Number(handles[name === "from" ? "to" : "from"].value);
  const value = Number(handles[name].value);
  if (name === "from" && value > other - SHORTEST_S) handles.from.value = Math.max(0, other - SHORTEST_S);
  if (name === "to" && value < other + SHORTEST_S) handles.to.value = Math.min(Number(handles.to.max), other + SHORTEST_S);
  const at = Number(handles[name].value);
  film.currentTime = at;
  const whole = name === "from" ? at === 0 : at >= Number(handles.to.max);
  fields[name].value = whole ? "" : at.toFixed(1);
  fields[name].dispatchEvent(new Event("input", { bubbles: true }));
  draw();
}

for (const name of ["from", "to"]) {
  handles[name].addEventListener("input", () => moved(name));
  fields[name].addEventListener("change", () => {
    const value = fields[name].value === "" ? (name === "from" ? 0 : handles.to.max) : fields[name].value;
    handles[name].value = value;
    draw();
  });
}

film.addEventListener("loadedmetadata", () => {
  if (!Number.isFinite(film.duration)) return;
  const length = Math.floor(film.duration * 10) / 10;
  for (const handle of Object.values(handles)) handle.max = length;
  handles.from.value = fields.from.value || 0;
  handles.to.value = fields.to.value || length;
  draw();
});

/* Another clip: what was cut off the one before means nothing here. */
export function forgetPart() {
  for (const field of Object.values(fields)) {
    field.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
