"""Constants of the made-up analyses in :mod:`report.example`."""

from typing import Any

Json = dict[str, Any]

CURVES = {
    "knee_flexion_deg": (38.0, [(-8.0, 14.0), (-26.0, -14.0), (6.0, -6.0)]),
    "thigh_angle_deg": (8.0, [(19.0, -14.0), (-3.0, 2.0)]),
    "shank_angle_deg": (-30.0, [(27.0, 18.0), (10.0, -12.0)]),
    "trunk_lean_deg": (7.0, [(0.2, 0.1), (0.9, -0.8)]),
    "elbow_angle_deg": (88.0, [(-9.0, 6.0)]),
    "hip_height_pct_leg": (104.0, [(0.1, 0.1), (2.6, -2.2)]),
}

BANDS: dict[str, tuple[float | None, ...]] = {
    # good low, good high, watch low, watch high, expected, spread between runners
    "cadence_spm": (160.0, 188.0, 151.0, 208.0, 168.0, 9.2),
    "trunk_lean_deg": (2.0, 10.0, -2.0, 15.0, None, None),
    "overstride_pct_leg": (None, 27.5, None, 31.5, 23.5, 2.9),
    "shank_angle_deg": (None, 11.5, None, 15.5, 7.5, 3.1),
    "knee_flexion_ic_deg": (8.0, 25.0, 3.0, None, 13.0, 4.5),
    "knee_flexion_peak_deg": (38.0, 50.0, 33.0, 56.0, 43.0, 5.2),
    "thigh_extension_to_deg": (14.0, None, 8.0, None, 18.0, 3.0),
    "vertical_oscillation_pct_leg": (None, 11.3, None, 13.0, 9.6, 1.4),
}

UNITS = {
    "cadence_spm": "steps/min",
    "trunk_lean_deg": "deg",
    "trunk_lean_stride_deg": "deg",
    "trunk_lean_ic_deg": "deg",
    "trunk_lean_midstance_deg": "deg",
    "overstride_pct_leg": "% leg length",
    "overstride_cm": "cm",
    "shank_angle_deg": "deg",
    "foot_strike_angle_deg": "deg",
    "knee_flexion_ic_deg": "deg",
    "knee_flexion_peak_deg": "deg",
    "thigh_extension_to_deg": "deg",
    "vertical_oscillation_cm": "cm",
    "vertical_oscillation_pct_leg": "%",
    "contact_time_ms": "ms",
    "flight_time_ms": "ms",
    "duty_factor_pct": "%",
    "step_time_ms": "ms",
    "stride_time_ms": "ms",
    "speed_mps": "m/s",
    "elbow_angle_deg": "deg",
}

REFERENCES: Json = {
    "fukuchi2017": {
        "text": "Fukuchi RK, Fukuchi CA, Duarte M (2017). A public dataset of running biomechanics "
        "and the effects of running speed. PeerJ 5:e3298.",
        "url": "https://doi.org/10.7717/peerj.3298",
    },
    "heiderscheit2011": {
        "text": "Heiderscheit BC et al. (2011). Effects of step rate manipulation on joint "
        "mechanics during running. Med Sci Sports Exerc 43:296-302.",
        "url": "https://doi.org/10.1249/MSS.0b013e3181ebedf4",
    },
    "finucane2020": {
        "text": "Finucane LM et al. (2020). International framework for red flags for potential "
        "serious spinal pathologies. J Orthop Sports Phys Ther 50:350-372.",
        "url": None,
    },
}


POSES: dict[str, dict[str, tuple[float, float]]] = {
    # offsets from mid-hip in leg lengths: forward, up
    "IC": {
        "right_hip": (0.0, -0.01),
        "right_knee": (0.19, -0.46),
        "right_ankle": (0.22, -0.97),
        "right_heel": (0.17, -1.03),
        "right_foot_index": (0.42, -1.0),
        "left_hip": (0.0, 0.01),
        "left_knee": (0.04, -0.5),
        "left_ankle": (-0.36, -0.62),
        "left_heel": (-0.44, -0.58),
        "left_foot_index": (-0.42, -0.82),
        "right_elbow": (-0.2, 0.3),
        "right_wrist": (0.08, 0.2),
    },
    "midstance": {
        "right_hip": (0.0, -0.01),
        "right_knee": (0.2, -0.42),
        "right_ankle": (-0.02, -0.86),
        "right_heel": (-0.08, -0.93),
        "right_foot_index": (0.18, -0.94),
        "left_hip": (0.0, 0.01),
        "left_knee": (0.12, -0.48),
        "left_ankle": (-0.3, -0.5),
        "left_heel": (-0.38, -0.48),
        "left_foot_index": (-0.34, -0.7),
        "right_elbow": (-0.14, 0.24),
        "right_wrist": (0.15, 0.2),
    },
    "TO": {
        "right_hip": (0.0, -0.01),
        "right_knee": (-0.13, -0.48),
        "right_ankle": (-0.45, -0.86),
        "right_heel": (-0.53, -0.83),
        "right_foot_index": (-0.38, -0.99),
        "left_hip": (0.0, 0.01),
        "left_knee": (0.34, -0.37),
        "left_ankle": (0.2, -0.8),
        "left_heel": (0.13, -0.84),
        "left_foot_index": (0.36, -0.82),
        "right_elbow": (-0.08, 0.24),
        "right_wrist": (0.2, 0.24),
    },
}


PROVENANCE: Json = {
    "formcheck": "0.2.0",
    "python": "3.11.2",
    "packages": {"numpy": "2.4.6", "scipy": "1.17.1", "mediapipe": "1.2.2", "av": "18.1.0"},
    "model": {"name": "pose_landmarker_full", "sha256": "5134a3aa" * 8},
    "pose": {"mode": "video", "frames": 480},
    "history": [
        "spikes removed (12 samples)",
        "legs exchanged back in 3 frames",
        "gaps filled (4)",
    ],
    "corrections": [],
    "created_utc": "2026-11-22T10:05:00Z",
    "duration_s": {"pose": 9.8, "metrics": 0.4},
}

SOUND: Json = {
    "cadence_spm": 168.4, "trunk_lean_deg": 7.2, "trunk_lean_stride_deg": 7.0,
    "trunk_lean_ic_deg": 7.3, "trunk_lean_midstance_deg": 7.9, "overstride_pct_leg": 18.1,
    "overstride_cm": 15.6, "shank_angle_deg": 2.1, "foot_strike_angle_deg": 12.0,
    "knee_flexion_ic_deg": 20.1, "knee_flexion_peak_deg": 43.4, "thigh_extension_to_deg": 18.2,
    "vertical_oscillation_cm": 6.6, "vertical_oscillation_pct_leg": 7.6, "contact_time_ms": 249.0,
    "flight_time_ms": 106.0, "duty_factor_pct": 35.1, "step_time_ms": 356.0,
    "stride_time_ms": 712.0, "speed_mps": 3.05, "elbow_angle_deg": 92.0,
    "part_scores": {
        "shank_angle_deg": 99.0, "overstride_pct_leg": 99.0, "knee_flexion_ic_deg": 96.0,
        "cadence_spm": 100.0, "trunk_lean_deg": 97.0, "vertical_oscillation_pct_leg": 98.0,
        "knee_flexion_peak_deg": 95.0, "thigh_extension_to_deg": 92.0,
    },
}  # fmt: skip

FAULTY: Json = {
    **SOUND, "cadence_spm": 151.2, "trunk_lean_deg": 16.1, "trunk_lean_stride_deg": 15.7,
    "trunk_lean_ic_deg": 15.2, "trunk_lean_midstance_deg": 17.3, "overstride_pct_leg": 33.9,
    "overstride_cm": 28.8, "shank_angle_deg": 13.4, "foot_strike_angle_deg": 21.0,
    "knee_flexion_ic_deg": 9.0, "knee_flexion_peak_deg": 40.8, "vertical_oscillation_cm": 9.4,
    "vertical_oscillation_pct_leg": 10.9, "contact_time_ms": 302.0, "step_time_ms": 397.0,
    "stride_time_ms": 794.0, "duty_factor_pct": 38.0,
    "part_scores": {
        "shank_angle_deg": 80.0, "overstride_pct_leg": 25.0, "knee_flexion_ic_deg": 84.0,
        "cadence_spm": 61.0, "trunk_lean_deg": 43.0, "vertical_oscillation_pct_leg": 86.0,
        "knee_flexion_peak_deg": 88.0, "thigh_extension_to_deg": 90.0,
    },
}  # fmt: skip

RED_FLAGS: list[Json] = [
    {
        "urgency": "emergency",
        "heading": "Go to an emergency department now",
        "items": [
            "New trouble passing or holding urine or stool",
            "Numbness around the genitals or the inner thighs",
            "Weakness or numbness in both legs, or quickly growing weakness",
        ],
    },
    {
        "urgency": "same_day",
        "heading": "See a doctor today",
        "items": ["A hard fall or accident", "Fever or feeling ill with the pain"],
    },
    {
        "urgency": "soon",
        "heading": "See a doctor or physiotherapist soon",
        "items": ["Pain for more than six weeks", "Pain below the knee with numbness"],
    },
]

PROGRAMME: list[Json] = [
    {
        "kind": "strength",
        "title": "Side plank",
        "dose": "3 x 20 s a side, 3 days a week",
        "why": "Trunk endurance.",
    },
    {"kind": "strength", "title": "Bird-dog", "dose": "3 x 8 slow", "why": "Trunk control."},
    {"kind": "stretch", "title": "Half-kneeling hip flexor", "dose": "2 x 30 s", "why": "Comfort."},
    {
        "kind": "cross_training",
        "title": "Swimming or cycling",
        "dose": "1-2 days a week",
        "why": "Keeps you active.",
    },
]

BOTH_HALF_WIDTH: dict[str, float] = {
    "cadence_spm": 0.4,
    "trunk_lean_deg": 1.7,
    "trunk_lean_stride_deg": 1.6,
    "trunk_lean_ic_deg": 2.2,
    "trunk_lean_midstance_deg": 2.1,
    "vertical_oscillation_cm": 0.7,
    "vertical_oscillation_pct_leg": 0.8,
    "stride_time_ms": 3.0,
    "speed_mps": 0.07,
    "elbow_angle_deg": 6.0,
}

SIDED_HALF_WIDTH: dict[str, float] = {
    "overstride_pct_leg": 2.6,
    "overstride_cm": 2.2,
    "shank_angle_deg": 2.8,
    "foot_strike_angle_deg": 4.5,
    "knee_flexion_ic_deg": 3.9,
    "knee_flexion_peak_deg": 3.6,
    "thigh_extension_to_deg": 2.7,
    "contact_time_ms": 11.0,
    "flight_time_ms": 11.0,
    "duty_factor_pct": 1.6,
    "step_time_ms": 3.0,
}

MISSING: dict[str, tuple[str, str]] = {
    "leg_stiffness_kn_m": (
        "kN/m",
        "Needs your body mass (--mass-kg) and at least 100 frames/s.",
    ),
    "head_forward_deg": ("deg", "The ear was hidden in more than half of the frames."),
    "asymmetry_pct.contact_time_ms": ("%", "The far foot was seen too poorly to compare."),
    "step_length_m": ("m", "Needs the running speed (--speed-kmh)."),
}

SCORE_LAYOUT: list[tuple[str, str, float, list[tuple[str, float]]]] = [
    (
        "landing",
        "Landing",
        1.0,
        [("shank_angle_deg", 0.4), ("overstride_pct_leg", 0.3), ("knee_flexion_ic_deg", 0.3)],
    ),
    ("rhythm", "Rhythm", 1.0, [("cadence_spm", 1.0)]),
    ("posture", "Posture", 0.7, [("trunk_lean_deg", 1.0)]),
    ("bounce", "Bounce", 0.6, [("vertical_oscillation_pct_leg", 1.0)]),
    (
        "support",
        "Support",
        0.5,
        [("knee_flexion_peak_deg", 0.6), ("thigh_extension_to_deg", 0.4)],
    ),
]

REASONS: list[Json] = [
    {
        "code": "low_frame_rate",
        "message": "The clip has 30 frames a second, so contact times are rough.",
        "fix": "Film with 60 or more frames a second.",
        "withholds_score": False,
    },
    {
        "code": "slow_motion_corrected",
        "message": "The file plays at half speed; times were corrected by 2.",
        "fix": "Give --capture-fps if this is wrong.",
        "withholds_score": False,
    },
]

CLIP: Json = {
    "name": "",
    "sha256": "ab12" * 16,
    "width": 1280,
    "height": 720,
    "rotation_deg": 0,
    "codec": "h264",
    "container": "mp4",
    "duration_s": 8.0,
    "frames": 480,
    "fps": 60.0,
    "capture_fps_tag": None,
    "created": "2026-11-21T17:40:00Z",
}

SETTINGS: Json = {
    "height_cm": 178,
    "mass_kg": None,
    "sex": "m",
    "age": 35,
    "speed_kmh": None,
    "incline_pct": None,
    "capture_fps": None,
    "model": "full",
    "person": None,
    "start_s": None,
    "end_s": None,
    "back_pain": None,
    "guidelines": None,
}
