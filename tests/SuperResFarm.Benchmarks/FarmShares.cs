using System.Diagnostics;
using System.Globalization;

namespace SuperResFarm.Benchmarks;

/// <summary>How long a small job takes alone, and behind a large one of another tenant; and how workers add up.</summary>
internal static class FarmShares
{
    private const int Rounds = 5;

    /// <summary>One tenant submits 10 000 items, then another ten.</summary>
    public static async Task<int> FairnessAsync(string[] args)
    {
        var sleep = TimeSpan.FromMilliseconds(args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 200);
        await using var farm = await BenchFarm.StartAsync("postgres");
        await farm.StartWorkersAsync(2, sleep, images: 2);
        await SmallAsync(farm);
        var alone = await MedianAsync(farm);
        var large = await farm.SubmitAsync("large", 10_000);
        while ((await farm.JobAsync("large", large)).Counts.Succeeded < 40)
            await Task.Delay(50);
        var (done, clock) = ((await farm.JobAsync("large", large)).Counts.Succeeded, Stopwatch.StartNew());
        var beside = await MedianAsync(farm);
        var rate = ((await farm.JobAsync("large", large)).Counts.Succeeded - done) / clock.Elapsed.TotalSeconds;
        Console.WriteLine(FormattableString.Invariant(
            $"ten images of {sleep.TotalMilliseconds} ms on 4 places: {alone:0.00} s alone, {beside:0.00} s behind 10000 of another tenant, ratio {beside / alone:0.00}; that tenant's images went on at {rate:0.0} a second of at most {4 / sleep.TotalSeconds:0.0}"));
        return 0;
    }

    /// <summary>One, two and four workers at images that sleep.</summary>
    public static async Task<int> ScalingAsync(string[] args)
    {
        var sleep = TimeSpan.FromMilliseconds(args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 500);
        await using var farm = await BenchFarm.StartAsync("postgres");
        var single = 0.0;
        foreach (var workers in new[] { 1, 2, 4 })
        {
            await farm.StartWorkersAsync(workers, sleep, images: 2);
            await SmallAsync(farm);
            var items = 120 * workers;
            var clock = Stopwatch.StartNew();
            await farm.EndedAsync("scale", await farm.SubmitAsync("scale", items));
            var rate = items / clock.Elapsed.TotalSeconds;
            single = workers == 1 ? rate : single;
            Console.WriteLine(FormattableString.Invariant(
                $"{workers} workers: {rate:0.00} items/s of {workers * 2 / sleep.TotalSeconds:0.00} possible; efficiency {rate / (workers * single):0.000}"));
            await farm.StopWorkersAsync();
        }
        return 0;
    }

    private static async Task<double> MedianAsync(BenchFarm farm)
    {
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
            times.Add(await SmallAsync(farm));
        return Measured.Median(times);
    }

    private static async Task<double> SmallAsync(BenchFarm farm)
    {
        var clock = Stopwatch.StartNew();
        await farm.EndedAsync("small", await farm.SubmitAsync("small", 10));
        return clock.Elapsed.TotalSeconds;
    }
}
