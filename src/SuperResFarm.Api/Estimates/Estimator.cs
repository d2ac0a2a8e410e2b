using Microsoft.Extensions.Options;
using SuperResFarm.Api.Catalog;
using SuperResFarm.Api.Settings;
using SuperResFarm.Api.Submissions;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Jobs.Estimates;
using SuperResFarm.Jobs.Work;

namespace SuperResFarm.Api.Estimates;

/// <summary>Says what a submission would take: sizes from the headers of a sample, device seconds from what was learnt of its model, the end from what is before it.</summary>
internal sealed class Estimator(
    Surveyor surveyor, FarmPaceReader paces, KnownModels models, IOptions<ApiOptions> options, IOptions<ImageLimits> limits, TimeProvider time)
{
    private const int SecondsOfHour = 3600;

    /// <returns>The estimate.</returns>
    /// <param name="tenant">Whose job it would be.</param>
    /// <param name="priority">Whose queue it would take.</param>
    /// <param name="plan">How the images are enlarged.</param>
    /// <param name="sample">The images.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<EstimateBody> EstimateAsync(string tenant, Priority priority, JobPlan plan, ItemSample sample, CancellationToken ct)
    {
        var sizes = new ResultSizes(plan.Parameters, models.Find(plan.Parameters.Model)?.Card?.Scale, limits.Value);
        var found = await surveyor.LookAsync([.. sample.Drawn.Select(item => (item.Source, item.Version))], Surveyor.AtOnce, options.Value.Estimates.TimeLimit, ct);
        found = [.. found.Select(sizes.Checked)];
        var usable = sample.Items - sample.Refused;
        var (sources, results) = (Surveyor.Sum(usable, found, size => size.Megapixels), Surveyor.Sum(usable, found, size => sizes.Of(size).Megapixels));
        var farm = await paces.ReadAsync(ct);
        var rate = farm.RateOf(plan.Parameters);
        var seconds = WorkLeft.Of(JobWork.None with { Survey = sources }, usable, usable, rate?.Sums)?.Total;
        var price = options.Value.Estimates.DeviceHourPrice / SecondsOfHour ?? rate?.CostPerSecond;
        var finish = seconds is { } own && farm.Capacity is { Devices: > 0 } capacity
            ? Finish.Of(own + farm.Ahead(tenant, priority, own), capacity.Devices, capacity.Doubt) : null;
        var unknown = found.Length - sources.Looked;
        return new EstimateBody(sample.Items, sample.Refused, found.Length, seconds is null ? "none" : "measured", [.. EstimateNotes.Of(plan.Parameters, farm, sources, unknown, sample.Drawn.Count(item => item.Parameters is not null), sizes, seconds, price, finish)])
        {
            Unknown = unknown,
            Unreadable = [.. found.Where(one => one.Failure is not null).GroupBy(one => one.Failure!.Value)
                .Select(one => new UnreadableBody(one.Key.Spelled(), one.Count(), Math.Round((double)one.Count() / sources.Looked, 4))).OrderBy(one => one.Code, StringComparer.Ordinal)],
            MegapixelsIn = sources.HasSizes ? sources.TotalOf(usable).Body() : null,
            MegapixelsOut = sources.HasSizes && sizes.AreKnown ? results.TotalOf(usable).Body() : null,
            DeviceSeconds = seconds?.Body(),
            Cost = price is { } each ? (seconds * each)?.Body() : null,
            Finish = finish?.Body(time.GetUtcNow()),
        };
    }
}
