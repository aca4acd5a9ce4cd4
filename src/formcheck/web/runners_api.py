"""The HTTP API of the runners."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from formcheck.web.api import json_of
from formcheck.web.form import read
from formcheck.web.runners import PainNote, Profile, Roster, Runner, no_such_runner


@dataclass(frozen=True, slots=True)
class RunnersApi:
    """The calls about runners."""

    roster: Roster

    def routes(self) -> list[Route]:
        """Return the routes under ``/api/runners``."""
        one = "/api/runners/{id}"
        return [
            Route("/api/runners", self.list_runners, methods=["GET"]),
            Route("/api/runners", self.add, methods=["POST"]),
            Route(one, self.change, methods=["PUT"]),
            Route(one, self.remove, methods=["DELETE"]),
            Route(f"{one}/pain", self.pain, methods=["GET"]),
            Route(f"{one}/pain", self.note, methods=["PUT"]),
        ]

    def _named(self, request: Request) -> Runner:
        runner = self.roster.get(request.path_params["id"])
        if runner.profile is None:
            raise no_such_runner()
        return runner

    async def list_runners(self, _request: Request) -> Response:
        """List the runners by name."""
        return JSONResponse({"runners": [runner.as_json() for runner in self.roster.all()]})

    async def add(self, request: Request) -> Response:
        """Take a runner in."""
        profile = read(Profile, await json_of(request))
        return JSONResponse(self.roster.add(profile).as_json(), 201)

    async def change(self, request: Request) -> Response:
        """Replace what is known of a runner."""
        runner = self._named(request)
        profile = read(Profile, await json_of(request))
        return JSONResponse(self.roster.change(runner, profile).as_json())

    async def remove(self, request: Request) -> Response:
        """Forget a runner; the clips stay."""
        self.roster.remove(self._named(request))
        return Response(status_code=204)

    async def pain(self, request: Request) -> Response:
        """Return what was noted of pain."""
        return JSONResponse(self._pain_of(self._named(request)))

    async def note(self, request: Request) -> Response:
        """Note the pain of a day."""
        runner = self._named(request)
        self.roster.note(runner, read(PainNote, await json_of(request)))
        return JSONResponse(self._pain_of(runner))

    def _pain_of(self, runner: Runner) -> dict[str, list[dict[str, str | int]]]:
        return {"pain": [{"day": day, "pain": pain} for day, pain in self.roster.pain(runner)]}
