using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Jobs.Work;

/// <summary>What a result tells of the work it was.</summary>
internal static class ResultFacts
{
    /// <returns>Megapixels of its source.</returns>
    public static double SourceMegapixels(this ItemResult result) => result.SourceWidth * (double)result.SourceHeight / 1e6;

    /// <returns>Its device seconds; null: it was there before, or its worker does not tell, or tells nonsense.</returns>
    public static double? MeasuredSeconds(this ItemResult result) =>
        result is { Adopted: false, DeviceSeconds: >= 0 and < 1e9 and var seconds } ? seconds : null;

    /// <returns>Their price; null: it is not told.</returns>
    public static double? MeasuredCost(this ItemResult result) => result.MeasuredSeconds() is not null && result.Cost is >= 0 and < 1e12 and var cost ? cost : null;
}
