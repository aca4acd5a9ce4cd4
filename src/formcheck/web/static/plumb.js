/* A line to lay along something upright in the chosen clip: it sets the tilt of the picture. */
import { $ } from "./trouble.js";

const field = document.querySelector("[name=roll_deg]");
const box = $("plumb");
const film = $("plumb-film");
const STEP = 0.5;
const ends = { top: { x: 50, y: 15 }, bottom: { x: 50, y: 85 } };
let shown = null;

/* Positive where the top leans left, as everywhere in formcheck. */
function tilt() {
  const { width, height } = film.getBoundingClientRect();
  const across = ((ends.bottom.x - ends.top.x) / 100) * width;
  return (Math.atan2(across, ((ends.bottom.y - ends.top.y) / 100) * height) * 180) / Math.PI;
}

function draw() {
  const line = $("plumb-line");
  for (const [name, end] of Object.entries(ends)) {
    const number = name === "top" ? 1 : 2;
    line.setAttribute(`x${number}`, end.x);
    line.setAttribute(`y${number}`, end.y);
    const handle = $(`plumb-${name}`);
    handle.style.left = `${end.x}%`;
    handle.style.top = `${end.y}%`;
  }
}

function say() {
  field.value = tilt().toFixed(1);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function move(name, x, y) {
  ends[name].x = Math.min(100, Math.max(0, x));
  ends[name].y = name === "top" ? Math.min(45, Math.max(0, y)) : Math.min(100, Math.max(55, y));
  draw();
  say();
}

for (const name of Object.keys(ends)) {
  const handle = $(`plumb-${name}`);
  handle.addEventListener("pointerdown", (event) => handle.setPointerCapture(event.pointerId));
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const stage = film.getBoundingClientRect();
    move(name, (100 * (event.clientX - stage.left)) / stage.width, (100 * (event.clientY - stage.top)) / stage.height);
  });
  handle.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    if (!way) return;
    event.preventDefault();
    move(name, ends[name].x + way[0], ends[name].y + way[1]);
  });
}

/* A film that the browser cannot play shows no line; the number can still be typed. */
film.addEventListener("loadedmetadata", () => { film.currentTime = Math.min(1, film.duration / 2); });
film.addEventListener("loadeddata", () => { box.hidden = false; draw(); });
film.addEventListener("error", () => { box.hidden = true; });

export function showPlumb(file) {
  if (shown) URL.revokeObjectURL(shown);
  box.hidden = true;
  shown = file ? URL.createObjectURL(file) : null;
  if (shown) film.src = shown;
  else film.removeAttribute("src");
}
