using SuperResFarm.Cli.Watching;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.Fetching;

/// <summary>Calls images by the names that they have on this machine, and has the result of each fetched that succeeds.</summary>
/// <param name="inner">Is told all of it.</param>
/// <param name="nameOf">An image's own name, by its number; null: it has none here.</param>
/// <param name="fetcher">Fetches; null: results stay where they are.</param>
internal sealed class FetchingView(IJobView inner, Func<int, string?> nameOf, Fetcher? fetcher) : IJobView
{
    public void Progressed(JobBody job) => inner.Progressed(job);

    public void Ended(ItemBody item)
    {
        inner.Ended(nameOf(item.Number) is { } name ? item with { Source = name } : item);
        if (item.State == "succeeded")
            fetcher?.Want(item.Number);
    }

    public void Note(string text) => inner.Note(text);

    public void Completed(JobBody job) => inner.Completed(job);

    public void Dispose() => inner.Dispose();
}
