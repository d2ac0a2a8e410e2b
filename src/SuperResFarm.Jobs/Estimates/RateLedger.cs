using Microsoft.EntityFrameworkCore;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Jobs.Persistence;
using SuperResFarm.Jobs.Work;

namespace SuperResFarm.Jobs.Estimates;

/// <summary>Learns from every result how long its model takes.</summary>
internal static class RateLedger
{
    /// <summary>Items after which an item counts for half.</summary>
    public const int HalfLifeItems = 500;

    private const int LongestModel = 200;

    /// <summary>Adds what results tell, in the transaction that takes them.</summary>
    /// <param name="context">In a transaction that has changed items before.</param>
    /// <param name="reports">Those that were taken.</param>
    /// <param name="parametersOf">How the item of a report was enlarged, as it is stored.</param>
    /// <param name="now">By the database's clock.</param>
    /// <param name="ct">Ends the waiting.</param>
    public static async Task CountAsync(JobsContext context, IEnumerable<IItemReport> reports, Func<IItemReport, string> parametersOf, long now, CancellationToken ct)
    {
        var known = new KnownParameters();
        var results = reports.OfType<ItemUpscaled>().Where(report => report.Result.MeasuredSeconds() is not null).ToList();
        // In the order of keys, so that two who count do not wait for each other in a circle.
        foreach (var rate in results.GroupBy(KeyOf).OrderBy(rate => rate.Key.Model, StringComparer.Ordinal).ThenBy(rate => rate.Key.Sha256, StringComparer.Ordinal).ThenBy(rate => rate.Key.Eight))
            await AddAsync(context, rate.Key, [.. rate.Select(report => report.Result)], now, ct);

        (string Model, string Sha256, bool Eight) KeyOf(ItemUpscaled report)
        {
            var parameters = known.Of(parametersOf(report));
            return (StorableText.Of(parameters.Model, LongestModel), StorableText.Of(report.Result.ModelSha256, LongestModel), parameters.EightOrientations);
        }
    }

    private static Task<int> AddAsync(JobsContext context, (string Model, string Sha256, bool Eight) key, List<ItemResult> results, long now, CancellationToken ct)
    {
        var sums = results.Aggregate(default(WorkSums), (sums, result) => sums + WorkSums.Of(result.SourceMegapixels(), result.MeasuredSeconds() ?? 0));
        var priced = results.Where(result => result.MeasuredCost() is not null).ToList();
        var (cost, costSeconds) = (priced.Sum(result => result.MeasuredCost() ?? 0), priced.Sum(result => result.MeasuredSeconds() ?? 0));
        var kept = Math.Pow(0.5, results.Count / (double)HalfLifeItems);
        return context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO rates (model, model_sha256, eight_orientations, items, megapixels, weights, seconds, weighed_seconds, weighed_squares, cost, cost_seconds, changed_at)
            VALUES ({key.Model}, {key.Sha256}, {key.Eight}, {sums.Items}, {sums.Megapixels}, {sums.Weights}, {sums.Seconds}, {sums.WeighedSeconds}, {sums.WeighedSquares}, {cost}, {costSeconds}, {now})
            ON CONFLICT (model, model_sha256, eight_orientations) DO UPDATE SET
                items = rates.items * {kept} + excluded.items, megapixels = rates.megapixels * {kept} + excluded.megapixels, weights = rates.weights * {kept} + excluded.weights,
                seconds = rates.seconds * {kept} + excluded.seconds, weighed_seconds = rates.weighed_seconds * {kept} + excluded.weighed_seconds,
                weighed_squares = rates.weighed_squares * {kept} + excluded.weighed_squares, cost = rates.cost * {kept} + excluded.cost,
                cost_seconds = rates.cost_seconds * {kept} + excluded.cost_seconds, changed_at = excluded.changed_at
            """, ct);
    }
}
