"""All metrics, in the order in which they are reported.

Every file of this package that registers a metric is found by itself; a metric of one's own is
known from the moment its module is imported.
"""

from importlib import import_module
from pkgutil import iter_modules

from formcheck import metrics
from formcheck.metrics.base import REGISTRY, Metric
from formcheck.metrics.spec import Lead, MetricView

__all__ = ["REGISTRY", "all_metrics", "lead_of"]

for _module in iter_modules(metrics.__path__):
    import_module(f"{metrics.__name__}.{_module.name}")


def all_metrics(view: MetricView = "side") -> tuple[Metric, ...]:
    """Every registered metric that holds for a view, in reading order."""
    seen = [metric for metric in REGISTRY.values() if view in metric.spec.views]
    return tuple(sorted(seen, key=lambda metric: (metric.spec.order, metric.spec.id)))


def lead_of(metric_id: str) -> Lead:
    """Which row stands for a metric; the near leg's for one that is not registered."""
    known = REGISTRY.get(metric_id)
    return known.spec.leads if known else "near"
