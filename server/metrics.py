"""Figures for Prometheus, in a registry of the app's own. Labels come from closed sets: never an id, a name or what a client chose."""

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
STATEMENTS = (0, 1, 2, 4, 8, 12, 16, 24, 32, 64, 128, 512)


class Connections(Collector):
    """Asks a database for the state of its connections whenever figures are fetched; of none while none is open."""

    def __init__(self) -> None:
        self.ask: Callable[[], dict[str, tuple[int, int]]] = dict

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give the gauges: of each pool the connections that are free and those in use."""
        gauge = GaugeMetricFamily("kinerja_database_connections", "Connections to the database.", labels=("pool", "state"))
        for pool, (free, used) in self.ask().items():
            gauge.add_metric((pool, "free"), free)
            gauge.add_metric((pool, "in_use"), used)
        yield gauge


class LeftReads(Collector):
    """Asks for the root fields that the compiled executor left to the reference executor whenever figures are fetched."""

    def __init__(self) -> None:
        self.ask: Callable[[], Mapping[str, int]] = dict

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Give the counter, by what couldn't be compiled or the kind of error that was left to be placed."""
        counter = CounterMetricFamily("kinerja_reads_left", "Root fields left to the reference executor.", labels=("reason",))
        for reason, count in self.ask().items():
            counter.add_metric((reason,), count)
        yield counter


class Metrics:
    """The figures of one app."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self.connections = Connections()
        self.left = LeftReads()
        self.registry.register(self.connections)
        self.registry.register(self.left)
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
