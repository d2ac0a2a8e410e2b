namespace SuperResFarm.Inference.Benching;

/// <summary>The middle of repeated measurements, and how far they lie apart.</summary>
/// <param name="Low">A quarter of them lies below.</param>
/// <param name="Median">Half of them lies below.</param>
/// <param name="High">A quarter of them lies above.</param>
public readonly record struct Spread(double Low, double Median, double High)
{
    /// <summary>Half the distance of the quartiles as a share of the median.</summary>
    public double Relative => (High - Low) / 2 / Median;

    /// <param name="values">At least one; between neighbours is interpolated.</param>
    public static Spread Of(IReadOnlyCollection<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfZero(values.Count, nameof(values));
        var sorted = values.Order().ToList();
        return new(At(sorted, 0.25), At(sorted, 0.5), At(sorted, 0.75));
    }

    private static double At(List<double> sorted, double share)
    {
        var place = share * (sorted.Count - 1);
        var (below, above) = (sorted[(int)place], sorted[(int)Math.Ceiling(place)]);
        return below + (place - (int)place) * (above - below);
    }
}
