/* Pace, height, mass and distance as people type them, read as km/h, cm, kg and km. */
import { number, text as words } from "./words.js";

const FEET_CM = 30.48;
const INCH_CM = 2.54;
const POUND_KG = 0.45359237;
const MILE_KM = 1.609344;
const MILE_WORDS = ["mi", "mile", "miles", "milla", "millas", "meile", "meilen"]; // as the placeholders write them
const NUMBER = /^(\d+(?:[.,]\d+)?)\s*(.*)$/;

export function usual() {
  return localStorage.getItem("formcheck.units") ?? (navigator.language === "en-US" ? "miles" : "km");
}

/* A number and the unit behind it; null where it is neither. */
function split(text) {
  const found = NUMBER.exec(text.trim().toLowerCase());
  return found && { value: Number(found[1].replace(",", ".")), unit: found[2].replace(/[\s.]/g, "") };
}

function stature(text, units) {
  const said = text.trim().toLowerCase().replace(/[’′´`]/g, "'").replace(/[“”″]|''/g, '"');
  const feet = /^(\d)\s*(?:'|ft|feet|foot)\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:"|in|inch|inches)?)?$/.exec(said);
  if (feet) return Number(feet[1]) * FEET_CM + Number((feet[2] ?? "0").replace(",", ".")) * INCH_CM;
  const metres = /^([12])\s*m\s*(\d{2})$/.exec(said);
  if (metres) return Number(metres[1]) * 100 + Number(metres[2]);
  const { value, unit } = split(said) ?? {};
  if (unit === "cm") return value;
  if (unit === "m") return value * 100;
  if (unit === '"' || unit === "in" || unit === "inches") return value * INCH_CM;
  if (unit !== "") return null;
  if (value >= 1 && value < 2.5) return value * 100;
  if (units === "miles" && value >= 40 && value < 96) return value * INCH_CM;
  return value >= 20 ? value : null;
}

function speed(text, units) {
  const pace = /^(\d{1,2})\s*[:'’′]\s*([0-5]\d)\s*(?:"|”|″)?\s*(.*)$/.exec(text.trim().toLowerCase());
  if (pace) {
    const minutes = Number(pace[1]) + Number(pace[2]) / 60;
    const per = pace[3].replace(/[\s.]/g, "").replace(/^min/, "").replace(/^(\/|per|a)/, "");
    if (!minutes || !["", "km", "k", ...MILE_WORDS].includes(per)) return null;
    const mile = per.startsWith("m") || (per === "" && units === "miles");
    return (60 / minutes) * (mile ? MILE_KM : 1);
  }
  const { value, unit } = split(text) ?? {};
  if (unit === "") return value * (units === "miles" ? MILE_KM : 1);
  if (["km/h", "kmh", "kph"].includes(unit)) return value;
  if (unit === "mph" || MILE_WORDS.some((mile) => unit === `${mile}/h`)) return value * MILE_KM;
  if (["m/s", "ms"].includes(unit)) return value * 3.6;
  if (["min/km", "/km"].includes(unit) && value) return 60 / value;
  if (value && MILE_WORDS.some((mile) => [`min/${mile}`, `/${mile}`].includes(unit))) return (60 / value) * MILE_KM;
  return null;
}

function scaled(text, units, large, of) {
  const { value, unit } = split(text) ?? {};
  if (unit === "") return value * (units === "miles" ? large : 1);
  return unit in of ? value * of[unit] : null;
}

const mass = (text, units) => scaled(text, units, POUND_KG, { kg: 1, lb: POUND_KG, lbs: POUND_KG, pounds: POUND_KG });
const distance = (text, units) => scaled(text, units, MILE_KM, { km: 1, k: 1, ...Object.fromEntries(MILE_WORDS.map((mile) => [mile, MILE_KM])) });

const READ = { height_cm: stature, speed_kmh: speed, mass_kg: mass, longest_run_km: distance };
const rounded = (value, places) => Number(value.toFixed(places));

/* What a text means, as formcheck counts; null where it means nothing. */
export function read(name, text, units) {
  const value = READ[name](text, units);
  return value === null || value === undefined || Number.isNaN(value) ? null : rounded(value, name === "speed_kmh" ? 3 : 1);
}

export function pace(kmh, units) {
  const seconds = Math.round(3600 / (units === "miles" ? kmh / MILE_KM : kmh));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/* How a value is written for people, with its unit. */
export function written(name, value, units) {
  const miles = units === "miles";
  if (name === "height_cm") {
    if (!miles) return `${number(value, 1)} cm`;
    const inches = Math.round(value / INCH_CM);
    return `${Math.floor(inches / 12)}'${inches % 12}"`;
  }
  if (name === "speed_kmh") {
    const speed = number(miles ? value / MILE_KM : value, 1);
    return words(miles ? "js_imperial_speed" : "js_metric_speed", { speed, pace: pace(value, units) });
  }
  if (name === "mass_kg") return miles ? words("js_pounds", { mass: Math.round(value / POUND_KG) }) : `${number(value, 1)} kg`;
  return miles ? words("js_miles", { distance: number(value / MILE_KM, 1) }) : `${number(value, 1)} km`;
}

export const EXAMPLES = {
  height_cm: words("js_example_height"),
  speed_kmh: words("js_example_speed"),
  mass_kg: words("js_example_mass"),
  longest_run_km: words("js_example_distance"),
};
