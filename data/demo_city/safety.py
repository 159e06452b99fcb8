# SPDX-License-Identifier: Apache-2.0
"""Monthly indicators per beat with a season and hot spots, and the grades of the latest month."""
import math

MONTHS = [f"2025-{m:02d}" for m in (11, 12)] + [f"2026-{m:02d}" for m in range(1, 11)]
LATEST = MONTHS[-1]
MIN_SAMPLE = 30
UNGRADED_SHARE = 0.03

# Where trouble gathers: (x, y, radius in metres, strength).
TROUBLE = ((2050.0, -250.0, 700.0, 2.6), (3300.0, -900.0, 800.0, 1.7),
           (-900.0, -2500.0, 750.0, 1.6), (500.0, 700.0, 600.0, 1.3), (4100.0, 1500.0, 600.0, 0.8))
# Cases per 10,000 residents and month, and how far each sort follows the trouble spots.
RATES = {"criminal": (2.2, 0.9), "public_order": (7.5, 1.0), "theft": (2.6, 1.1),
         "fraud": (3.2, 0.25)}
SEASON = (0.95, 0.90, 0.85, 0.70, 0.90, 0.95, 1.05, 1.12, 1.25, 1.28, 1.08, 1.00)
# Upper ends of levels 1 to 4 of the trouble index.
CUTS = (0.84, 1.04, 1.42, 2.45)


def trouble(x, y):
    return 0.62 + sum(s * math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (r * r))
                      for cx, cy, r, s in TROUBLE)


def poisson(rng, mean):
    limit, k, product = math.exp(-mean), 0, rng.random()
    while product > limit:
        k += 1
        product *= rng.random()
    return k


def indicators(city, rng):
    """Rows (month, code, criminal, public_order, theft, fraud, satisfied, sampled) by month."""
    mood = {b.code: rng.gauss(0, 0.16) for b in city.beats}
    thin = min(city.beats, key=lambda b: b.residents)
    rows = []
    for month, season in zip(MONTHS, SEASON):
        for beat in city.beats:
            level = beat_trouble(city, beat) * math.exp(mood[beat.code])
            counts = [poisson(rng, beat.residents / 1e4 * rate * season * level ** follows)
                      for rate, follows in RATES.values()]
            sampled = rng.randint(48, 120)
            if beat is thin and month == LATEST:
                sampled = 11  # too few to grade: the map must show a grey beat
            share = min(0.98, max(0.55, 0.965 - 0.065 * level + rng.gauss(0, 0.02)))
            rows.append((month, beat.code, *counts, round(share * sampled), sampled))
    return rows


def beat_trouble(city, beat):
    grids = [city.grids[i] for i in beat.members]
    return sum(trouble(*g.centre) * g.residents for g in grids) / beat.residents


def grade(city, rows, rng):
    """Sets the latest month's grade of each beat and grid; None where the data are too thin."""
    recent = [r for r in rows if r[0] in MONTHS[-3:]]
    for beat in city.beats:
        index = _index(beat, [r for r in recent if r[1] == beat.code])
        sampled = next(r[-1] for r in recent if r[1] == beat.code and r[0] == LATEST)
        beat.grade = _level(index) if sampled >= MIN_SAMPLE else None
        for i in beat.members:
            own = trouble(*city.grids[i].centre)
            city.grids[i].grade = _level(0.45 * index + 0.55 * own + rng.gauss(0, 0.10))
    for i in rng.sample(range(len(city.grids)), round(UNGRADED_SHARE * len(city.grids))):
        city.grids[i].grade = None


def _index(beat, rows):
    """The mean ratio of a beat's rates to the usual ones, with dissatisfaction as a surcharge."""
    ratios = []
    for k, (rate, _) in enumerate(RATES.values()):
        expected = rate * beat.residents / 1e4 * len(rows)
        ratios.append(sum(r[2 + k] for r in rows) / expected)
    satisfied = sum(r[-2] for r in rows) / sum(r[-1] for r in rows)
    return 0.85 * sum(ratios) / len(ratios) + 1.2 * (1 - satisfied)


def _level(index):
    return 1 + sum(index > cut for cut in CUTS)
