namespace SuperResFarm.Jobs.Work;

/// <summary>A number that is not known exactly.</summary>
/// <param name="Value">What is expected.</param>
/// <param name="Error">Its standard error, in the same unit; 0: it is exact.</param>
public readonly record struct Quantity(double Value, double Error)
{
    /// <summary>Standard errors on each side of a band that holds the truth nine times in ten.</summary>
    public const double BandErrors = 1.645;

    /// <summary>Lower end of that band, at least 0.</summary>
    public double Low => Math.Max(0, Value - BandErrors * Error);

    /// <summary>Upper end of that band.</summary>
    public double High => Value + BandErrors * Error;

    /// <summary>The error as a share of the value; 0 when nothing is expected.</summary>
    public double Share => Value > 0 ? Error / Value : 0;

    /// <returns>The sum of two numbers that do not depend on each other.</returns>
    public static Quantity operator +(Quantity one, Quantity other) => new(one.Value + other.Value, Math.Sqrt(one.Error * one.Error + other.Error * other.Error));

    /// <returns>As many times that number.</returns>
    public static Quantity operator *(Quantity quantity, double factor) => new(quantity.Value * factor, quantity.Error * Math.Abs(factor));

    /// <returns>The number with a further reason to doubt it, as a share of its value.</returns>
    public Quantity Doubted(double share) => new(Value, Math.Sqrt(Error * Error + share * share * Value * Value));
}
