using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Api.Estimates;

/// <summary>How large the results of sources become.</summary>
/// <param name="parameters">How they are enlarged.</param>
/// <param name="modelScale">Output pixels of the network for each of its input pixels along an axis; null: not known.</param>
/// <param name="limits">What workers refuse.</param>
internal sealed class ResultSizes(UpscaleParameters parameters, int? modelScale, ImageLimits limits)
{
    /// <summary>Whether it can be told.</summary>
    public bool AreKnown => parameters.OutWidth is not null || (parameters.OutScale ?? modelScale) is not null;

    /// <returns>The finding, refused where its result would be too large.</returns>
    public HeaderFinding Checked(HeaderFinding found)
    {
        try
        {
            if (found.Size is not { } source)
                return found;
            if (modelScale is { } scale)
                limits.CheckOutput(Scaled(source, scale));
            if (AreKnown)
                limits.CheckOutput(Of(source));
            return found;
        }
        catch (FarmException fault)
        {
            return new(null, fault.Code);
        }
    }

    /// <returns>The size of a result, where it can be told.</returns>
    public PixelSize Of(PixelSize source) => parameters is { OutWidth: { } width, OutHeight: { } height } ? new(width, height) : Scaled(source, parameters.OutScale ?? modelScale ?? 1);

    private static PixelSize Scaled(PixelSize size, double factor) => new(Scaled(size.Width, factor), Scaled(size.Height, factor));

    private static int Scaled(int length, double factor) => (int)Math.Clamp(Math.Round(length * factor, MidpointRounding.AwayFromZero), 1, int.MaxValue);
}
