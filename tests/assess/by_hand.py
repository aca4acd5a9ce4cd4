"""Rules of one band for the tests of the judging part."""

from assess.example import context, guidelines
from formcheck.assess.bands import (
    resolve,
)
from formcheck.guidelines.schema import BandRule, LinearModel

LEAN = "trunk_lean_deg"


LINE = LinearModel(
    intercept=10.0,
    terms={"speed_kmh": 2.0, "height_m": 5.0, "age_y": 0.5, "female": 3.0},
    centre={"height_m": 1.7},
)


def rule_of(*bands, metric=LEAN, **changed):
    known = guidelines().rule(metric)
    return known.model_copy(update={"band": bands, "why_not_scored": "", **changed})


def with_rule(rule):
    own = guidelines()
    others = tuple(rule if r.id == rule.id else r for r in own.metric)
    return own.model_copy(update={"metric": others})


def band_of(band, side="both", **ctx):
    return resolve(rule_of(band), side, context(**ctx), guidelines())


def edges(band):
    return band.watch_low, band.good_low, band.good_high, band.watch_high


ABSOLUTE = BandRule(good_low=2.0, good_high=8.0, watch_low=0.0, watch_high=12.0, extra_sd=0.5)
