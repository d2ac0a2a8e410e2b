using SuperResFarm.Jobs.Store;

namespace SuperResFarm.Api.Events;

/// <summary>A job as it stood when it was last looked at, shared by all who watch it.</summary>
/// <param name="job">The job.</param>
internal sealed class JobSnapshot(JobView job)
{
    private const int PagesKept = 8;

    private readonly TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly Queue<(FeedPlace? After, Task<IReadOnlyList<ItemView>> Items)> _pages = new();

    public JobView Job => job;

    public bool HasEnded => job.FinishedAt is not null;

    /// <summary>Done when the job has changed.</summary>
    public Task Replaced => _replaced.Task;

    /// <summary>Tells that there is a later one.</summary>
    public void Replace() => _replaced.TrySetResult();

    /// <summary>Watchers that are equally far read a page of ended items once; only the last few pages are kept.</summary>
    /// <returns>What reading gives.</returns>
    public Task<IReadOnlyList<ItemView>> PageAsync(FeedPlace? after, Func<Task<IReadOnlyList<ItemView>>> read)
    {
        lock (_lock)
        {
            foreach (var page in _pages)
                if (page.After == after && !page.Items.IsFaulted)
                    return page.Items;
            var items = read();
            _pages.Enqueue((after, items));
            if (_pages.Count > PagesKept)
                _pages.Dequeue();
            return items;
        }
    }
}
