using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Tiles;

namespace SuperResFarm.Inference.Planning;

/// <summary>
/// Chooses the shape of the tiles: of all shapes that fit the memory budget, the one that needs the fewest pixel-times on
/// the busiest lane, halo waste and the slower kernels of small tiles counted.
/// </summary>
/// <param name="budgetBytes">Bytes a plan may need beside the program itself.</param>
public sealed class TilePlanner(long budgetBytes)
{
    // Shorter tiles waste their halo, longer ones were never faster (docs/engine.md).
    private const int ShortestEdge = 64, LongestEdge = 1024, EdgeStep = 32;

    // The band being placed, the one in the channel, the one being encoded.
    private const int BandsInFlight = 3;

    /// <summary>Makes a plan.</summary>
    /// <exception cref="FarmException">The halo leaves no core (<see cref="FailureCode.SettingsInvalid"/>).</exception>
    public TilePlan Plan(PlanRequest request)
    {
        var grids = CandidatesFor(request).Select(grid => PlanOf(request, grid)).ToList();
        if (grids.Count == 0)
            throw FarmException.Rejected(
                FailureCode.SettingsInvalid, $"A halo of {request.Halo} pixels leaves no core in any tile: choose a smaller halo or larger tiles.");

        return grids.Where(plan => plan.FootprintBytes <= budgetBytes).MinBy(plan => CostOf(plan)) ?? grids.MinBy(plan => plan.FootprintBytes)!;
    }

    private static IEnumerable<TileGrid> CandidatesFor(PlanRequest request)
    {
        if (request.Network.FixedSize is { } only)
            return only.Width > 2 * request.Halo && only.Height > 2 * request.Halo
                ? [new TileGrid(TileAxis.CutFixed(request.Size.Width, only.Width, request.Halo), TileAxis.CutFixed(request.Size.Height, only.Height, request.Halo))]
                : [];

        var edges = request.Core > 0
            ? [request.Core + 2 * request.Halo]
            : Enumerable.Range(0, (LongestEdge - ShortestEdge) / EdgeStep + 1).Select(i => ShortestEdge + i * EdgeStep);
        return from x in AxesOf(request.Size.Width, edges, request)
               from y in AxesOf(request.Size.Height, edges, request)
               select new TileGrid(x, y);
    }

    private static List<TileAxis> AxesOf(int length, IEnumerable<int> edges, PlanRequest request)
    {
        var multiple = request.Network.SizeMultiple;
        var context = (request.Halo + multiple - 1) / multiple * multiple;
        return [.. edges
            .Where(edge => edge >= length + multiple || edge / multiple * multiple > 2 * context)
            .Select(edge => TileAxis.Cut(length, edge, request.Halo, multiple))
            .DistinctBy(axis => axis.Edge)];
    }

    private TilePlan PlanOf(PlanRequest request, TileGrid grid)
    {
        var slots = 2 * request.Lanes + 1;
        return new TilePlan
        {
            Grid = grid,
            Scale = request.Network.Scale,
            Halo = request.Halo,
            Passes = request.Passes,
            Lanes = request.Lanes,
            Slots = slots,
            FootprintBytes = FootprintOf(request, grid, Math.Min(slots, grid.Count * request.Passes)),
            BudgetBytes = budgetBytes,
        };
    }

    private static long FootprintOf(PlanRequest request, TileGrid grid, int slots)
    {
        var (network, format) = (request.Network, request.Format);
        var area = (long)network.Scale * network.Scale;
        var tile = grid.Shape.Pixels * network.Channels * format.BytesPerSample * (1 + area);
        var activations = (long)(grid.Shape.Pixels * network.BytesPerPixel) * Math.Min(request.Lanes, slots);
        var window = (long)request.Size.Width * grid.Y.Edge * format.BytesPerPixel;
        var band = (long)request.Size.Width * grid.TallestCore * format.BytesPerPixel * area;
        return activations + slots * tile + window + Math.Min(BandsInFlight, grid.Bands) * band;
    }

    private static double CostOf(TilePlan plan)
    {
        var rounds = (plan.Runs + plan.Lanes - 1) / plan.Lanes;
        var shortest = Math.Min(plan.Grid.Shape.Width, plan.Grid.Shape.Height);
        return rounds * (double)plan.Grid.Shape.Pixels * (1 + 16.0 / shortest);   // 64-pixel tiles measured 1.2 times as dear as 512
    }
}
