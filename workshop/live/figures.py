"""Figures about the live room for Prometheus. No room, seat or address is in any of them.

The pump counts once a batch, never once a client. What stands still until somebody asks (streams,
rooms, followers) is counted when it is asked for, by workshop/metrics.py.
"""

from prometheus_client import Counter, Histogram

drawn = Counter("ten_doors_events_drawn", "Events of the log that were drawn for those who listen.")
drawn_bytes = Counter("ten_doors_fragment_bytes", "Bytes of drawn fragments, each channel's once.")
deliveries = Counter("ten_doors_deliveries", "Writes of news to streams that keep up.")
lag = Histogram(
    "ten_doors_lag_seconds",
    "From the wake-up after a commit until every stream that keeps up was written to.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
replayed = Counter("ten_doors_replayed_events", "Events read again for somebody who came back.")
resyncs = Counter(
    "ten_doors_resyncs", "Pages told to fetch themselves afresh, and why.", ["reason"]
)
stuck = Counter("ten_doors_streams_stuck", "Streams closed because nobody read them.")
gone = Counter("ten_doors_streams_gone", "Streams ended because their seat or sign-in had ended.")
refused = Counter("ten_doors_streams_refused", "Streams that were not opened, and why.", ["reason"])
polls = Counter("ten_doors_polls", "Answers to pages whose way breaks streams.")
