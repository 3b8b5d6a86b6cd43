"""The web application of a record, and a server for it on loopback."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from dalel.publish.web import api, documents, figures, overview, places, questions, sources, wording
from dalel.publish.web.asking import Ask, Refused, asked
from dalel.publish.web.guard import Guard, is_loopback
from dalel.publish.web.page import error_page
from dalel.record.store import RecordError

View = Callable[[Ask], Response]

PAGES: dict[str, Callable[..., Response]] = {
    "/": overview.now,
    "/events": overview.events,
    "/events/{id}": overview.event,
    "/figures": figures.figures,
    "/figures/{id}": figures.figure,
    "/map": places.map_,
    "/unknown": overview.unknown,
    "/questions": questions.questions,
    "/promises": questions.promises,
    "/wording": wording.wording,
    "/sources": sources.sources,
    "/sources/{name:path}": sources.source,
    "/documents": documents.documents,
    "/documents/{seq:int}": documents.document,
    "/search": documents.search,
    "/statements": documents.statements,
    "/about": overview.about,
    "/api": api.index,
    "/api/events": api.events,
    "/api/events/{id}": api.event,
    "/api/figures": api.figures,
    "/api/figures/{id}": api.figure,
    "/api/statements": api.statements,
    "/api/sources": api.sources,
    "/api/questions": questions.api_questions,
    "/api/promises": questions.api_promises,
    "/api/documents": api.documents,
    "/api/documents/{seq:int}": api.document,
}


def create_app(path: Path) -> Starlette:
    """The application for the record at `path`. Each request opens it anew, so that it shows what is in it now."""
    routes: list[Route | Mount] = [Route(route, _endpoint(path, view)) for route, view in PAGES.items()]
    routes.append(Route("/healthz", _healthz(path)))
    routes.append(Mount("/static", StaticFiles(directory=str(files("dalel.publish.web") / "static"))))
    handlers: dict[Any, Callable[[Request, Any], Response]] = {
        Refused: partial(_failed, path),
        HTTPException: partial(_failed, path),
        RecordError: partial(_failed, path),
        sqlite3.DatabaseError: partial(_failed, path),
    }
    return Starlette(routes=routes, middleware=[Middleware(Guard)], exception_handlers=handlers)


def serve(
    path: Path, host: str = "127.0.0.1", port: int = 8000, on_start: Callable[[str], object] | None = None
) -> None:
    """Serve until interrupted; `on_start` is told the address once the port is taken.

    Raises ValueError for a host that is not loopback, OSError where the port cannot be had.
    """
    if not is_loopback(host):
        raise ValueError(f"{host} is not this machine alone; the page is served on 127.0.0.1, ::1 or localhost only")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        if on_start is not None:
            shown = f"[{host}]" if ":" in host else host
            on_start(f"http://{shown}:{listening.getsockname()[1]}/")
        config = uvicorn.Config(
            create_app(path), log_level="warning", access_log=False, proxy_headers=False, server_header=False
        )
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listening])


def _endpoint(path: Path, view: Callable[..., Response]) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        with asked(path, request) as ask:
            return view(ask, **request.path_params)

    return endpoint


def _healthz(path: Path) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        with asked(path, request) as ask:
            ask.connection.execute("SELECT 1")
        return JSONResponse({"status": "ok"})

    return endpoint


def _failed(path: Path, request: Request, error: Exception) -> Response:
    """One clear line, as a page or as JSON."""
    if isinstance(error, Refused):
        status, message = error.status, error.message
    elif isinstance(error, HTTPException):
        status = error.status_code
        message = f"There is no page {request.url.path[:80]} here." if status == 404 else error.detail
    elif isinstance(error, RecordError):
        status, message = 503, str(error)
    else:
        status, message = 503, f"The record cannot be read: {error}. Check it with `dalel verify {path}`."
    if request.url.path == "/api" or request.url.path.startswith("/api/") or request.url.path == "/healthz":
        return JSONResponse({"error": message}, status)
    return error_page(status, message)
