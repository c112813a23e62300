"""The worker cluster of django-q2, which ends as a whole when one of its processes is killed.

The processes share queues guarded by locks. Killed while it waits at a queue – as a worker does nearly always – a
process takes the lock with it: django-q2 puts a new one in its place, but nobody gets past that lock again, and the
queue stands still for ever. So the cluster ends instead, and whoever keeps it running starts it afresh; what was in
hand is tried again, as after any other death.
"""

import logging
import multiprocessing
import sys

from django_q import cluster
from django_q.management.commands.qcluster import Command as ClusterCommand

logger = logging.getLogger(__name__)


class Guard(cluster.Sentinel):
    def reincarnate(self, process):
        """A process that ended by itself, or was too slow, is replaced; one that was killed ends the cluster."""
        if process.exitcode is not None and process.exitcode < 0:
            logger.critical("a process of the cluster was killed by signal %s: all of it ends", -process.exitcode)
            sys.exit(1)  # takes the other processes, its daemons, with it
        super().reincarnate(process)


class Command(ClusterCommand):
    def handle(self, *args, **options):
        cluster.Sentinel = Guard
        super().handle(*args, **options)
        guards = multiprocessing.active_children()
        for guard in guards:
            guard.join()
        if any(guard.exitcode for guard in guards):
            sys.exit(1)  # seen as a failure by what keeps it running
