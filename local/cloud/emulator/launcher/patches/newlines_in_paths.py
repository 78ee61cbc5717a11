"""Lets a path with a newline (`%0A`) reach the API.

MiniStack matches decoded paths with patterns whose `.` stops at a newline, so such a path fits no route, and CloudFront
gives it to the default behaviour: the API's address is answered with the page.
"""

from ministack.services import apigateway, cloudfront

from rewrite import rewrite


def apply() -> None:
    rewrite(cloudfront, "_glob_to_regex", {'"".join(out) + "$")': '"".join(out) + "$", re.DOTALL)'})
    rewrite(
        apigateway,
        "_extract_path_params",
        {'"".join(pattern_parts), request_path)': '"".join(pattern_parts), request_path, re.DOTALL)'},
    )
