using System.Globalization;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Planning;

namespace SuperResFarm.Inference.Acceptance;

/// <summary>Whether a photo has a plan that fits.</summary>
internal static class PlanCheck
{
    /// <summary>A photo of 12 megapixels.</summary>
    public static PixelSize Photo { get; } = new(4000, 3000);

    /// <param name="plan">Its plan.</param>
    public static Finding Judge(TilePlan plan)
    {
        var grid = plan.Grid;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{Photo.Megapixels:0} megapixels in {grid.X.Count} x {grid.Bands} tiles of {grid.Shape}, halo {plan.Halo}, batch {plan.Batch}, {plan.Lanes} lanes: "
            + $"{plan.FootprintBytes / 1e6:0} of {plan.BudgetBytes / 1e6:0} MB, by {(plan.Reason?.Measured?.Footprint is null ? "an estimate" : "what was measured")}");
        (string, double?)[] figures =
        [
            ("tileWidth", grid.Shape.Width), ("tileHeight", grid.Shape.Height), ("haloPixels", plan.Halo), ("batch", plan.Batch), ("lanes", plan.Lanes),
            ("footprintBytes", plan.FootprintBytes), ("budgetBytes", plan.BudgetBytes), ("redundancy", grid.Redundancy),
        ];
        return plan.FootprintBytes <= plan.BudgetBytes
            ? Finding.Passed(text, figures)
            : Finding.Failed(text, "not even the smallest plan fits: end what else takes the device's memory, or use a smaller model (-n)", figures);
    }
}
