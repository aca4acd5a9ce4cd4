"""The API in the words of OpenAPI 3.1."""

from functools import cache
from typing import Any, Final

from formcheck.version import __version__
from formcheck.web.clip_repository import FINISHED, UNFINISHED
from formcheck.web.form import ClipForm, Preferences
from formcheck.web.runners import PainNote, Profile
from formcheck.web.view import FILES

Json = dict[str, Any]

_CLINIC: Final[Json] = {
    "type": "object", "properties": {"clinic": {"type": ["string", "null"]}}
}  # fmt: skip
_REASONS: Final[dict[int, str]] = {
    400: "The request cannot be read",
    401: "This phone has not been invited",
    403: "Not allowed from there",
    404: "There is no such clip, runner or file",
    408: "Nothing came for too long; continue from `received`",
    409: "Not possible in the clip's state, or the wrong offset",
    413: "Too large, too long, or too many pixels",
    415: "Not a video, or not JSON",
    421: "The Host header names another server",
    422: "A field is out of its range",
    429: "Too much at once; try again later",
    507: "No room on the disk or in the history",
}


@cache
def description() -> Json:
    """Return the description of the whole API."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "formcheck",
            "version": __version__,
            "description": "Upload a clip of a runner, follow its analysis, fetch the results. "
            "Served on this machine only unless started with --lan.",
        },
        "paths": _paths(),
        "components": {"schemas": _schemas()},
    }


def _paths() -> Json:
    made, none = _ok("The clip", _ref("Clip")), {"description": "Deleted"}
    return {
        "/api/clips": {
            "get": _call("List clips, the newest first", {200: _ok("Clips", _clips())}, [],
                         query={"q": {"type": "string"}, "state": {"type": "string"}}),
            "post": _call("Announce a clip; its bytes follow with PUT", {201: made},
                          [400, 413, 415, 422, 429, 507], body=_json(_ref("ClipForm"))),
            "put": _call("Announce a clip and send it in one call", {201: made},
                         [408, 413, 415, 422, 429, 507], body=_bytes(), query=_form_query()),
        },
        **_clip_paths(),
        **_runner_paths(),
        "/api/preferences": {
            "get": _call("What holds for the history", {200: _ok("", _ref("Preferences"))}, []),
            "put": _call("Change it", {200: _ok("", _ref("Preferences"))}, [400, 413, 415, 422],
                         body=_json(_ref("Preferences"))),
        },
        "/api/letterhead": {
            "get": _call("Whose logo stands on the reports", {200: _ok("", _CLINIC)}, []),
            "put": _call("Keep a logo (PNG, JPEG, up to 2 MB); its file name is the clinic's name",
                         {200: _ok("", _CLINIC)}, [408, 413, 415, 507], body=_bytes(),
                         query={"name": {"type": "string"}}),
            "delete": _call("Forget the logo", {204: none}, []),
        },
        "/api/invitation": {
            "post": _call("Make a one-time code for a phone",
                          {200: _ok("Link and QR code", {"type": "object"})}, [403, 409]),
        },
        "/api/join": {
            "post": _call("Come in with a code", {200: _ok("A cookie", {"type": "object"})},
                          [400, 403, 413, 415], body=_json({"type": "object"})),
        },
        "/api/openapi.json": {
            "get": _call("This description", {200: _ok("OpenAPI", {"type": "object"})}, []),
        },
    }  # fmt: skip


def _clip_paths() -> Json:
    clip, none = _ok("The clip", _ref("Clip")), {"description": "Deleted"}
    one = "/api/clips/{id}"
    return {
        one: {
            "get": _call("How far a clip has come", {200: clip}, [404], clip_id=True),
            "put": _call("Send bytes from an offset on; a dropped upload goes on at `received`",
                         {200: clip}, [404, 408, 409, 413, 415, 422, 507], clip_id=True,
                         body=_bytes(), query={"offset": {"type": "integer", "minimum": 0}}),
            "patch": _call("Change what was said about a clip, while it is being sent or "
                           "when it has ended; then it is measured again from what was kept",
                           {200: clip}, [400, 404, 408, 409, 413, 415, 422], clip_id=True,
                           body=_json(_ref("ClipForm"))),
            "delete": _call("Delete a clip with all its files", {204: none}, [404], clip_id=True),
        },
        f"{one}/rear": {
            "put": _call("Send bytes of the same run filmed from behind, which `rear_name` and "
                         "`rear_size` have announced; the analysis begins when both are there",
                         {200: clip}, [404, 408, 409, 413, 415, 422, 507], clip_id=True,
                         body=_bytes(), query={"offset": {"type": "integer", "minimum": 0}}),
        },
        f"{one}/cancel": {
            "post": _call("End an upload or an analysis", {200: clip}, [404, 409], clip_id=True),
        },
        f"{one}/events": {
            "get": _call("Each change as a server-sent event, until the clip has ended",
                         {200: {"description": "Events whose data is a Clip",
                                "content": {"text/event-stream": {}}}}, [404, 429], clip_id=True),
        },
        f"{one}/files/{{name}}": {
            "get": _call("One file of an analysis", {200: {"description": "The file"}}, [404],
                         clip_id=True, name=True),
        },
    }  # fmt: skip


def _runner_paths() -> Json:
    runner = {200: _ok("The runner", _ref("Runner"))}
    days = {200: _ok("Pain by day", {"type": "object"})}
    none, profile = {204: {"description": "Removed"}}, _json(_ref("Profile"))
    listed = {"type": "object", "properties": {"runners": {"type": "array"}}}
    wrong = [400, 404, 408, 413, 415, 422]
    return {
        "/api/runners": {
            "get": _call("List the runners", {200: _ok("Runners", listed)}, []),
            "post": _call("Take a runner in", {201: runner[200]}, [*wrong, 429], body=profile),
        },
        "/api/runners/{id}": {
            "put": _call("Replace a profile", runner, wrong, clip_id=True, body=profile),
            "delete": _call("Forget a runner; the clips stay", none, [404], clip_id=True),
        },
        "/api/runners/{id}/pain": {
            "get": _call("What was noted of pain", days, [404], clip_id=True),
            "put": _call("Note the pain of a day; without a number take the note away", days,
                         wrong, clip_id=True, body=_json(_ref("PainNote"))),
        },
    }  # fmt: skip


def _call(
    summary: str,
    answers: Json | dict[int, Json],
    problems: list[int],
    *,
    clip_id: bool = False,
    name: bool = False,
    body: Json | None = None,
    query: Json | None = None,
) -> Json:
    """Describe one call; 401, 403 and 421 can be the answer to any."""
    always = {401, 403, 421}
    parameters = [
        {"name": key, "in": "query", "required": key == "name", "schema": schema}
        for key, schema in (query or {}).items()
    ]
    if clip_id:
        schema = {"type": "string", "format": "uuid"}
        parameters.append({"name": "id", "in": "path", "required": True, "schema": schema})
    if name:
        names = {"type": "string", "enum": list(FILES)}
        parameters.append({"name": "name", "in": "path", "required": True, "schema": names})
    said = {str(status): answer for status, answer in answers.items()}
    for status in sorted(always | set(problems)):
        said[str(status)] = _ok(_REASONS[status], _ref("Error"))
    call: Json = {"summary": summary, "parameters": parameters, "responses": said}
    return call | ({"requestBody": body} if body else {})


def _ok(text: str, schema: Json) -> Json:
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def _json(schema: Json) -> Json:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _bytes() -> Json:
    return {"required": True, "content": {"application/octet-stream": {}}}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _clips() -> Json:
    return {"type": "object", "properties": {"clips": {"type": "array", "items": _ref("Clip")}}}


def _form_query() -> Json:
    fields: Json = ClipForm.model_json_schema()["properties"]
    return {name: schema for name, schema in fields.items() if name != "size"}


def _schemas() -> Json:
    number = {"type": "number"}
    text = {"type": "string"}
    maybe_text = {"type": ["string", "null"]}
    clip: Json = {
        "id": {"type": "string", "format": "uuid"},
        "name": text,
        "state": {"enum": [*UNFINISHED, *FINISHED]},
        "words": {"type": "string", "description": "The state for people"},
        "finished": {"type": "boolean"},
        "created_utc": text,
        "finished_utc": maybe_text,
        "size": {"type": ["integer", "null"], "description": "Bytes, where announced"},
        "received": {"type": "integer", "description": "Bytes on the disk"},
        "rear": {
            "type": ["object", "null"],
            "required": ["name", "size", "received"],
            "description": "The film from behind, where one was announced",
            "properties": {
                "name": text,
                "size": {"type": "integer"},
                "received": {"type": "integer"},
            },
        },
        "percent": number,
        "left_s": {"type": ["number", "null"]},
        "ahead": {"type": "integer", "description": "Clips that come before this one"},
        "told": {"type": "object", "description": "What was said about the runner"},
        "facts": {"type": "object", "description": "What the file says about itself"},
        "summary": {"type": "object", "description": "Verdict, score and a few numbers"},
        "error": {"type": ["object", "null"]},
        "files": {"type": "array", "items": {"enum": list(FILES)}},
    }
    error = {"code": text, "what": text, "fix": text, "words": text}
    return {
        "Clip": {"type": "object", "properties": clip, "required": list(clip)},
        "ClipForm": ClipForm.model_json_schema(),
        "Preferences": Preferences.model_json_schema(),
        "Profile": Profile.model_json_schema(),
        "Runner": Profile.model_json_schema(),
        "PainNote": PainNote.model_json_schema(),
        "Error": {
            "type": "object",
            "properties": {
                "error": {"type": "object", "properties": error, "required": list(error)}
            },
            "required": ["error"],
        },
    }
