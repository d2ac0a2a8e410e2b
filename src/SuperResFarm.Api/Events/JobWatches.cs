using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Api.Events;

/// <summary>One look at the database for all who watch the same job.</summary>
internal sealed class JobWatches(JobReader reader, TimeProvider time, ILogger<JobWatches> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, (JobWatch Watch, int Watchers)> _watches = [];

    /// <summary>How many jobs are watched.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _watches.Count;
        }
    }

    /// <returns>The watch of a job, until the ticket is disposed.</returns>
    /// <param name="job">As it stands.</param>
    public Ticket Enter(JobView job)
    {
        lock (_lock)
        {
            var (watch, watchers) = _watches.TryGetValue(job.Id, out var known) ? known : (new JobWatch(job, reader, time, logger), 0);
            _watches[job.Id] = (watch, watchers + 1);
            return new Ticket(this, job.Id, watch);
        }
    }

    /// <summary>Tells that something of these jobs was written.</summary>
    public void Touch(IEnumerable<Guid> jobs)
    {
        lock (_lock)
            foreach (var job in jobs)
                if (_watches.TryGetValue(job, out var known))
                    known.Watch.Touch();
    }

    private void Leave(Guid job)
    {
        lock (_lock)
        {
            var (watch, watchers) = _watches[job];
            if (watchers > 1)
            {
                _watches[job] = (watch, watchers - 1);
                return;
            }
            _watches.Remove(job);
            watch.Dispose();
        }
    }

    /// <summary>The right to watch a job.</summary>
    internal sealed class Ticket(JobWatches watches, Guid job, JobWatch watch) : IDisposable
    {
        private JobWatches? _watches = watches;

        public JobWatch Watch => watch;

        public void Dispose() => Interlocked.Exchange(ref _watches, null)?.Leave(job);
    }
}
