/* Send clips: choose, send piece by piece, go on after a dropped connection. */
import { told } from "./fields.js";
import "./filming.js";
import { showPlumb } from "./plumb.js";
import { $, say } from "./trouble.js";
import { forgetPart } from "./trim.js";
import { number, text } from "./words.js";

const form = $("form");
const TRIES = 60;
const PIECE = 4e6;
let files = [];
let behind = null;
let sending = null;

class Refused extends Error {
  constructor(error) {
    super(error.words);
    this.code = error.code;
    this.lasting = !["busy", "too_slow", "wrong_offset"].includes(error.code);
  }
}

/* ------------------------------------------------------------ choosing */
function choose(list) {
  if (sending) return;
  if (files.length) forgetPart();
  files = [...list];
  $("chosen").replaceChildren(...files.map((file) => {
    const row = document.createElement("li");
    const size = document.createElement("span");
    row.textContent = file.name;
    size.className = "quiet num";
    size.textContent = megabytes(file.size);
    row.append(size);
    return row;
  }));
  $("chosen").hidden = !files.length;
  $("go").disabled = !files.length;
  $("go").textContent = files.length > 1 ? text("js_analyse_clips", { count: files.length }) : text("js_analyse");
  $("go-words").textContent = text(files.length ? "js_optional" : "js_choose_first");
  $("drop-words").textContent = text(files.length ? "js_ready" : "js_drop");
  $("preview").hidden = files.length !== 1;
  $("behind").hidden = files.length > 1; // each film from behind belongs to one from the side
  showPlumb(files.length === 1 ? files[0] : null);
  say("");
}

for (const id of ["file", "camera"]) $(id).addEventListener("change", (event) => choose(event.target.files), { capture: true });
function chooseBehind([film = null]) {
  behind = film;
  $("behind-chosen").textContent = film ? `${film.name}, ${megabytes(film.size)}` : "";
  $("behind-row").hidden = !film;
}
$("behind-file").addEventListener("change", (event) => chooseBehind(event.target.files));
$("behind-remove").addEventListener("click", () => {
  $("behind-file").value = "";
  chooseBehind([]);
  $("behind-file").focus();
});
const drop = $("drop");
for (const kind of ["dragenter", "dragover"]) {
  addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
for (const kind of ["dragleave", "drop"]) addEventListener(kind, () => drop.classList.remove("over"));
addEventListener("drop", (event) => { event.preventDefault(); choose(event.dataTransfer.files); });

/* -------------------------------------------------------------- sending */
async function call(method, address, body) {
  const answer = await fetch(address, {
    method,
    headers: body === undefined ? {} : { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const content = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw new Refused(content.error);
  return content;
}

/* The same files, whose upload was cut off: go on with that, with what is said now. */
async function begun(said) {
  const { clips } = await call("GET", "/api/clips?state=receiving");
  const clip = clips.find((other) => other.name === said.name && other.size === said.size
    && other.rear?.name === said.rear_name && other.rear?.size === said.rear_size);
  return clip && call("PATCH", `/api/clips/${clip.id}`, said);
}

/* In pieces: what the bar shows has arrived, but for the last of them. */
function put(clip, file, rear) {
  const offset = there(clip, rear);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    sending.request = request;
    request.open("PUT", `/api/clips/${clip.id}${rear ? "/rear" : ""}?offset=${offset}`);
    request.timeout = 120000;
    request.upload.addEventListener("progress", (event) => show(file, offset + event.loaded));
    request.addEventListener("load", () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { return reject(new Error("no answer")); }
      return request.status < 300 ? resolve(answer) : reject(new Refused(answer.error));
    });
    for (const kind of ["error", "timeout", "abort"]) request.addEventListener(kind, () => reject(new Error(kind)));
    request.send(file.slice(offset, offset + PIECE));
  });
}

const there = (clip, rear) => (rear ? clip.rear.received : clip.received);

/* A clip is one film, or two: then first that from the side. */
async function send(file, rear, fields) {
  const said = { name: file.name, size: file.size, ...fields };
  if (rear) Object.assign(said, { rear_name: rear.name, rear_size: rear.size });
  let clip = (await begun(said)) ?? (await call("POST", "/api/clips", said));
  sending.id = clip.id;
  clip = await sendFilm(clip, file, false);
  return rear ? sendFilm(clip, rear, true) : clip;
}

async function sendFilm(clip, file, rear) {
  Object.assign(sending, { began: performance.now(), from: there(clip, rear), shown: there(clip, rear) });
  for (let attempt = 0; clip.state === "receiving" && there(clip, rear) < file.size; ) {
    try {
      if (attempt) clip = await call("GET", `/api/clips/${clip.id}`);
      if (clip.state === "receiving" && there(clip, rear) < file.size) clip = await put(clip, file, rear);
      attempt = 0;
    } catch (error) {
      attempt += 1;
      if (sending.stopped || error.lasting || attempt >= TRIES) throw error;
      $("sending-words").textContent = text("js_waiting");
      await new Promise((resolve) => setTimeout(resolve, Math.min(1000 * 2 ** (attempt - 1), 5000)));
    }
  }
  return clip;
}

function show(file, bytes) {
  sending.shown = Math.max(bytes, sending.shown ?? 0); // what was on its way when the line broke comes again
  const share = (100 * sending.shown) / file.size;
  $("bar").value = share;
  $("sending-words").textContent = text(share < 100 ? "js_sending" : "js_checking", file);
  const seconds = (performance.now() - sending.began) / 1000;
  const left = ((file.size - bytes) * seconds) / Math.max(1, bytes - sending.from);
  const wait = bytes > sending.from && seconds > 0.5 && share < 100 ? text("js_about_left", { time: duration(left) }) : "";
  $("sending-numbers").textContent = text("js_arrived", { share: Math.floor(share), sent: megabytes(bytes), size: megabytes(file.size) }) + wait;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  say("");
  let last = null;
  const failed = [];
  let field = null;
  try {
    const fields = told();
    const rear = files.length === 1 ? behind : null;
    busy(true);
    $("sending").scrollIntoView({ block: "nearest" });
    for (const file of files) {
      try {
        Object.assign(sending, { shown: 0, id: null });
        show(file, 0);
        last = await send(file, rear, fields);
      } catch (error) {
        if (sending?.stopped) break;
        failed.push(text("js_labelled", { label: file.name, text: words(error) }));
      }
    }
  } catch (error) {
    failed.push(words(error));
    field = error.field ?? null;
  }
  const stopped = sending?.stopped;
  const id = sending?.id;
  sending = null;
  if (stopped && id) await call("DELETE", `/api/clips/${id}`).catch(() => {});
  busy(false);
  if (failed.length) say(failed.join("\n"), field);
  else if (!stopped && last) {
    sessionStorage.removeItem("formcheck.form");
    location.href = files.length > 1 ? "/history" : `/clips/${last.id}`;
  }
});

$("stop").addEventListener("click", () => {
  if (!sending) return;
  sending.stopped = true;
  sending.request?.abort();
});

addEventListener("beforeunload", (event) => { if (sending) event.preventDefault(); });

/* ---------------------------------------------------------------- words */
function busy(on) {
  sending = on ? { began: performance.now(), from: 0, stopped: false } : null;
  $("sending").hidden = !on;
  $("go").parentElement.hidden = on;
  $("go").disabled = on || !files.length;
  $("file").disabled = on;
  $("camera").disabled = on;
  $("behind-file").disabled = on;
}

function words(error) {
  const lost = error instanceof TypeError || ["error", "timeout", "abort", "no answer"].includes(error.message);
  return lost ? text("js_lost") : error.message;
}

function megabytes(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${number(bytes / 1e6, bytes < 1e7 ? 1 : 0, true)} MB`;
}

function duration(seconds) {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
