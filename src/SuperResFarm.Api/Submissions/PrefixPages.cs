using System.Runtime.CompilerServices;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Submissions;

/// <summary>Lists what is behind an object under a prefix, page by page.</summary>
/// <param name="store">Where.</param>
/// <param name="time">Measures how long a page takes.</param>
internal sealed class PrefixPages(IObjectStore store, TimeProvider time)
{
    private const int MostImages = 1000;
    private const int MostObjects = 10_000;

    /// <returns>Pages; the last one says so, and may be empty.</returns>
    /// <param name="plan">With a prefix.</param>
    /// <param name="after">The object; null: before the first one.</param>
    /// <param name="number">Place in the job of the first image that is found.</param>
    /// <param name="longest">After so long a page ends, however small it is.</param>
    /// <param name="ct">Ends the listing.</param>
    /// <exception cref="FarmException">The store is unavailable, or refuses.</exception>
    public async IAsyncEnumerable<ListedPage> ReadAsync(JobPlan plan, string? after, int number, TimeSpan longest, [EnumeratorCancellation] CancellationToken ct)
    {
        var prefix = plan.Prefix ?? throw new ArgumentException("The plan has no prefix.", nameof(plan));
        var rules = new ItemRules(plan);
        var (page, began) = (new ListedPage(after), time.GetTimestamp());
        await foreach (var entry in store.ListAsync(prefix, after, ct))
        {
            if (PrefixCrawl.IsMeant(plan, entry.Key))
                page.Add(entry.Key, Item(rules, PrefixCrawl.Request(entry), number++));
            else
                page.Pass(entry.Key);
            if (page.Images < MostImages && page.Objects < MostObjects && time.GetElapsedTime(began) < longest)
                continue;
            yield return page;
            (page, began) = (new ListedPage(page.LastKey), time.GetTimestamp());
        }
        page.IsLast = true;
        yield return page;
    }

    private static NewItem Item(ItemRules rules, ItemRequest request, int number)
    {
        var wrong = new List<ItemMistake>();
        var item = rules.Of(request, wrong, number);
        return wrong.Count == 0 ? item : item with { Refusal = new Refusal(wrong[0].Code, string.Join("; ", wrong.Select(mistake => mistake.Sentence))) };
    }
}
