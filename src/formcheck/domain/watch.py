"""What a watch says of the same run."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Watch:
    """Medians over the running records of one activity.

    Attributes
    ----------
    file : str
        Name of the file.
    n_records : int
        Records in which the wearer ran.
    values : mapping of str to float
        Metric id to value in formcheck's unit; only what the watch stores.
    """

    file: str
    n_records: int
    values: Mapping[str, float]
