using System.Globalization;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.OperationsTests.Scaling.Traces;

/// <summary>A line of a trace: a job, and how long its items take a worker.</summary>
/// <param name="At">When it was accepted, to a tenth of a second.</param>
/// <param name="Items">How many items.</param>
/// <param name="Priority">How urgent.</param>
/// <param name="Median">Half of the items take less.</param>
/// <param name="P95">19 of 20 items take less; equal to <paramref name="Median"/> when all take the same.</param>
internal sealed record Arrival(TimeSpan At, int Items, Priority Priority, TimeSpan Median, TimeSpan P95)
{
    /// <returns>The line in a file.</returns>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{At.TotalSeconds:0.0},{Items},{Priority.ToString().ToLowerInvariant()},{Median.TotalSeconds:0.0},{P95.TotalSeconds:0.0}");

    /// <exception cref="FormatException">It is no such line.</exception>
    public static Arrival Of(string line)
    {
        var fields = line.Split(',');
        if (fields.Length != 5)
            throw new FormatException($"\"{line}\" must have five fields.");
        var arrival = new Arrival(Seconds(fields[0]), int.Parse(fields[1], CultureInfo.InvariantCulture), Enum.Parse<Priority>(fields[2], ignoreCase: true), Seconds(fields[3]), Seconds(fields[4]));
        return arrival.Items > 0 && arrival.Median > TimeSpan.Zero && arrival.P95 >= arrival.Median
            ? arrival
            : throw new FormatException($"\"{line}\" must have at least one item, and times above zero of which the second is not the smaller one.");
    }

    private static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture));
}
