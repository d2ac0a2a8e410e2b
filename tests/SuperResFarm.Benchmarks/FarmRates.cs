using System.Diagnostics;
using System.Globalization;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Benchmarks;

/// <summary>What the farm can do when its engine costs nothing: accepting a long list, dispatching and reporting, and answering meanwhile.</summary>
internal static class FarmRates
{
    private const string Tenant = "bench";

    public static async Task<int> RunAsync(string[] args)
    {
        var items = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
        foreach (var database in args.Length > 1 ? args[1..] : ["sqlite", "postgres"])
            await MeasureAsync(database, items);
        return 0;
    }

    private static async Task MeasureAsync(string database, int items)
    {
        await using var farm = await BenchFarm.StartAsync(database);
        await farm.StartWorkersAsync(2, TimeSpan.Zero, images: 64);
        await farm.EndedAsync(Tenant, await farm.SubmitAsync(Tenant, 2000));   // compiles the way
        await farm.StopWorkersAsync();

        var before = farm.ApiPeakMiB;
        var clock = Stopwatch.StartNew();
        var job = await farm.SubmitAsync(Tenant, items);
        var accepted = clock.Elapsed;
        var after = farm.ApiPeakMiB;

        await farm.StartWorkersAsync(2, TimeSpan.Zero, images: 64);
        var first = (await farm.JobAsync(Tenant, job)).Counts.Succeeded;
        clock.Restart();
        using var stop = new CancellationTokenSource();
        var asking = AskAsync(farm, job, stop.Token);
        await farm.EndedAsync(Tenant, job);
        var through = clock.Elapsed;
        await stop.CancelAsync();
        var times = await asking;
        Console.WriteLine(FormattableString.Invariant(
            $"{database}: {items} items accepted in {accepted.TotalSeconds:0.0} s, the service's peak memory from {before} to {after} MiB; {(items - first) / through.TotalSeconds:0} items/s dispatched and reported; peak then {farm.ApiPeakMiB} MiB; {times.Count} requests meanwhile: p50 {At(times, 0.5):0.0} ms, p99 {At(times, 0.99):0.0} ms, most {times[^1]:0.0} ms"));
    }

    // Twenty times a second, what clients ask most.
    private static async Task<List<double>> AskAsync(BenchFarm farm, Guid job, CancellationToken stop)
    {
        var times = new List<double>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!stop.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            if (times.Count % 2 == 0)
                await farm.JobAsync(Tenant, job);
            else
                await farm.GetAsync<Page<ItemBody>>(Tenant, $"/v1/jobs/{job}/items?limit=50");
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
        times.Sort();
        return times;
    }

    private static double At(List<double> sorted, double share) => sorted[(int)Math.Min(sorted.Count - 1, share * sorted.Count)];
}
