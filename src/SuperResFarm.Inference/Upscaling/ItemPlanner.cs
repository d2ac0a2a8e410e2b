using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Faces;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Inference.Upscaling;

/// <summary>Decides from the header alone what will be done with an image.</summary>
public sealed class ItemPlanner(WarmNetworks networks, HaloBook halos, TilePlanner tiles)
{
    /// <summary>Scale of models that can do any, when none is asked for.</summary>
    public const int UsualScale = 4;

    private const int AlphaReach = 2;

    private readonly Lazy<bool> _canDeblock = new(() => networks.Has(DeblockChoice.ModelName));   // asks the disk: not for each image

    /// <summary>Restores faces before an image is enlarged.</summary>
    public FaceStep Faces { get; } = new(networks, tiles);

    /// <summary>Makes the plan; loads the model when it is not loaded yet.</summary>
    /// <exception cref="FarmException">Unknown model, result too large, settings that leave no tile.</exception>
    public async Task<ItemPlan> PlanAsync(ImageHeader source, UpscaleSettings settings, CancellationToken ct)
    {
        var leases = new List<NetworkLease>();
        try
        {
            return await PlanAsync(source, settings, Rent, leases, ct);
        }
        catch
        {
            leases.ForEach(lease => lease.Dispose());
            throw;
        }

        WarmNetwork Rent(string model, int scale, double? denoiseStrength, (string, double)? before)
        {
            leases.Add(networks.Rent(model, scale, denoiseStrength, before));
            return leases[^1].Network;
        }
    }

    /// <summary>
    /// The scale at which a model that can do any is opened: the next whole factor up, so that Lanczos only ever shrinks
    /// what it made.
    /// </summary>
    public static int WholeScaleOf(double wanted) => Math.Clamp((int)Math.Ceiling(wanted), 1, Resampling.LargestScale);

    /// <inheritdoc cref="WholeScaleOf(double)"/>
    public static int WholeScaleOf(ImageHeader source, UpscaleSettings settings) => WholeScaleOf(FactorOf(source, settings));

    private async Task<ItemPlan> PlanAsync(
        ImageHeader source, UpscaleSettings settings, Func<string, int, double?, (string, double)?, WarmNetwork> rent, IReadOnlyList<IDisposable> leases, CancellationToken ct)
    {
        var network = rent(settings.Model, WholeScaleOf(source, settings), settings.DenoiseStrength, null);
        FidelityRule.Check(settings, network.Card, []);
        var deblock = DeblockOf(source, network, settings);
        if (deblock is { } strength)
            network = rent(settings.Model, WholeScaleOf(source, settings), settings.DenoiseStrength, (DeblockChoice.ModelName, strength));
        if (settings.EightOrientations && network.Card.FixedSize is { } only && only.Width != only.Height)
            throw FarmException.Rejected(
                FailureCode.SettingsInvalid, $"Model '{network.Card.Name}' takes only {only.Width}x{only.Height} pixels, which cannot be turned: leave out -x.");
        var engine = network.EngineFor(source.Pixels.Depth);
        var output = OutputPlan.For(source, network.Card.Name, engine.Scale, settings);
        var halo = await HaloAsync(source.Pixels, network, settings, ct);
        var passes = PassesOf(source.Pixels, network, halo, settings, rent);
        var request = new PlanRequest(
            source.Size, source.Pixels, NetworkShape.Of(network.Card, network.ActivationBytesPerPixel, engine.Scale), passes.Count, halo, settings.TileCore, engine.Lanes);
        return new ItemPlan
        {
            Source = source,
            Model = network.Card,
            Deblock = deblock,
            Output = output,
            Tiles = tiles.Plan(request),
            TilesBeside = bytes => tiles.Plan(request with { HeldBytes = bytes }),
            Leases = leases,
            Passes = passes,
            Warnings = [.. source.Warnings, .. WarningsOf(network, source.Pixels), .. FidelityRule.WarningsOf(settings, deblock), .. output.Warnings],
        };
    }

    private static double FactorOf(ImageHeader source, UpscaleSettings settings) =>
        settings.OutSize is { } size
            ? Math.Max((double)size.Width / source.Size.Width, (double)size.Height / source.Size.Height)
            : settings.OutScale ?? UsualScale;

    private double? DeblockOf(ImageHeader source, WarmNetwork network, UpscaleSettings settings) =>
        settings.Deblock.For(source, network.Card) is { } strength && (settings.Deblock.Kind != DeblockKind.Auto || _canDeblock.Value) ? strength : null;

    // Alpha looks at the pixels around it, whatever the network does: bicubic at two on each side.
    private async Task<int> HaloAsync(PixelFormat pixels, WarmNetwork network, UpscaleSettings settings, CancellationToken ct) =>
        Math.Max(await halos.ResolveAsync(settings.Halo, network, ct), pixels.HasAlpha ? AlphaReach : 0);

    private static List<PassEngine> PassesOf(
        PixelFormat pixels, WarmNetwork network, int halo, UpscaleSettings settings, Func<string, int, double?, (string, double)?, WarmNetwork> rent)
    {
        var engine = Splitting(network, pixels.Depth, halo);
        var main = settings.EightOrientations ? new EightfoldEngine(engine) : engine;
        var passes = ChannelPass.OverColor(pixels, engine.Channels).Select(channels => new PassEngine(channels, main)).ToList();
        if (pixels.HasAlpha)
        {
            var alpha = settings.Alpha == AlphaUpsampler.Model ? main : Splitting(rent("bicubic", engine.Scale, null, null), pixels.Depth, halo);
            passes.Add(new PassEngine(ChannelPass.OverAlpha(pixels, alpha.Channels), alpha));
        }
        return passes;
    }

    // A network of fixed size has no smaller tile.
    private static ITileEngine Splitting(WarmNetwork network, SampleDepth depth, int halo) => network.Card.FixedSize is null
        ? new SplittingEngine(network.EngineFor(depth), halo, network.Card.SizeMultiple, network.CeilingFor(depth))
        : network.EngineFor(depth);

    private static IEnumerable<string> WarningsOf(WarmNetwork network, PixelFormat pixels) =>
        network.Card.EightBitOnly && pixels.Depth == SampleDepth.Sixteen
            ? [$"Model '{network.Card.Name}' computes in 8 bits; the result has 16 bits of which 8 are real."]
            : [];
}
