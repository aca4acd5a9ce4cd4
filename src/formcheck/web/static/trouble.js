/* What went wrong, in sight and announced, and the way to the server: shared by all pages. */
export const $ = (id) => document.getElementById(id);

export function say(text, field = null) {
  const box = $("trouble");
  box.textContent = text;
  box.hidden = !text;
  for (const old of document.querySelectorAll(".field-trouble")) old.remove();
  for (const old of document.querySelectorAll("[aria-invalid]")) {
    old.removeAttribute("aria-invalid");
    old.removeAttribute("aria-errormessage");
  }
  if (!text) return;
  if (!field) { show(box); return; }
  const words = document.createElement("small");
  words.className = "field-trouble";
  words.id = "field-trouble";
  words.textContent = text;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-errormessage", words.id);
  for (let part = field.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  field.closest("label").append(words);
  box.hidden = true;
  box.textContent = "";
  words.setAttribute("role", "alert");
  field.focus({ preventScroll: true });
  show(words);
}

function show(box) {
  box.scrollIntoView({ block: "center", behavior: "instant" });
}

/* A phone that a restarted server does not know is told how to come in again. */
export function isStranger(answer) {
  if (answer.status !== 401) return false;
  location.reload();
  return true;
}
