using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Benching;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Cli.Benching;

/// <summary>A model that is measured.</summary>
/// <param name="Network">As its weights are.</param>
/// <param name="Halo">Context around a tile in source pixels, as <c>--tile_pad auto</c> gives it; null when the network could not be run for it.</param>
/// <param name="FlopsPerPixel">Floating-point operations for each source pixel; null when they cannot be counted.</param>
internal sealed record BenchModel(Network Network, int? Halo, double? FlopsPerPixel)
{
    /// <summary>What is known of it.</summary>
    public ModelCard Card => Network.Card;

    /// <summary>Opens a model and learns what its graph and a few small runs on the processor tell.</summary>
    /// <exception cref="FarmException">No such model, or it enlarges nothing.</exception>
    public static async Task<BenchModel> OpenAsync(ModelLibrary library, string name, CancellationToken ct)
    {
        using var networks = new WarmNetworks(library, new LanePool(new CpuProvider(), CpuDevice.Probe().Places));
        using var lease = networks.Rent(name, ItemPlanner.UsualScale);
        return new(lease.Network.Network, await HaloAsync(lease.Network, ct), NetworkWork.FlopsPerPixel(lease.Network.Network));
    }

    /// <returns>The tile that the model takes for one of a wanted length.</returns>
    public TileShape ShapeOf(int edge)
    {
        var length = RoundUp(edge);
        return Card.FixedSize is { } only ? new(only.Width, only.Height) : new(length, length);
    }

    /// <returns>The part of a tile inside an image that lies within its halos; null when the halo is not known.</returns>
    public double? UsefulShareOf(TileShape shape) =>
        Halo is { } halo && RoundUp(halo) is var context ? Math.Max(0.0, shape.Width - 2 * context) * Math.Max(0, shape.Height - 2 * context) / shape.Pixels : null;

    private int RoundUp(int length) => (length + Card.SizeMultiple - 1) / Card.SizeMultiple * Card.SizeMultiple;

    private static async Task<int?> HaloAsync(WarmNetwork network, CancellationToken ct)
    {
        try
        {
            return await new HaloBook(ModelFolders.HaloBook).ResolveAsync(new HaloChoice(HaloKind.Auto), network, ct);
        }
        catch (FarmException fault) when (fault.Code is FailureCode.ModelInvalid or FailureCode.EngineFailed or FailureCode.OutOfMemory)
        {
            return null;   // the processor cannot run it, which is no mistake where a GPU is measured
        }
    }
}
