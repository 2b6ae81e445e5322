"""The headers that every answer of the portal carries, and what of them an answer lacks."""

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
DIRECTIVES = {
    "default-src": ["'none'"], "script-src": ["'self'"], "style-src": ["'self'"], "img-src": ["'self'", "data:"],
    "font-src": ["'self'"], "connect-src": ["'self'"], "manifest-src": ["'self'"], "form-action": ["'self'"],
    "base-uri": ["'none'"], "frame-ancestors": ["'none'"], "object-src": ["'none'"],
}  # fmt: skip
# A file that somebody uploaded may do nothing at all, even where a browser opens it.
OF_A_FILE = {"sandbox": [], "default-src": ["'none'"]}


def missing_headers(response, *, kept_by_nobody: bool = False) -> list[str]:
    """What the answer should carry and does not; also whether browsers and proxies may keep it."""
    found = [name for name, value in ALWAYS.items() if response.headers.get(name) != value]
    if "camera=()" not in response.headers.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    is_file = response.headers.get("Content-Disposition", "").startswith("attachment")
    if directives_of(response) != DIRECTIVES and not (is_file and directives_of(response) == OF_A_FILE):
        found.append("Content-Security-Policy")
    if kept_by_nobody and "no-store" not in response.headers.get("Cache-Control", ""):
        found.append("Cache-Control")
    return found + [name for name in ("Server", "X-Powered-By") if name in response.headers]


def directives_of(response) -> dict[str, list[str]]:
    parts = [part.split() for part in response.headers.get("Content-Security-Policy", "").split(";") if part.strip()]
    return {name: values for name, *values in parts}
