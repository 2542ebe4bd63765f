"""The beta distribution's quantiles, for many counts at once (NumPy has none)."""

from __future__ import annotations

from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Stirling's series is exact to 1e-15 from here on; smaller arguments are shifted up.
STIRLING_FROM: Final = 12
TINY: Final = 1e-300
#: Most terms of the continued fraction, most steps of the search, and when both may stop.
TERMS: Final = 2000
STEPS: Final = 100
PRECISE: Final = 1e-11


def log_gamma(x: Floats) -> Floats:
    """Logarithm of the gamma function for x > 0, absolute error below 1e-12.

    Source:
        Abramowitz & Stegun, Handbook of Mathematical Functions, 6.1.41.
    """
    shifted, lift = x.astype(np.float64), np.zeros_like(x, dtype=np.float64)
    for _step in range(STIRLING_FROM):
        low = shifted < STIRLING_FROM
        lift = lift + np.where(low, np.log(shifted), 0.0)
        shifted = np.where(low, shifted + 1, shifted)
    square = shifted**-2
    series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / shifted
    return np.asarray((shifted - 0.5) * np.log(shifted) - shifted + 0.5 * np.log(2 * np.pi) + series - lift)


def beta_cdf(x: Floats, a: Floats, b: Floats) -> Floats:
    """Regularised incomplete beta function I_x(a, b), elementwise.

    Args:
        x: in [0, 1].
        a: > 0.
        b: > 0.

    Source:
        Numerical Recipes, 3rd ed., 6.4 (modified Lentz continued fraction).
    """
    value = _cdf(np.clip(x, TINY, 1 - 1e-16), a, b, _log_beta(a, b))
    return np.asarray(np.where(x <= 0, 0.0, np.where(x >= 1, 1.0, value)))


def _log_beta(a: Floats, b: Floats) -> Floats:
    """Logarithm of the beta function."""
    return log_gamma(a) + log_gamma(b) - log_gamma(a + b)


def _cdf(x: Floats, a: Floats, b: Floats, log_beta: Floats) -> Floats:
    """I_x(a, b) strictly inside (0, 1), by the tail whose fraction converges quickly."""
    swap = x > (a + 1) / (a + b + 2)
    y, p, q = np.where(swap, 1 - x, x), np.where(swap, b, a), np.where(swap, a, b)
    front = np.exp(p * np.log(y) + q * np.log1p(-y) - log_beta)
    value = front * _fraction(y, p, q) / p
    return np.asarray(np.where(swap, 1 - value, value))


def _fraction(x: Floats, a: Floats, b: Floats) -> Floats:
    """Lentz's continued fraction of the incomplete beta function."""
    c = np.ones_like(x)
    d = 1 / _nonzero(1 - (a + b) * x / (a + 1))
    total = d.copy()
    for m in range(1, TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        factor = np.ones_like(x)
        for term in (even, odd):
            d = 1 / _nonzero(1 + term * d)
            c = _nonzero(1 + term / c)
            factor = factor * d * c
        previous, total = total, total * factor
        if float(np.abs(total - previous).max(initial=0.0)) <= 1e-15 * float(np.abs(total).max(initial=1.0)):
            break
    return total


def _nonzero(x: Floats) -> Floats:
    """Keep a denominator away from zero."""
    return np.where(np.abs(x) < TINY, TINY, x)


def beta_quantile(q: float, a: Floats, b: Floats) -> Floats:
    """x with I_x(a, b) = q, elementwise, absolute error below 1e-10.

    Args:
        q: in (0, 1).
        a: (n,) > 0.
        b: (n,) > 0.

    Returns:
        (n,) values in [0, 1]: Newton steps, halving wherever one would leave the bracket.
    """
    log_beta = _log_beta(a, b)
    low, high = np.zeros_like(a), np.ones_like(a)
    # Start where the logit is as if normal; Newton needs a handful of steps from there.
    logit = np.log(a / b) + NormalDist().inv_cdf(q) * np.sqrt(1 / a + 1 / b)
    x = np.clip(1 / (1 + np.exp(-logit)), 1e-12, 1 - 1e-12)
    left = np.arange(len(a))
    for _step in range(STEPS):
        p, r, y, beta = a[left], b[left], x[left], log_beta[left]
        error = _cdf(y, p, r, beta) - q
        low[left], high[left] = np.where(error < 0, y, low[left]), np.where(error < 0, high[left], y)
        slope = np.exp((p - 1) * np.log(y) + (r - 1) * np.log1p(-y) - beta)
        step = y - error / np.maximum(slope, TINY)
        x[left] = np.where((step > low[left]) & (step < high[left]), step, (low[left] + high[left]) / 2)
        left = left[np.abs(x[left] - y) > PRECISE]
        if not len(left):
            break
    return x
