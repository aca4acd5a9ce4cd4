/* What is said about runner, run and clip: read as typed, remembered, told. */
import { EXAMPLES, read, usual, written } from "./units.js";
import { $ } from "./trouble.js";
import { number as figure, text } from "./words.js";

const form = $("form");
const REMEMBERED = ["height_cm", "mass_kg", "sex", "age", "shoe"];
const KEPT = "input[name]:not([type=file]), select[name], textarea[name], #forget, #quick";

export class WrongField extends Error {
  constructor(input, rule) {
    const label = input.closest("label").firstChild.textContent.trim();
    super(text("js_labelled", { label, text: rule }));
    this.field = input;
  }
}

/* ------------------------------------------------------------------ pain */
let none = false;
function painChanged() {
  const chosen = form.elements.back_pain.value;
  const hurts = Number(chosen) > 0;
  if (!hurts) none = false;
  $("red-flags").hidden = !hurts || none;
  $("flags-folded").hidden = !hurts || !none;
  $("more-pain").hidden = !hurts;
  $("no-pain").hidden = chosen === "";
}
form.addEventListener("change", (event) => { if (event.target.name === "back_pain") painChanged(); });
$("no-pain").addEventListener("click", () => {
  for (const input of form.elements.back_pain) input.checked = false;
  painChanged();
  if (!before) keep();
});
$("no-flags").addEventListener("click", () => {
  none = true;
  painChanged();
  $("flags-again").focus();
});
$("flags-again").addEventListener("click", () => {
  none = false;
  painChanged();
  $("no-flags").focus();
});

/* ------------------------------------------------------------- remembered */
const before = form.dataset.told ? JSON.parse(form.dataset.told) : null; // of a clip that is there
const SI = { height_cm: "cm", mass_kg: "kg", speed_kmh: "km/h", longest_run_km: "km" };

/* Fill in what is known; numbers with their unit, whatever this reader's own are. */
export function fill(known) {
  for (const [name, value] of Object.entries(known)) {
    const input = form.elements[name];
    if (!input || value === null) continue;
    if (input.type === "checkbox") input.checked = value;
    else input.value = SI[name] ? `${figure(value, 3)} ${SI[name]}` : value;
  }
  typed.forEach(understood);
}
if (!before) {
  for (const name of REMEMBERED) {
    const kept = localStorage.getItem(`formcheck.${name}`);
    if (kept !== null) form.elements[name].value = kept;
  }
}
$("usual-units").value = usual();

/* Everything else is remembered until the clip is sent: a reload in between costs nothing. */
const key = (input) => (input.type === "radio" ? `${input.name}=${input.value}` : input.name || input.id);
const ticked = (input) => input.type === "radio" || input.type === "checkbox";
function keep() {
  const said = Object.fromEntries([...form.querySelectorAll(KEPT)].map((input) => [key(input), ticked(input) ? input.checked : input.value]));
  sessionStorage.setItem("formcheck.form", JSON.stringify(said));
}
function restore() {
  const said = JSON.parse(sessionStorage.getItem("formcheck.form") ?? "{}");
  for (const input of form.querySelectorAll(KEPT)) {
    const was = said[key(input)];
    if (was === undefined || was === "") continue;
    if (ticked(input)) input.checked = was;
    else input.value = was;
  }
}
if (!before) {
  restore();
  for (const kind of ["input", "change"]) form.addEventListener(kind, keep);
}
painChanged();

/* ---------------------------------------------------------------- as typed */
const typed = [...form.querySelectorAll("[data-typed]")];
function understood(input) {
  const value = input.value.trim() === "" ? null : read(input.name, input.value, $("usual-units").value);
  const told = value === null ? "" : `= ${written(input.name, value, $("usual-units").value)}`;
  const place = input.parentElement.querySelector(".read");
  if (place.textContent !== told) place.textContent = told;
}
for (const input of typed) input.addEventListener("input", () => understood(input));
$("usual-units").addEventListener("change", () => {
  localStorage.setItem("formcheck.units", $("usual-units").value);
  typed.forEach(understood);
});
typed.forEach(understood);
for (const input of typed) input.placeholder = EXAMPLES[input.name];
if (before) {
  fill(before);
  none = Number(before.back_pain ?? 0) > 0; // seen when the clip was sent
  painChanged();
}

/* Whose clip it is: what is known of a runner need not be typed. */
const whose = $("whose");
function runnerChanged() {
  const chosen = whose.selectedOptions[0].dataset.known;
  if (!chosen) return;
  const { height_cm, sex, age, name, units } = JSON.parse(chosen);
  for (const field of ["height_cm", "sex", "age"]) form.elements[field].value = "";
  $("usual-units").value = units;
  fill({ height_cm, sex, age, athlete: name });
}
whose?.addEventListener("change", () => {
  localStorage.setItem("formcheck.runner", whose.value);
  runnerChanged();
});
if (whose && !before) {
  const asked = new URLSearchParams(location.search).get("runner") ?? localStorage.getItem("formcheck.runner");
  if ([...whose.options].some((option) => option.value === asked)) whose.value = asked;
  runnerChanged();
}

function number(input) {
  const { low, high, unit } = input.dataset;
  const value = read(input.name, input.value, $("usual-units").value);
  if (value === null || value < Number(low) || value > Number(high)) {
    const values = { low: figure(Number(low), 1), high: figure(Number(high), 1), unit, example: EXAMPLES[input.name] };
    throw new WrongField(input, text("js_range_example", values));
  }
  return value;
}

function plain(input) {
  if (!input.checkValidity()) {
    const unit = input.nextElementSibling?.textContent ?? "";
    const values = { low: figure(Number(input.min), 1), high: figure(Number(input.max), 1), unit };
    throw new WrongField(input, input.min === "" ? input.validationMessage : text("js_range", values));
  }
  return input.type === "number" ? Number(input.value) : input.value;
}

/* Everything that was said, as the API takes it. */
export function told() {
  const fields = {};
  for (const input of form.querySelectorAll("input[type=number], input[type=text], select[name], textarea")) {
    const value = "typed" in input.dataset && input.value.trim() !== "" ? number(input) : plain(input);
    if (input.value.trim() !== "") fields[input.name] = value;
  }
  if (fields.end_s !== undefined && fields.end_s <= (fields.start_s ?? 0)) throw new WrongField(form.elements.end_s, text("js_after_begin"));
  if (form.elements.back_pain.value !== "") fields.back_pain = Number(form.elements.back_pain.value);
  for (const input of form.querySelectorAll("input[type=checkbox][name]")) if (input.checked) fields[input.name] = true;
  if (before) return fields;
  if (!$("forget").checked) fields.keep_original = true;
  if ($("quick").checked) fields.model = "full";
  for (const name of REMEMBERED) localStorage.setItem(`formcheck.${name}`, form.elements[name].value);
  return fields;
}
