"""CSV and Parquet: all that is known frame by frame, in one table."""

from pathlib import Path

import pandas as pd

from formcheck.domain.skeleton import SIDES
from formcheck.errors import InstallationError
from formcheck.exchange.motion import Motion, joint_angles_deg, stance
from formcheck.installation import with_extra


def frame_table(motion: Motion) -> pd.DataFrame:
    """One row a frame: time, stance of each foot, angles, landmarks forward and up."""
    columns = {"frame": motion.track.frame, "time_s": motion.time_s.round(6)}
    for side in SIDES:
        columns[f"stance_{side[0]}"] = stance(motion, side).astype(int)
    for name, values in joint_angles_deg(motion).items():
        columns[f"{name}_deg"] = values.round(3)
    for name in motion.seen:
        for axis, direction in enumerate(("forward", "up")):
            columns[f"{name}_{direction}_{motion.unit}"] = motion.point(name)[:, axis].round(5)
    return pd.DataFrame(columns)


def write_csv(motion: Motion, path: Path) -> None:
    """Write the table as CSV; what was not seen is left empty."""
    frame_table(motion).to_csv(path, index=False, lineterminator="\n")


def write_parquet(motion: Motion, path: Path) -> None:
    """Write the table as Parquet.

    Raises
    ------
    InstallationError
        If pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: F401 - pandas would name it, but not the extra
    except ImportError as error:
        raise InstallationError(
            "Parquet files need the package pyarrow, which is not installed.",
            with_extra("parquet"),
            code="missing_extra",
        ) from error
    frame_table(motion).to_parquet(path, index=False)
