/* A picture to show around: score and three numbers with their ranges, and nobody's name. */
import { usual, written } from "./units.js";

const SIDE = 1080;
const EDGE = 90;
const ROWS = [
  ["cadence_spm", "Cadence", "steps/min", 0],
  ["overstride_pct_leg", "Landing ahead of the hip", "% of leg length", 0],
  ["trunk_lean_deg", "Trunk lean", "degrees", 0],
];

export function draw(clip) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const pen = canvas.getContext("2d");
  const text = (words, x, y, size, weight = 400, ink = "#1c2126", family = "Report Sans") => {
    pen.font = `${weight} ${size}px "${family}", sans-serif`;
    pen.fillStyle = ink;
    pen.fillText(words, x, y, SIDE - EDGE - x);
  };
  pen.fillStyle = "#faf8f3";
  pen.fillRect(0, 0, SIDE, SIDE);
  pen.fillStyle = "#0a6661";
  pen.fillRect(0, 0, SIDE, 18);
  text("formcheck", EDGE, 130, 44, 600);
  const kmh = clip.told.speed_kmh ?? clip.summary.speed_kmh;
  const facts = [(clip.summary.filmed ?? clip.created_utc).slice(0, 10), kmh ? written("speed_kmh", kmh, usual()) : ""];
  text(facts.filter(Boolean).join(" · "), EDGE, 185, 34, 400, "#585f67");
  const { score } = clip.summary;
  if (score) {
    text(String(Math.round(score.value)), EDGE, 430, 240, 500, "#1c2126", "Report Serif");
    text("of 100: match with the guidelines of running form", EDGE, 500, 36, 400, "#585f67");
    text(`likely ${Math.round(score.ci_low)} to ${Math.round(score.ci_high)}`, EDGE, 550, 36, 400, "#585f67");
  }
  let y = 680;
  for (const [metric, label, unit] of ROWS) {
    const found = clip.summary.metrics?.[metric];
    if (!found) continue;
    text(label, EDGE, y, 36);
    text(`${Math.round(found.value)} ${unit}, likely ${Math.round(found.ci_low)} to ${Math.round(found.ci_high)}`, EDGE, y + 48, 34, 400, "#585f67");
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
