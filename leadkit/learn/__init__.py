"""Learning: the groups that a machine finds in the same measures, beside those that people wrote down.

k-means looks for k centres such that everybody is near one. It always finds k groups, whether or not there are any, and
it knows no names and no plays; what speaks for it has to be seen: the silhouette says whether the groups stand apart,
the share explained how much nearer people are to their own centre than to everybody's, and the adjusted Rand index how
far two ways of grouping put the same people together. None of these says that a group is worth a plan of its own.

Whoever has an unknown measure is in no group: a machine that fills in a number would be making one up.

``measured`` turns columns into the numbers that a machine sees; ``grouping`` runs k-means (clusters); ``beside`` puts
groups side by side, whoever made them (agree, explained).
"""

from leadkit.learn.beside import agree, explained
from leadkit.learn.grouping import Clusters, clusters

__all__ = ["Clusters", "agree", "clusters", "explained"]
