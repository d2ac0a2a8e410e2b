using System.Text.Json.Serialization;
using SuperResFarm.Inference.Importing;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Inference.Acceptance;

/// <summary>How far two tiles of bytes lie apart.</summary>
/// <param name="Levels">Largest difference of a sample, 0 to 255.</param>
/// <param name="MeanSquare">Mean of the squared differences, in levels.</param>
public readonly record struct TileDifference(int Levels, double MeanSquare)
{
    /// <summary>Largest difference that 32-bit arithmetic may make. Kernels add up the same products in another order, which changes a value in its seventh
    /// digit: a byte changes only where the value lay on the border between two, and then by one.</summary>
    public const int MostLevels = 1;

    /// <summary>Least PSNR in dB that 16-bit arithmetic may have: what a model must have when it is imported in it.</summary>
    public const double LeastPsnr = HalfTrial.LeastPsnr;

    /// <summary>PSNR in dB, peak 255; infinite when they are equal.</summary>
    [JsonIgnore]
    public double Psnr => 10 * Math.Log10(255.0 * 255 / MeanSquare);

    /// <param name="expected">What it should be.</param>
    /// <param name="actual">As many samples.</param>
    public static TileDifference Between(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(actual.Length, expected.Length);
        var (largest, squares) = (0, 0L);
        for (var i = 0; i < expected.Length; i++)
        {
            var apart = Math.Abs(expected[i] - actual[i]);
            largest = Math.Max(largest, apart);
            squares += apart * apart;
        }
        return new(largest, squares / (double)Math.Max(1, expected.Length));
    }

    /// <returns>Whether it is what the arithmetic may make.</returns>
    public bool IsWithin(Precision precision) => precision == Precision.Single ? Levels <= MostLevels : Psnr >= LeastPsnr;

    /// <returns>What would be enough, in words.</returns>
    public static string Allowed(Precision precision) =>
        precision == Precision.Single ? FormattableString.Invariant($"{MostLevels} level") : FormattableString.Invariant($"{LeastPsnr:0} dB");

    /// <returns><c>equal</c>, or <c>1 level of 255, 71.2 dB</c>.</returns>
    public override string ToString() => Levels == 0 ? "equal" : FormattableString.Invariant($"{Levels} level{(Levels == 1 ? "" : "s")} of 255, {Psnr:0.0} dB");
}
