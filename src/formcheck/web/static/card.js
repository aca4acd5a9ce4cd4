/* A picture to show around: score and three numbers with their ranges, and nobody's name. */
import { usual, written } from "./units.js";
import { day, text as words } from "./words.js";

const SIDE = 1080;
const EDGE = 90;
const ROWS = [
  ["cadence_spm", "js_card_cadence"],
  ["overstride_pct_leg", "js_card_overstride"],
  ["trunk_lean_deg", "js_card_lean"],
];

const likely = ({ ci_low, ci_high }) => ({ low: Math.round(ci_low), high: Math.round(ci_high) });

export function draw(clip) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const pen = canvas.getContext("2d");
  const text = (said, x, y, size, weight = 400, ink = "#1c2126", family = "Report Sans") => {
    pen.font = `${weight} ${size}px "${family}", sans-serif`;
    pen.fillStyle = ink;
    pen.fillText(said, x, y, SIDE - EDGE - x);
  };
  pen.fillStyle = "#faf8f3";
  pen.fillRect(0, 0, SIDE, SIDE);
  pen.fillStyle = "#0a6661";
  pen.fillRect(0, 0, SIDE, 18);
  text("formcheck", EDGE, 130, 44, 600);
  const kmh = clip.told.speed_kmh ?? clip.summary.speed_kmh;
  const facts = [day(clip.summary.filmed ?? clip.created_utc), kmh ? written("speed_kmh", kmh, usual()) : ""];
  text(facts.filter(Boolean).join(" · "), EDGE, 185, 34, 400, "#585f67");
  const { score } = clip.summary;
  if (score) {
    text(String(Math.round(score.value)), EDGE, 430, 240, 500, "#1c2126", "Report Serif");
    text(words("js_card_match"), EDGE, 500, 36, 400, "#585f67");
    text(words("js_card_likely", likely(score)), EDGE, 550, 36, 400, "#585f67");
  }
  let y = 680;
  for (const [metric, label] of ROWS) {
    const found = clip.summary.metrics?.[metric];
    if (!found) continue;
    const values = { value: Math.round(found.value), unit: words(`${label}_unit`), ...likely(found) };
    text(words(label), EDGE, y, 36);
    text(words("js_card_value", values), EDGE, y + 48, 34, 400, "#585f67");
    y += 120;
  }
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/* By the phone's own sharing where there is one, else into the folder of downloads. */
export async function share(clip) {
  const file = new File([await draw(clip)], "formcheck.png", { type: "image/png" });
  if (navigator.canShare?.({ files: [file] })) {
    await navigator.share({ files: [file] }).catch(() => {});
    return;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
