using System.Globalization;
using SuperResFarm.Cli.Commands;
using SuperResFarm.Cli.Farm;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary>Jobs as rows of tables.</summary>
internal static class JobRows
{
    /// <summary>Names of the columns of a list.</summary>
    public static string[] Head => ["id", "state", "priority", "items", "succeeded", "failed", "running", "age"];

    /// <returns>A job of a list.</returns>
    /// <param name="job">The job.</param>
    /// <param name="now">The present time.</param>
    public static string[] RowOf(JobBody job, DateTimeOffset now)
    {
        var counts = job.Counts;
        return
        [
            job.Id.ToString(), Shown.Of(job.State), Spelled(job.Priority), Text(counts.Total), Text(counts.Succeeded), Text(counts.Failed), Text(counts.Running),
            Durations.Spelled(now - job.CreatedAt),
        ];
    }

    /// <returns>All that is known of one job.</returns>
    public static IEnumerable<(string, string)> FactsOf(JobBody job)
    {
        var counts = job.Counts;
        return
        [
            ("id", job.Id.ToString()),
            ("state", Shown.Of(job.State)),
            ("priority", Spelled(job.Priority)),
            ("items", Text(counts.Total)),
            ("pending", Text(counts.Pending)),
            ("dispatched", Text(counts.Dispatched)),
            ("running", Text(counts.Running)),
            ("succeeded", Text(counts.Succeeded)),
            ("failed", Text(counts.Failed)),
            ("cancelled", Text(counts.Cancelled)),
            ("options", Shown.Of(string.Join(' ', OptionsOf(job.Parameters)))),
            .. job.Labels is { Count: > 0 } labels ? [("labels", Shown.Of(string.Join(' ', labels.Select(label => $"{label.Key}={label.Value}"))))] : Array.Empty<(string, string)>(),
            ("accepted", Text(job.CreatedAt)),
            ("started", Text(job.StartedAt)),
            ("finished", Text(job.FinishedAt)),
            .. LimitRows.Of(job),
            .. EtaOf(job),
        ];
    }

    private static IEnumerable<(string, string)> EtaOf(JobBody job)
    {
        if (job.Eta is not { } eta)
            yield break;
        yield return ("expected", eta is { Expected: { } expected, Earliest: { } earliest, Latest: { } latest } ? EstimateRows.Text(expected, earliest, latest) : "not known: no worker reports");
        yield return ("device seconds", EstimateRows.Text(eta.DeviceSecondsTotal));
        yield return ("of them left", EstimateRows.Text(eta.DeviceSecondsLeft));
    }

    // As they would be typed; what is as usual is left out.
    private static IEnumerable<string> OptionsOf(UpscaleParameters given)
    {
        var usual = new UpscaleParameters { Model = given.Model };
        yield return $"-n {given.Model}";
        if (given.OutScale is { } scale)
            yield return string.Create(CultureInfo.InvariantCulture, $"-s {scale}");
        if (given.OutWidth is { } width)
            yield return $"--size {width}x{given.OutHeight}";
        if (given.DenoiseStrength is { } strength)
            yield return string.Create(CultureInfo.InvariantCulture, $"-dn {strength}");
        if (given.Deblock is { } deblock and not ResultOptions.AsUsual)
            yield return $"--deblock {deblock}";
        foreach (var typed in TypedFaces.Of(given.Faces))
            yield return typed;
        if (given.EightOrientations)
            yield return "-x";
        if (given.Format is { } format)
            yield return $"-f {format}";
        if (given.Quality != usual.Quality)
            yield return $"--quality {given.Quality}";
        if (given.Strip)
            yield return "--strip";
        if (given.TimeLimitSeconds is { } seconds)
            yield return string.Create(CultureInfo.InvariantCulture, $"--timeout {seconds}");
        if (given.Overwrite)
            yield return "--overwrite";
    }

    private static string Spelled(Priority priority) => priority.ToString().ToLowerInvariant();

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset? time) => time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture) ?? "not yet";
}
