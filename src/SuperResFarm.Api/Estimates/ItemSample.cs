using SuperResFarm.Contracts.Failures;
using SuperResFarm.Jobs.Persistence;

namespace SuperResFarm.Api.Estimates;

/// <summary>A random sample of the images that a submission names, drawn while they come: memory does not grow with their number.</summary>
/// <param name="Items">All entries.</param>
/// <param name="Refused">Those that cannot be used.</param>
/// <param name="Drawn">Of the others all, or as many as were wanted, each as likely as any other.</param>
internal sealed record ItemSample(int Items, int Refused, IReadOnlyList<NewItem> Drawn)
{
    /// <returns>The sample.</returns>
    /// <param name="items">What is drawn from.</param>
    /// <param name="most">How many are wanted.</param>
    /// <param name="seed">Equal seeds draw the same of equal lists.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="FarmException">There are no items.</exception>
    public static async Task<ItemSample> DrawAsync(IAsyncEnumerable<NewItem> items, int most, int seed, CancellationToken ct)
    {
        var (all, refused, drawn, random) = (0, 0, new List<NewItem>(), new Random(seed));
        await foreach (var item in items.WithCancellation(ct))
        {
            all++;
            if (item.Refusal is not null)
                refused++;
            else if (drawn.Count < most)
                drawn.Add(item);
            // Algorithm R: the n-th takes a place with the probability most / n.
            else if (random.Next(all - refused) is var place && place < most)
                drawn[place] = item;
        }
        return all > 0 ? new(all, refused, drawn) : throw FarmException.Rejected(FailureCode.SettingsInvalid, "A job needs at least one item; this submission has none.");
    }
}
