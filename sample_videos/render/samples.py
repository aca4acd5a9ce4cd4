"""What the sample clips show: runner, clothes, running form, camera, picture."""

WOMAN = {"gender": 1.0, "height": 0.50, "muscle": 0.50, "weight": 0.30, "age": 0.6}
MAN = {"gender": 0.0, "height": 0.45, "muscle": 0.55, "weight": 0.35, "age": 0.6}

LIGHT = {  # of a runner seen from the right; mirrored for one seen from the left
    "dir": (-0.25, 0.45, -0.9),
    "key": (0.72, 0.70, 0.66),
    "sky": (0.80, 0.81, 0.84),
    "ground": (0.50, 0.49, 0.47),
}

SAMPLES = {
    "sound_runner_treadmill": {
        "description": "sound form on a treadmill: runs to the right, landscape, 60 fps",
        "direction": "right",
        "width": 1280,
        "height": 720,
        "fps": 60,
        "duration_s": 8,
        "start_s": 0.4,
        "body": WOMAN,
        "look": {"sleeve": 0.30, "shorts": 0.45, "hair": 0.2, "ponytail": True, "tights": True},
        "colours": {
            "cSkin": (0.76, 0.56, 0.45),
            "cShirt": (0.12, 0.47, 0.58),
            "cShorts": (0.13, 0.14, 0.20),
            "cShoe": (0.95, 0.45, 0.25),
            "cSole": (0.93, 0.93, 0.9),
            "cHair": (0.32, 0.20, 0.11),
            "cSock": (0.9, 0.9, 0.9),
            "cStripe": (0.93, 0.93, 0.90),
            "pattern": 0.0,
            "tights": 1.0,
        },
        "palette": {
            "floor": (0.34, 0.36, 0.39),
            "wall": (0.62, 0.63, 0.60),
            "mill": (0.30, 0.31, 0.33),
            "post": (0.45, 0.45, 0.47),
        },
        "camera": {"distance_m": 3.6, "height_m": 1.0, "look_at_height_m": 0.86, "focal_px": 1050},
        "gait": {
            "cadence": 174,
            "speed": 3.0,
            "lean": 6,
            "ahead": 0.18,
            "strike": 5,
            "knee_ic": 17,
            "knee_min": 8,
            "vo_scale": 0.85,
            "seed": 11,
        },
    },
    "overstrider_portrait": {
        "description": "overstrides with a bent trunk and slow steps: runs to the left, portrait, "
        "30 fps",
        "direction": "left",
        "width": 720,
        "height": 1280,
        "fps": 30,
        "duration_s": 10,
        "start_s": 0.4,
        "body": MAN,
        "look": {"sleeve": 0.45, "shorts": 0.55},
        "colours": {
            "cSkin": (0.80, 0.60, 0.48),
            "cShirt": (0.72, 0.22, 0.20),
            "cShorts": (0.14, 0.15, 0.18),
            "cShoe": (0.30, 0.62, 0.85),
            "cSole": (0.93, 0.93, 0.9),
            "cHair": (0.14, 0.10, 0.07),
            "cSock": (0.9, 0.9, 0.9),
            "cStripe": (0.85, 0.85, 0.83),
            "pattern": 0.0,
            "tights": 0.0,
        },
        "palette": {
            "floor": (0.38, 0.34, 0.30),
            "wall": (0.54, 0.60, 0.64),
            "mill": (0.42, 0.43, 0.45),
            "post": (0.24, 0.24, 0.26),
        },
        "camera": {"distance_m": 3.6, "height_m": 1.05, "look_at_height_m": 0.9, "focal_px": 1290},
        "gait": {
            "cadence": 150,
            "speed": 3.0,
            "lean": 17,
            "ahead": 0.32,
            "strike": 22,
            "contact": 0.303,
            "knee_min": 8,
            "vo_scale": 0.75,
            "seed": 12,
        },
    },
}
