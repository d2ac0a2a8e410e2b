using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Providers;

namespace SuperResFarm.Inference.Planning;

/// <summary>
/// Chooses the shape of the tiles, how many run at once, and on how many lanes: of all that fit the memory budget, what needs the least time for
/// each source pixel on the busiest lane, halo waste and the slower kernels of small tiles counted.
/// </summary>
/// <param name="memory">What a plan may need.</param>
/// <param name="book">What was measured and what did not fit; null: all is estimated from the graph.</param>
/// <param name="provider">What networks run on, to find it in the book.</param>
public sealed class TilePlanner(PlanMemory memory, CalibrationBook? book = null, IProvider? provider = null)
{
    // Shorter tiles waste their halo, longer ones were never faster (docs/engine.md).
    private const int ShortestEdge = 64, LongestEdge = 1024, EdgeStep = 32, GpuEdgeStep = 128;

    // The band being placed, the one in the channel, the one being encoded.
    private const int BandsInFlight = 3;

    private static readonly int[] _shownEdges = [64, 96, 128, 192, 256, 384, 512, 768, 1024];

    // A GPU searches for the fastest kernels of each shape: tiles of few shapes are searched once, and fill batches across images.
    private readonly bool _fewShapes = provider?.Device.Kind == DeviceKind.Gpu;

    /// <param name="budgetBytes">Bytes a plan may need beside the program itself.</param>
    /// <param name="book">What was measured and what did not fit.</param>
    /// <param name="provider">What networks run on.</param>
    public TilePlanner(long budgetBytes, CalibrationBook? book = null, IProvider? provider = null)
        : this(new PlanMemory(budgetBytes), book, provider)
    {
    }

    /// <summary>Makes a plan. When nothing fits, it is the one with the smallest footprint.</summary>
    /// <exception cref="FarmException">The halo leaves no core (<see cref="FailureCode.SettingsInvalid"/>).</exception>
    public TilePlan Plan(PlanRequest request)
    {
        var costs = new TileCosts(request, book, provider);
        var plans = GridsFor(request).SelectMany(grid => PlansOf(request, costs, grid)).ToList();
        if (plans.Count == 0)
            throw FarmException.Rejected(
                FailureCode.SettingsInvalid, $"A halo of {request.Halo} pixels leaves no core in any tile: choose a smaller halo or larger tiles.");

        var allowed = plans.Where(plan => costs.IsBelowCeiling(plan.Grid.Shape, plan.Batch)).ToList();
        var chosen = allowed.Where(memory.Holds).MinBy(plan => CostOf(plan, costs))
            ?? (allowed.Count > 0 ? allowed : plans).MinBy(plan => plan.FootprintBytes + plan.HostBytes)!;
        return chosen with { Reason = new(costs.Measured, costs.Device, costs.CeilingEdge, new(() => CandidatesBeside(chosen, request, costs))) };
    }

    /// <summary>Plans runs of images that cannot be cut, as faces: as many together as are worth it and memory allows. When nothing fits, it is one at a time.</summary>
    /// <param name="request">Of images of one size; its passes are how many there are.</param>
    /// <param name="batch">Images of a lane worth running at once.</param>
    /// <param name="lanes">Lanes worth keeping busy, at most as many as there are.</param>
    public TilePlan PlanWhole(PlanRequest request, int batch, int lanes)
    {
        var costs = new TileCosts(request, book, provider);
        var grid = new TileGrid(TileAxis.CutFixed(request.Size.Width, request.Size.Width, halo: 0), TileAxis.CutFixed(request.Size.Height, request.Size.Height, halo: 0));
        var plans = Halvings(lanes).SelectMany(some => Halvings(batch).Select(several => PlanOf(request, costs, grid, several, some)))
            .OrderByDescending(plan => plan.Lanes * plan.Batch).ToList();
        return plans.Find(memory.Holds) ?? plans[^1];
    }

    private IEnumerable<TileGrid> GridsFor(PlanRequest request)
    {
        if (request.Network.FixedSize is { } only)
            return only.Width > 2 * request.Halo && only.Height > 2 * request.Halo
                ? [new TileGrid(TileAxis.CutFixed(request.Size.Width, only.Width, request.Halo), TileAxis.CutFixed(request.Size.Height, only.Height, request.Halo))]
                : [];

        var edges = request.Core > 0
            ? [request.Core + 2 * request.Halo]
            : _fewShapes ? Edges(GpuEdgeStep, GpuEdgeStep) : Edges(ShortestEdge, EdgeStep);
        return from x in AxesOf(request.Size.Width, edges, request)
               from y in AxesOf(request.Size.Height, edges, request)
               select new TileGrid(x, y);
    }

    private static IEnumerable<int> Edges(int shortest, int step) => Enumerable.Range(0, (LongestEdge - shortest) / step + 1).Select(i => shortest + i * step);

    private List<TileAxis> AxesOf(int length, IEnumerable<int> edges, PlanRequest request)
    {
        var multiple = request.Network.SizeMultiple;
        var context = (request.Halo + multiple - 1) / multiple * multiple;
        return [.. edges
            .Where(edge => edge >= length + multiple || edge / multiple * multiple > 2 * context)
            .Select(edge => TileAxis.Cut(length, edge, request.Halo, multiple, _fewShapes))
            .DistinctBy(axis => axis.Edge)];
    }

    // All lanes first: of equally fast plans the first is taken.
    private IEnumerable<TilePlan> PlansOf(PlanRequest request, TileCosts costs, TileGrid grid)
    {
        foreach (var lanes in Halvings(request.Lanes))
            foreach (var batch in costs.Batches)
                yield return PlanOf(request, costs, grid, batch, lanes);
    }

    private static IEnumerable<int> Halvings(int most)
    {
        for (var some = most; some > 0; some /= 2)
            yield return some;
    }

    private TilePlan PlanOf(PlanRequest request, TileCosts costs, TileGrid grid, int batch, int lanes)
    {
        // A plan for fewer lanes than there are keeps the others idle by having no tile for them.
        var slots = lanes < request.Lanes ? lanes * batch : 2 * lanes * batch + 1;
        var (device, host) = FootprintOf(request, costs, grid, batch, lanes, Math.Min(slots, grid.Count * request.Passes));
        return new TilePlan
        {
            Grid = grid,
            Scale = request.Network.Scale,
            Halo = request.Halo,
            Passes = request.Passes,
            Lanes = lanes,
            Batch = batch,
            Slots = slots,
            FootprintBytes = device,
            HostBytes = host,
            BudgetBytes = memory.DeviceBytes,
        };
    }

    private (long Device, long Host) FootprintOf(PlanRequest request, TileCosts costs, TileGrid grid, int batch, int lanes, int slots)
    {
        var (network, format) = (request.Network, request.Format);
        var area = (long)network.Scale * network.Scale;
        var tile = grid.Shape.Pixels * network.Channels * format.BytesPerSample * (1 + area);
        var window = (long)request.Size.Width * grid.Y.Edge * format.BytesPerPixel;
        var band = (long)request.Size.Width * grid.TallestCore * format.BytesPerPixel * area;
        var busy = Math.Min(lanes, slots);
        // A lane has a copy of its batch: that is what stays bound to its session.
        var host = (busy * batch + slots) * tile + window + Math.Min(BandsInFlight, grid.Bands) * band;
        var busyOnOne = (busy + memory.Devices - 1) / memory.Devices;
        var device = costs.BytesOf(grid.Shape, batch, busyOnOne) + request.HeldBytes / memory.Devices;
        return memory.HostBytes is null ? (device + host, 0) : (device + busyOnOne * batch * tile, host);
    }

    private static double CostOf(TilePlan plan, TileCosts costs) => costs.PerMegapixel(plan.Grid, plan.Passes, plan.Batch, plan.Lanes);

    private IReadOnlyList<PlanCandidate> CandidatesBeside(TilePlan chosen, PlanRequest request, TileCosts costs)
    {
        var shown = request.Network.FixedSize is not null || request.Core > 0 ? [] : _shownEdges
            .Where(edge => !_fewShapes || edge % GpuEdgeStep == 0)
            .SelectMany(edge => AxesOf(request.Size.Width, [edge], request).Zip(AxesOf(request.Size.Height, [edge], request), (x, y) => new TileGrid(x, y)))
            .Where(grid => grid.Shape != chosen.Grid.Shape)
            .DistinctBy(grid => grid.Shape)
            .Select(grid => costs.Batches.Select(batch => PlanOf(request, costs, grid, batch, request.Lanes)).MinBy(plan => CostOf(plan, costs))!);
        return [.. shown.Append(chosen).OrderBy(plan => plan.Grid.Shape.Pixels).Select(plan => new PlanCandidate(
            plan.Grid.Shape, plan.Batch, plan.Lanes, plan.FootprintBytes, plan.Grid.Redundancy, CostOf(plan, costs), VerdictOn(plan, chosen, costs)))];
    }

    private PlanVerdict VerdictOn(TilePlan plan, TilePlan chosen, TileCosts costs) =>
        ReferenceEquals(plan, chosen) ? PlanVerdict.Chosen
        : !costs.IsBelowCeiling(plan.Grid.Shape, plan.Batch) ? PlanVerdict.AboveCeiling
        : !memory.Holds(plan) ? PlanVerdict.OverBudget
        : PlanVerdict.Slower;
}
