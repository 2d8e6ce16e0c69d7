"""Figures for Prometheus, in a registry of the app's own. Labels come from closed sets: never an id, a name or what a client chose."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
STATEMENTS = (0, 1, 2, 4, 8, 12, 16, 24, 32, 64, 128, 512)


class Metrics:
    """The figures of one app."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._requests = Counter("kinerja_requests", "Requests answered.", ("method", "route", "status"), registry=self.registry)
        self._seconds = Histogram(
            "kinerja_request_seconds", "Time from request to answer.", ("route",), buckets=SECONDS, registry=self.registry
        )
        self._statements = Histogram(
            "kinerja_request_statements", "Database statements a request.", ("route",), buckets=STATEMENTS, registry=self.registry
        )
        self.turned_away = Counter(
            "kinerja_requests_turned_away", "Requests answered 503 because there was no room.", registry=self.registry
        )
        self.in_progress = Gauge("kinerja_requests_in_progress", "Requests begun and not answered.", registry=self.registry)

    def answered(self, *, method: str, route: str, status: int, seconds: float, statements: int) -> None:
        """Count a request; ``route`` is the path that the app declares, not the one that was asked for."""
        self._requests.labels(method if method in METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        self._statements.labels(route).observe(statements)
