using SuperResFarm.OperationsTests.Scaling.Farm;

namespace SuperResFarm.OperationsTests.Scaling.Traces;

/// <summary>What a farm was asked to do, and when.</summary>
/// <param name="Name">Of its file.</param>
/// <param name="Arrivals">In order of time, at least one.</param>
internal sealed record Trace(string Name, IReadOnlyList<Arrival> Arrivals)
{
    /// <summary>The first line of a file after its remarks.</summary>
    public const string Header = "at_seconds,items,priority,median_seconds,p95_seconds";

    // The 95th percentile of a normal distribution, in standard deviations.
    private const double P95 = 1.6449;

    // No item takes longer: the worker's limit for one attempt.
    private static readonly TimeSpan _longest = TimeSpan.FromHours(1);

    /// <returns>A trace of the repository, by its name, or of a file, by its path.</returns>
    public static Trace Read(string name)
    {
        var path = name.EndsWith(".csv", StringComparison.Ordinal) ? name : Repository.PathOf($"tests/SuperResFarm.OperationsTests/Scaling/Traces/{name}.csv");
        return Of(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path));
    }

    /// <exception cref="FormatException">It is no trace.</exception>
    public static Trace Of(string name, string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(line => !line.StartsWith('#')).ToList();
        if (lines.Count < 2 || lines[0] != Header)
            throw new FormatException($"{name}: the first line must be \"{Header}\", and a job must follow.");
        var arrivals = lines.Skip(1).Select(Arrival.Of).ToList();
        return arrivals.Zip(arrivals.Skip(1)).All(pair => pair.First.At <= pair.Second.At) ? new(name, arrivals) : throw new FormatException($"{name}: the jobs must be in order of time.");
    }

    /// <returns>The items of each arrival; their times are log-normal, the same for the same seed.</returns>
    public IReadOnlyList<IReadOnlyList<Item>> Draw(int seed)
    {
        var chance = new Random(seed);
        return [.. Arrivals.Select(one => Enumerable.Range(0, one.Items).Select(_ => new Item(one.Priority, one.At, ServiceOf(one, chance))).ToList())];
    }

    private static TimeSpan ServiceOf(Arrival arrival, Random chance)
    {
        var spread = Math.Log(arrival.P95 / arrival.Median) / P95;
        var normal = Math.Sqrt(-2 * Math.Log(1 - chance.NextDouble())) * Math.Cos(2 * Math.PI * chance.NextDouble());
        var service = arrival.Median * Math.Exp(spread * normal);
        return service < _longest ? service : _longest;
    }
}
