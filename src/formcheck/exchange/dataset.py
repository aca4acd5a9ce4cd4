"""An xarray dataset as the package movement lays out poses."""

from typing import TYPE_CHECKING

import numpy as np

from formcheck.errors import InstallationError, UsageError
from formcheck.installation import with_extra

if TYPE_CHECKING:
    import xarray as xr

    from formcheck.domain.analysis import Analysis
    from formcheck.domain.pose import PoseTrack


def dataset_of(analysis: "Analysis", track: "PoseTrack | None") -> "xr.Dataset":
    """Return cleaned landmarks with their visibility, in pixels of the upright picture.

    Parameters
    ----------
    analysis : Measured or Refused
    track : PoseTrack or None

    Returns
    -------
    xarray.Dataset
        ``position`` (time, space, keypoints, individuals) and ``confidence`` (time, keypoints,
        individuals); ``time`` is capture time in seconds. The attributes can all be written to
        NetCDF.

    Raises
    ------
    UsageError
        If the landmarks are gone.
    InstallationError
        If xarray is not installed.
    """
    try:
        import xarray as xr
    except ImportError as error:
        raise InstallationError(
            "A dataset needs the package xarray, which is not installed.",
            with_extra("xarray"),
            code="missing_extra",
        ) from error
    if track is None:
        raise UsageError(
            "this analysis has no landmarks beside it.",
            "keep landmarks.csv in its folder, or analyse the clip again",
            code="no_landmarks",
        )
    from formcheck.domain.skeleton import LANDMARKS

    names = [n for n in LANDMARKS if np.isfinite(track.point(n)).any()]
    at = [LANDMARKS.index(name) for name in names]
    position = track.xy_px[:, at].transpose(0, 2, 1)[..., None]
    confidence = track.visibility[:, at][..., None]
    return xr.Dataset(
        {
            "position": (("time", "space", "keypoints", "individuals"), position.copy()),
            "confidence": (("time", "keypoints", "individuals"), confidence.copy()),
        },
        coords={
            "time": track.time_s.copy(),
            "space": ["x", "y"],
            "keypoints": names,
            "individuals": ["runner"],
            "frame": ("time", track.frame.astype(np.int32)),
        },
        attrs={
            "ds_type": "poses",
            "fps": track.fps,
            "time_unit": "seconds",
            "source_software": "formcheck",
            "source_file": analysis.clip.name,
            "formcheck_version": analysis.provenance.formcheck,
            "direction": analysis.direction or "unknown",
        },
    )
