"""Arrays, and the special functions behind scipy's door.

scipy is imported when first needed (it costs memory and start-up time); without it a fit is not
available and values fall back to shrunk rates, which `crm.value.lifetime` says.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class FitUnavailable(Exception):
    """Raised when parameters cannot be estimated: scipy is missing, too little data, no optimum."""


def special() -> Any:  # noqa: ANN401 - scipy has no types
    """Return scipy.special; raises FitUnavailable without scipy."""
    try:
        from scipy import special as functions
    except ImportError as error:
        raise FitUnavailable("scipy is not installed") from error
    return functions


def fitted(negative_log_likelihood: Callable[[Floats], float], start: Floats) -> tuple[Floats, float]:
    """Return positive parameters that minimise, and the log-likelihood there.

    L-BFGS-B over the logarithms keeps parameters positive; Nelder–Mead takes over where the
    gradient by differences fails. Raises FitUnavailable when neither ends well.
    """
    try:
        from scipy.optimize import minimize
    except ImportError as error:
        raise FitUnavailable("scipy is not installed") from error

    def objective(logs: Floats) -> float:
        with np.errstate(all="ignore"):
            value = negative_log_likelihood(np.exp(logs))
        return value if np.isfinite(value) else 1e12

    bounds = [(-9.0, 9.0)] * len(start)
    best = minimize(objective, np.log(start), method="L-BFGS-B", bounds=bounds)
    if not best.success:
        best = minimize(objective, best.x, method="Nelder-Mead", options={"maxiter": 4000, "xatol": 1e-6})
    if not best.success or best.fun >= 1e12:
        raise FitUnavailable(f"no optimum: {best.message}")
    return np.exp(np.asarray(best.x, dtype=np.float64)), -float(best.fun)
