"""A manifest is checked row by row before any work begins."""

import pytest

from formcheck.batch.manifest import read_manifest
from formcheck.errors import UsageError
from formcheck.settings import AnalysisSettings

SETTINGS = AnalysisSettings(height_cm=170.0)


@pytest.fixture
def manifest(clips):
    def write(text, encoding="utf-8"):
        path = clips / "block.csv"
        path.write_text(text, encoding=encoding)
        return path

    return write


def refused(path):
    with pytest.raises(UsageError) as caught:
        read_manifest(path, SETTINGS)
    return caught.value.what


def test_a_row_has_its_own_letterhead(manifest, clips):
    logo = clips / "North Clinic.png"
    logo.write_bytes(b"\x89PNG\r\n\x1a\n")
    (own, none) = read_manifest(
        manifest("file,letterhead\nfirst.csv,North Clinic.png\nmonday/second.csv,\n"), SETTINGS
    )
    assert own.settings.letterhead == logo
    assert none.settings.letterhead is None
    assert "line 2: letterhead: there is no file West.png" in refused(
        manifest("file,letterhead\nfirst.csv,West.png\n")
    )
    assert "letterhead" in refused(manifest("file,letterhead\nfirst.csv,logo.svg\n"))


def test_rows_become_jobs(manifest):
    path = manifest(
        "file,date,athlete,session,speed_kmh,height_cm,mass_kg,sex,shoe,km_into_run,capture_fps,"
        "pain_0_10,notes\n"
        'first.csv,2026-03-02,Ann,easy,11.5,168,61,F,blue,2.5,120,1,"felt ""good"", sunny"\n'
        "\n"
        "monday/second.csv,,,,,,,,,,,,\n"
    )
    first, second = read_manifest(path, SETTINGS)
    assert (first.name, first.landmarks, first.source) == ("first", True, "first.csv")
    assert first.settings == AnalysisSettings(
        height_cm=168.0,
        speed_kmh=11.5,
        mass_kg=61.0,
        sex="f",
        capture_fps=120.0,
        back_pain=1,
        athlete="Ann",
        note='felt "good", sunny',
    )
    assert first.session.date == "2026-03-02"
    assert first.session.km_into_run == 2.5
    assert first.session.notes == 'felt "good", sunny'
    assert second.name == "monday/second"
    assert second.settings.height_cm == 170.0
    assert second.session.athlete is None


@pytest.mark.parametrize(("noted", "given"), [("0", 0), ("", None), ("2.5", 3), ("7", 7)])
def test_pain_of_a_row_opens_the_back_section_of_its_report(manifest, noted, given):
    path = manifest(f"file,pain_0_10\nfirst.csv,{noted}\n")
    assert read_manifest(path, SETTINGS)[0].settings.back_pain == given


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        *(
            ("20260605", "2026-06-05"),
            ("2026-6-5", "2026-06-05"),
            ("6/5/26", None),
            ("5.6.2026", "2026-06-05"),
        ),
        *(("05.06.2026", "2026-06-05"), ("2026/6/5", "2026-06-05"), ("2026-W23-5", "2026-06-05")),
        *(("2026-06-05 07:30", "2026-06-05T07:30:00"), ("20260605T0730", "2026-06-05T07:30:00")),
        ("05.06.2026 07:30", "2026-06-05T07:30:00"),
    ],
)
def test_dates_are_kept_in_one_form(manifest, written, kept):
    path = manifest(f"file;date\nfirst.csv;{written}\n")
    if kept is None:
        assert f"{written!r} is no date" in refused(path)
    else:
        assert read_manifest(path, SETTINGS)[0].session.date == kept


def test_mixed_dates_stand_in_one_order(manifest):
    days = {
        "first.csv": "20260605",
        "monday/second.csv": "9.6.2026",
        "monday/third.csv": "2026-06-02",
    }
    rows = "".join(f"{name};{day}\n" for name, day in days.items())
    jobs = read_manifest(manifest(f"file;date\n{rows}"), SETTINGS)
    in_order = sorted(jobs, key=lambda job: job.session.date)
    assert [job.source for job in in_order] == [
        "monday/third.csv",
        "first.csv",
        "monday/second.csv",
    ]


def test_semicolons_and_a_byte_order_mark(manifest):
    path = manifest("file;athlete\nfirst.csv;Zoë\n", encoding="utf-8-sig")
    assert read_manifest(path, SETTINGS)[0].session.athlete == "Zoë"


def test_a_clip_from_behind_goes_with_the_first_from_the_side_of_its_session(manifest, clips):
    second, third = "monday/second.csv", "monday/third.csv"
    head = "file,session,athlete,view\n"
    (job,) = read_manifest(
        manifest(f"{head}{second},easy,Ann,Back\nfirst.csv,easy,Ann,\n"), SETTINGS
    )
    assert (job.name, job.rear) == ("first", clips / second)
    rows = f"first.csv,easy,Ann,side\n{third},easy,Ann,side\n{second},easy,Ann,back\n"
    jobs = read_manifest(manifest(head + rows), SETTINGS)
    assert [(job.name, job.rear) for job in jobs] == [
        ("first", clips / second),
        ("monday/third", None),
    ]


@pytest.mark.parametrize(("session", "athlete"), [("", "Ann"), ("hard", "Ann"), ("easy", "Ben")])
def test_one_from_behind_without_its_side_is_measured_by_itself(manifest, session, athlete):
    rows = f"first.csv,easy,Ann,side\nmonday/second.csv,{session},{athlete},back\n"
    jobs = read_manifest(manifest(f"file,session,athlete,view\n{rows}"), SETTINGS)
    assert [(job.name, job.rear) for job in jobs] == [("first", None), ("monday/second", None)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("file,view\nfirst.csv,front\n", "line 2: view: 'front' is not 'side' or 'back'"),
        (
            "file,session,view\nfirst.csv,a,side\nmonday/second.csv,a,back\nmonday/third.csv,a,back\n",
            "line 4: session a has a clip from behind already",
        ),
        ("athlete\nAnn\n", "line 1: the column 'file' is missing"),
        ("file,athlet\nfirst.csv,Ann\n", "did you mean 'athlete'?"),
        ("file,shoe,shoe\nfirst.csv,a,b\n", "line 1: the column 'shoe' stands there twice"),
        ("file\n", "has no rows"),
        ("file,speed_kmh\nfirst.csv,fast\n", "line 2: speed_kmh: 'fast' is not a number"),
        ("file,speed_kmh\n\nfirst.csv,90\n", "line 3: speed_kmh: 90 is outside 2 to 45"),
        ("file,speed_kmh\nfirst.csv,nan\n", "line 2: speed_kmh: nan is outside"),
        ("file,date\nfirst.csv,2/3/2026\n", "line 2: date: '2/3/2026' is no date"),
        ("file,date\nfirst.csv,31.2.2026\n", "line 2: date: '31.2.2026' is no date"),
        ("file,sex\nfirst.csv,x\n", "line 2: sex: 'x' is not 'f' or 'm'"),
        ("file\nnobody.mp4\n", "line 2: there is no file nobody.mp4"),
        ("file\nnotes.txt\n", "line 2: notes.txt is neither a clip nor a landmark table"),
        ("file,shoe\nfirst.csv\n", "line 2: the header has 2 fields, this line has 1"),
        ("file,shoe\n,blue\n", "line 2: no file is named"),
        ("file\nfirst.csv\n./first.csv\n", "line 3: ./first.csv stands in line 2 already"),
        ('file,notes\nfirst.csv,"two\nlines"\nnobody.csv,\n', "line 4: there is no file"),
    ],
)
def test_faults_are_named_with_their_line(manifest, text, said):
    assert said in refused(manifest(text))


def test_many_faults_are_counted(manifest):
    what = refused(manifest("file\n" + "nobody.mp4\n" * 6))
    assert what.count("line ") == 3
    assert "and 3 more" in what
