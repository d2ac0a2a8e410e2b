using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Sessions;

namespace SuperResFarm.Inference.Upscaling;

/// <summary>Lets a network run once in the shapes that usual images have, so that no image waits for it.</summary>
/// <param name="tiles">Plans.</param>
/// <param name="halos">Context around tiles.</param>
/// <param name="searches">Whether the devices search for the fastest kernels of each shape.</param>
internal sealed class RoomWarmth(TilePlanner tiles, HaloBook halos, bool searches)
{
    private const int Attempts = 8;
    private static readonly PixelFormat _usual = new(3, SampleDepth.Eight);
    private static readonly PixelSize[] _photos = [new(4000, 3000), new(1920, 1080)], _least = [new(64, 64)];

    /// <exception cref="FarmException">Not even small tiles fit, or the engine failed.</exception>
    public async Task WarmAsync(WarmNetwork network, CancellationToken ct)
    {
        var halo = await halos.ResolveAsync(new HaloChoice(HaloKind.Auto), network, ct);
        var warm = new HashSet<(TileShape, int)>();
        foreach (var size in searches ? _photos : _least)
            await WarmAsync(network, size, halo, warm, ct);
    }

    /// <returns>The plan of a usual image: 8-bit RGB.</returns>
    public static TilePlan PlanOf(TilePlanner tiles, WarmNetwork network, PixelSize size, int halo)
    {
        var engine = network.EngineFor(_usual.Depth);
        return tiles.Plan(new PlanRequest(size, _usual, NetworkShape.Of(network.Card, network.ActivationBytesPerPixel, engine.Scale), Passes: 1, halo, Core: 0, engine.Lanes));
    }

    // A plan that rests on an estimate may not fit; then the next one is smaller.
    private async Task WarmAsync(WarmNetwork network, PixelSize size, int halo, HashSet<(TileShape, int)> warm, CancellationToken ct)
    {
        for (var left = Attempts; ; left--)
        {
            var plan = PlanOf(tiles, network, size, halo);
            if (warm.Contains((plan.Grid.Shape, plan.Batch)))
                return;
            try
            {
                await network.WarmAsync(_usual.Depth, plan.Grid.Shape, plan.Batch, ct);
                warm.Add((plan.Grid.Shape, plan.Batch));
                return;
            }
            catch (FarmException fault) when (fault.Code == FailureCode.OutOfMemory && left > 1 && network.Card.FixedSize is null)
            {
                network.CeilingFor(_usual.Depth).Lower(plan.Grid.Shape);
            }
        }
    }
}
