"""What is told of an error, wherever it is told."""

from __future__ import annotations

import traceback


def tell_all(problem: BaseException) -> str:
    """Everything that an error report would hold: texts, attributes, and each frame's locals."""
    told = [repr(problem), str(problem), repr(problem.args), repr(vars(problem))]
    for link in (problem, problem.__cause__, problem.__context__):
        if link is not None:
            report = traceback.TracebackException.from_exception(link, capture_locals=True)
            # The test's own frame knows the secret of course; what counts is the package's.
            told += [repr(f.locals) for f in report.stack if "omneo_id_web" in f.filename]
    return "\n".join(told)
