using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SuperResFarm.IntegrationTests.Faults;
using Xunit.Abstractions;

namespace SuperResFarm.IntegrationTests.Operations;

/// <summary>The contract between what the farm tells and what operators are shown: a real Prometheus scrapes a working farm and answers every shipped query.</summary>
[Collection(FarmServers.Collection)]
public partial class DashboardTests(FarmServers servers, ITestOutputHelper output)
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    [PrometheusFact]
    public async Task Queries_OfAFarmAtWork_ParseAndGiveSeries()
    {
        using var faces = FaceModelFolder.Create();
        await using var farm = await FarmRig.CreateAsync(servers, output);
        var (api, worker) = (farm.StartApi(settings: [.. MonitoredFarm.Receivers, .. faces.Settings]), farm.StartWorker(settings: [MonitoredFarm.Price, .. faces.Settings]));
        await using var prometheus = await PrometheusProcess.StartAsync(Path.Combine(ShippedQueries.Folder, "rules"),
            ("superres-api", api.Address, "/metrics"), ("superres-worker", worker.Address, "/metrics"), ("rabbitmq", servers.Broker.Metrics, "/metrics/per-object"));
        await farm.UntilAsync("Prometheus has scraped both before they work", async () =>
            await prometheus.SeriesAsync("target_info{service_name=\"superres-api\"} and superres_backlog or target_info") >= 2 ? "" : null);
        await MonitoredFarm.WorkAsync(farm, servers, output);

        var (rows, empty) = await AnswersAsync(prometheus);
        Show(rows);
        foreach (var alert in ShippedQueries.Alerts)
            await prometheus.SeriesAsync(alert.Expression);   // parses
        Assert.True(rows.Count > 100, $"Only {rows.Count} queries were found.");
        Assert.True(empty.Count == 0, "No series for:\n" + string.Join('\n', empty.Select(query => $"{query.File} {query.Place}: {query.Expression}")));
        Assert.Empty(rows.Where(row => row.Need is not null && row.Series > 0).Select(row => $"{row.Query.Place} has series, so take its need off the list"));
    }

    private static async Task<(List<(ShippedQuery Query, int Series, string? Need)> Rows, List<ShippedQuery> Empty)> AnswersAsync(PrometheusProcess prometheus)
    {
        using var limit = new CancellationTokenSource(_patience);
        while (true)
        {
            var rows = new List<(ShippedQuery Query, int Series, string? Need)>();
            foreach (var query in ShippedQueries.OfPanelsAndRules.Concat(ShippedQueries.OfAlerts))
                rows.Add((query, await prometheus.SeriesAsync(query.Expression), NeedOf(query.Expression)));
            var empty = rows.Where(row => row is { Series: 0, Need: null }).Select(row => row.Query).ToList();
            if (empty.Count == 0 || limit.IsCancellationRequested)
                return (rows, empty);
            await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
        }
    }

    // What a farm on one machine without GPUs, or without the files of tests, cannot have.
    private static string? NeedOf(string expression) => OfGpus().IsMatch(expression) ? "dcgm-exporter"
        : TestData.Root is null && expression.Contains("superres_faces", StringComparison.Ordinal) ? "models for faces" : null;

    private void Show(List<(ShippedQuery Query, int Series, string? Need)> rows)
    {
        var table = new StringBuilder("| where | panel, variable or rule | query | series |\n|---|---|---|---|\n");
        foreach (var (query, series, need) in rows)
            table.Append(CultureInfo.InvariantCulture, $"| {query.File} | {query.Place} | `{query.Expression.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal)}` | {(need is null ? series : $"needs {need}")} |\n");
        output.WriteLine(table.ToString());
        if (Environment.GetEnvironmentVariable("SUPERRES_QUERY_TABLE") is { Length: > 0 } file)
            File.WriteAllText(file, table.ToString());
    }

    [GeneratedRegex("DCGM_")]
    private static partial Regex OfGpus();
}

/// <summary>A fact about a whole farm that Prometheus scrapes, skipped with the reason where one of them cannot be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PrometheusFactAttribute : FactAttribute
{
    public PrometheusFactAttribute() => Skip = FarmServers.Missing ?? PrometheusProcess.Missing;
}
