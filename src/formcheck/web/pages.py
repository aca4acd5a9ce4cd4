"""The pages: HTML for people, from the same clips that the API tells of."""

import asyncio
import mimetypes
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from formcheck.domain.files import PICTURES, REPORT_HTML
from formcheck.locales import LANGUAGES
from formcheck.report.pages import environment
from formcheck.settings import OPTIONS
from formcheck.web.api import Api
from formcheck.web.block import BlockPages
from formcheck.web.clip_repository import FINISHED, StoredClip
from formcheck.web.comparison import compared, not_comparable
from formcheck.web.paired_devices import is_this_machine
from formcheck.web.problem import no_such_clip
from formcheck.web.runners import NOBODY, Roster, Runner
from formcheck.web.sandbox import SANDBOX, sandboxed
from formcheck.web.sharing import Printer, in_words, sheet_of
from formcheck.web.view import by_day, day, describe, moment, when
from formcheck.words.guideline_texts import built_in
from formcheck.words.wording import word, wording


class OwnFiles(StaticFiles):
    """Styles, scripts and typefaces; a browser keeps them, and asks whether they are the same."""

    def file_response(self, *args: Any, **options: Any) -> Response:
        """Return one file."""
        response = super().file_response(*args, **options)
        response.headers["cache-control"] = "no-cache"
        return response


mimetypes.add_type("application/manifest+json", ".webmanifest")
_OWN_FILES: Final = OwnFiles(packages=[("formcheck.web", "static"), ("formcheck.report", "static")])


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages, and the API they show."""

    api: Api
    roster: Roster
    blocks: BlockPages
    turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))
    printer: Printer = field(default_factory=Printer)

    def routes(self) -> list[BaseRoute]:
        """Return the routes of all pages, and of the files that they are made with."""
        return [
            Route("/", self.upload),
            Route("/history", self.history),
            Route("/clips/{id}", self.clip),
            Route("/clips/{id}/report", self.report),
            Route("/clips/{id}/change", self.change),
            Route("/clips/{id}/picture", self.picture),
            Route("/clips/{id}/print/report.pdf", self.pdf),
            Route("/clips/{id}/sheet", self.sheet),
            Route("/compare", self.compare),
            Route("/compare/page", self.comparison),
            Route("/runners", self.runners),
            Route("/runners/{id}", self.runner),
            Route("/runners/{id}/block", self.block),
            Route("/how-to-film", self.how_to_film),
            Route("/phone", self.phone),
            Route("/join", self.join),
            Mount("/static", _OWN_FILES),
        ]

    def _page(self, request: Request, template: str, **content: Any) -> Response:
        return HTMLResponse(self.render(request, template, **content))

    def render(self, request: Request, template: str, **content: Any) -> str:
        """Return one page as HTML."""
        here = request.client is not None and is_this_machine(request.client.host)
        page = _environment().get_template(template)
        shown = {
            "languages": LANGUAGES,
            "here": here,
            "phone": here and self.api.paired is not None,
            "path": request.url.path,
        }
        return page.render(**shown, **content)

    async def upload(self, request: Request) -> Response:
        """Show the form to send a clip."""
        due = [(r, day) for r in self._everybody() if (day := self.roster.retest(r))]
        today = datetime.now().astimezone().date()
        return self._page(
            request,
            "upload.html.j2",
            due=[(runner.as_json(), day) for runner, day in due if day <= today],
            clinic=self.api.repository.logo.clinic(),
            **self._form(),
        )

    async def history(self, request: Request) -> Response:
        """Show all clips."""
        clips = self.api.repository.find()
        shown = [self._shown(clip) for clip in reversed(clips)]
        return self._page(
            request,
            "history.html.j2",
            clips=shown,
            days=by_day(shown),
            keep_days=self.api.repository.preferences().keep_days,
            states=wording()["clip_state"],
            runners=[runner.as_json() for runner in self.roster.all()],
        )

    async def clip(self, request: Request) -> Response:
        """Show how far a clip is, or its report."""
        clip = self.api.clip_of(request)
        has_report = (self.api.repository.results(clip.id) / REPORT_HTML).is_file()
        template = (
            "report.html.j2" if has_report and clip.state in {"done", "refused"} else "clip.html.j2"
        )
        film = self.api.repository.original(clip.id).is_file()
        return self._page(request, template, clip=self._shown(clip), sandbox=SANDBOX, film=film)

    async def change(self, request: Request) -> Response:
        """Show what was said about a clip that has ended, to be changed."""
        clip = self.api.clip_of(request)
        if clip.state not in FINISHED:
            raise no_such_clip()
        film = self.api.repository.original(clip.id).is_file()
        return self._page(
            request, "change.html.j2", clip=self._shown(clip), film=film, **self._form()
        )

    async def picture(self, request: Request) -> Response:
        """Return a small picture by which a clip is known again."""
        folder = self.api.repository.results(self.api.clip_of(request).id) / PICTURES
        found = sorted(folder.glob("*.jpg")) if not folder.is_symlink() else []
        if not found or found[0].is_symlink():
            raise no_such_clip()
        return FileResponse(found[0], media_type="image/jpeg")

    async def pdf(self, request: Request) -> Response:
        """Return the report as PDF."""
        clip = self.api.clip_of(request)
        path = await self.printer.report(self.api.repository.results(clip.id))
        return FileResponse(path, media_type="application/pdf", filename=f"{clip.name}.pdf")

    async def sheet(self, request: Request) -> Response:
        """Return the six weeks of a clip on one sheet, sandboxed like a report."""
        results = self.api.repository.results(self.api.clip_of(request).id)
        return _framed(*await asyncio.to_thread(lambda: sandboxed(sheet_of(results))))

    async def report(self, request: Request) -> Response:
        """Return the report of a clip, sandboxed by a policy of its own."""
        clip = self.api.clip_of(request)
        path = self.api.repository.results(clip.id) / REPORT_HTML
        if not path.is_file():
            raise no_such_clip()
        framed = "framed" in request.query_params
        return _framed(*await asyncio.to_thread(_in_words, path, framed=framed))

    async def compare(self, request: Request) -> Response:
        """Show two clips side by side."""
        one, other = self._two(request)
        return self._page(
            request,
            "compare.html.j2",
            clips=[self._shown(one), self._shown(other)],
            sandbox=SANDBOX,
        )

    async def comparison(self, request: Request) -> Response:
        """Return the comparison itself, sandboxed like a report."""
        one, other = self._two(request)
        return _framed(*await compared(one, other, self.api.repository, self.turn))

    def _two(self, request: Request) -> tuple[StoredClip, StoredClip]:
        asked = request.query_params
        one, other = (self.api.repository.get(asked.get(name, "")) for name in ("a", "b"))
        if {one.state, other.state} != {"done"}:
            raise not_comparable()
        return one, other

    async def runners(self, request: Request) -> Response:
        """Show all runners."""
        listed = [
            runner.as_json()
            | {"clips": len(self.roster.clips(runner)), "retest": self.roster.retest(runner)}
            for runner in self._everybody()
        ]
        return self._page(request, "runners.html.j2", runners=listed)

    async def runner(self, request: Request) -> Response:
        """Show one runner: the training block, pain, clips, profile."""
        runner = self.roster.get(request.path_params["id"])
        nobody = self.roster.get(NOBODY)
        return self._page(
            request,
            "runner.html.j2",
            runner=runner.as_json(),
            named=runner.profile is not None,
            clips=[self._shown(clip) for clip in reversed(self.roster.clips(runner))],
            others=[self._shown(clip) for clip in reversed(self.roster.clips(nobody))],
            pain=self.roster.pain(runner),
            retest=self.roster.retest(runner),
            today=datetime.now().astimezone().date(),
            sandbox=SANDBOX,
        )

    async def block(self, request: Request) -> Response:
        """Return the page of a runner's training block, sandboxed like a report."""
        page = await self.blocks.of(self.roster.get(request.path_params["id"]))
        return _framed(*await asyncio.to_thread(sandboxed, page, framed=True))

    def _everybody(self) -> list[Runner]:
        return [*self.roster.all(), self.roster.get(NOBODY)]

    def _form(self) -> dict[str, Any]:
        return {
            "red_flags": built_in().low_back.red_flags,
            "options": OPTIONS,
            "runners": [runner.as_json() for runner in self.roster.all()],
        }

    async def how_to_film(self, request: Request) -> Response:
        """Show how to film."""
        return self._page(request, "film.html.j2")

    async def phone(self, request: Request) -> Response:
        """Show the code for a phone."""
        return self._page(request, "phone.html.j2", on_lan=self.api.paired is not None)

    async def join(self, request: Request) -> Response:
        """Show the door for a phone that has scanned the code."""
        return self._page(request, "join.html.j2")

    def _shown(self, clip: StoredClip) -> dict[str, Any]:
        told = describe(clip, self.api.repository, self.api.queue)
        folder = self.api.repository.results(clip.id) / PICTURES
        return told | {
            "day": day(when(clip)),
            "when": moment(when(clip)),
            "has_picture": folder.is_dir(),
            "state_words": word("clip_state", clip.state),
        }


def _in_words(path: Path, *, framed: bool) -> tuple[str, str]:
    """Return a report in the visitor's language: as it is stored, or rendered again."""
    return sandboxed(in_words(path), framed=framed)


def _framed(text: str, policy: str) -> Response:
    headers = {"content-security-policy": policy, "x-frame-options": "SAMEORIGIN"}
    return HTMLResponse(text, headers=headers)


@cache
def _environment() -> Environment:
    own = environment("formcheck.web")
    film = PrefixLoader({"report": PackageLoader("formcheck.report", "templates")})
    return own.overlay(loader=ChoiceLoader([PackageLoader("formcheck.web", "templates"), film]))
