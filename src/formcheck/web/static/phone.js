/* Both ends of the invitation: the computer shows a code, the phone brings it back. */
import { $, say } from "./trouble.js";
import { text } from "./words.js";

async function post(address, body) {
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const content = await answer.json();
    if (answer.ok) return content;
    say(content.error.words);
  } catch {
    say(text("js_no_answer_wifi"));
  }
  return null;
}

$("invite")?.addEventListener("click", async () => {
  const made = await post("/api/invitation", {});
  if (!made) return;
  const picture = document.createElement("img");
  picture.alt = text("js_qr");
  picture.src = `data:image/svg+xml,${encodeURIComponent(made.qr_svg)}`;
  $("code").replaceChildren(picture);
  $("code").hidden = false;
  $("link").textContent = made.link;
  $("invite").textContent = text("js_new_code");
});

/* The token stands behind the #, which browsers keep to themselves: it is in no log. */
$("join")?.addEventListener("click", async () => {
  if (await post("/api/join", { token: location.hash.slice(1) })) location.replace("/");
});
