"""Which files a batch takes, and what their folders are called."""

from pathlib import PurePosixPath

import pytest

from formcheck.batch.jobs import find_jobs, folder_names, passed_over, share_cores
from formcheck.errors import UsageError
from formcheck.settings import AnalysisSettings

SETTINGS = AnalysisSettings()


def named(*files):
    return folder_names([PurePosixPath(file) for file in files])


def test_clips_and_tables_are_found_below_the_folder(clips, tmp_path):
    jobs = find_jobs(clips, SETTINGS, leave_out=tmp_path / "out")
    assert [(job.name, job.landmarks) for job in jobs] == [
        ("broken", False),
        ("first", True),
        ("monday/second", True),
        ("monday/third", True),
    ]


def test_results_inside_the_folder_are_not_taken_for_clips(clips):
    out = clips / "results"
    (out / "x").mkdir(parents=True)
    (out / "x" / "annotated.mp4").touch()
    (clips / "earlier").mkdir()
    (clips / "earlier" / "analysis.json").touch()
    (clips / "earlier" / "annotated.mp4").touch()
    (clips / ".trash").mkdir()
    (clips / ".trash" / "old.mp4").touch()
    assert len(find_jobs(clips, SETTINGS, leave_out=out)) == 4


def sources(folder):
    return [job.source for job in find_jobs(folder, SETTINGS, leave_out=folder / "out")]


ONCE = ["broken.mp4", "first.csv", "monday/second.csv", "monday/third.csv"]


@pytest.mark.parametrize(
    ("link", "to"),
    [
        *(("monday/up", ".."), ("self", "."), ("again", "monday"), ("monday/deep/top", "../..")),
        *(("circle", "circle"), ("nowhere", "gone"), ("a.csv", "first.csv")),
        ("monday/z.mp4", "../broken.mp4"),
    ],
)
def test_links_lead_to_nothing_twice(clips, link, to):
    place = clips / link
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(to)
    assert sources(clips) == ONCE


def test_one_file_under_two_names_is_done_once(clips):
    (clips / "same.csv").hardlink_to(clips / "first.csv")
    assert len(sources(clips)) == len(ONCE)


def test_links_that_lead_out_are_followed(clips, tmp_path):
    (tmp_path / "disk").mkdir()
    (clips / "first.csv").rename(tmp_path / "disk" / "first.csv")
    (clips / "disk").symlink_to(tmp_path / "disk")
    assert "disk/first.csv" in sources(clips)


def test_tables_that_are_none_of_ours_are_named(clips):
    (clips / "lab.trc").touch()
    (clips / "sheet.xlsx").touch()
    found = passed_over(clips, leave_out=clips / "out")
    assert [path.name for path in found] == ["lab.trc", "notes.csv", "sheet.xlsx"]


def test_nothing_to_do_is_said(tmp_path):
    with pytest.raises(UsageError, match="no clip and no landmark table"):
        find_jobs(tmp_path, SETTINGS, leave_out=tmp_path / "out")


def test_suffix_stays_where_two_would_collide():
    assert named("a/run.mp4", "a/run.csv", "b/run.mp4") == ["a/run.mp4", "a/run.csv", "b/run"]


def test_capital_letters_do_not_keep_folders_apart():
    assert named("Run.mp4", "run.mov") == ["Run.mp4", "run.mov"]


def test_no_result_lies_inside_another():
    assert named("monday.mp4", "monday/run.mp4") == ["monday.mp4", "monday/run"]


def test_few_clips_share_the_cores(clips, tmp_path):
    jobs = find_jobs(clips, SETTINGS, leave_out=tmp_path / "out")
    assert {job.settings.jobs for job in share_cores(jobs, 8)} == {8}
    two = [job for job in jobs if not job.landmarks] * 2
    assert {job.settings.jobs for job in share_cores(two, 8)} == {4}
    assert {job.settings.jobs for job in share_cores(two * 5, 8)} == {1}
