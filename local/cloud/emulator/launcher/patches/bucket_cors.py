"""Lets a bucket's own CORS rules decide which pages may send to it.

MiniStack does so only with its authentication on; otherwise it lets every page send anything to any bucket, and a wrong
rule of ours would first be seen on AWS.
"""

import sys
from importlib import import_module

from rewrite import rewrite

ONLY_RULES = "# Under AUTH only the bucket's CORS configuration adds CORS headers."


def apply() -> None:
    import_module("ministack.app")
    # The package has a name `app` of its own: the ASGI application.
    app = sys.modules["ministack.app"]
    rewrite(
        app,
        "_handle_options_request",
        {", path) if AUTH else None": ", path)"},
    )
    rewrite(
        app,
        "_handle_special_data_plane_request",
        {
            "if AUTH and (target := _s3_cors_target(": "if (target := _s3_cors_target(",
            "wildcard_cors=not AUTH": "wildcard_cors=False",
        },
    )
    rewrite(
        app,
        "_dispatch_service_request",
        # The same condition stands once more further up, about access control.
        {f'if AUTH and service == "s3":\n        {ONLY_RULES}': f'if service == "s3":\n        {ONLY_RULES}'},
    )
