using System.Globalization;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary>What people are told of a job's limits, and of how far its prefix is listed.</summary>
internal static class LimitRows
{
    /// <returns>Both as rows; only what there is.</returns>
    public static IEnumerable<(string, string)> Of(JobBody job)
    {
        if (job.Deadline is { } deadline)
            yield return ("deadline", deadline.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture));
        if (job.Budget is { } budget)
            yield return ("budget", Text(budget.Megapixels, budget.DeviceSeconds, budget.Cost));
        yield return ("spent", Text(job.Spent.Megapixels, job.Spent.DeviceSeconds, job.Spent.Cost));
        if (job.StoppedBecause is { } because)
            yield return ("stopped", Shown.Of(because));
        if (job.Crawl is not { } crawl)
            yield break;
        yield return ("prefix", $"{crawl.Found} images found, {crawl.PassedOver} objects passed over{(crawl.Ended ? "" : ", more to be listed")}");
        if ((crawl.Error ?? crawl.Waiting) is { } why)
            yield return (crawl.Error is null ? "waiting" : "incomplete", Shown.Of(why));
    }

    /// <returns>Why not everything of a job was done, and what helps; null: no limit ended it.</returns>
    public static string? StoppedSentence(JobBody job) => job.StoppedBecause switch
    {
        null => null,
        "budget-spent" => "The job was stopped early because its budget was spent; retry it with a larger one.",
        "deadline-passed" => "The job was stopped early because its deadline had passed; retry it with a later one.",
        var because => $"The job was stopped early: {Shown.Of(because)}.",
    };

    /// <returns>Why not the whole prefix was listed; null: it was, or still is.</returns>
    public static string? IncompleteSentence(JobBody job) => job.Crawl?.Error is { } error ? $"Not the whole prefix was listed: {Shown.Of(error)}" : null;

    private static string Text(double? megapixels, double? seconds, double? cost) => string.Join(", ", new[] { (megapixels, "megapixels"), (seconds, "device seconds"), (cost, "cost") }
        .Where(part => part.Item1 is not null).Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Item1:0.###} {part.Item2}")));
}
