// Several tests measure what the process allocates, and all share one small server.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
