using System.CommandLine;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Cli.Commands;

/// <summary>Puts the parts of the item pipeline together for one command.</summary>
internal sealed class Engines : IDisposable
{
    private readonly EngineRoom _room;
    private readonly WarmNetworks _networks;
    private readonly StageGates _gates;

    public Engines(ModelLibrary library, RunOptions options, ParseResult parsed)
    {
        var choice = options.Device.Open(parsed);
        foreach (var warning in choice.Warnings)
            Console.Error.WriteLine(warning);
        var (load, save, space) = options.Space(parsed);
        _room = new EngineRoom(choice, options.Device.Options(parsed), space, TimeProvider.System);
        _networks = _room.Open(library);
        _gates = new StageGates(load, save);
        Planner = _room.PlannerFor(_networks);
        Pipeline = new ItemPipeline(Planner, _gates);
        Rasters = new RasterUpscaler(Planner, searches: choice.Providers.Any(provider => provider.Device.Kind != DeviceKind.Cpu));
    }

    public ItemPlanner Planner { get; }

    public ItemPipeline Pipeline { get; }

    /// <summary>Enlarges images in memory.</summary>
    public RasterUpscaler Rasters { get; }

    /// <summary>Names of the devices.</summary>
    public string DeviceName => _room.DeviceName;

    /// <summary>Images worth starting at the same time.</summary>
    public int Images => _gates.Images;

    /// <summary>Loads the model, so that a wrong one ends the command and not every image, and measures it where plans need that.</summary>
    public async Task<ModelCard> WarmAsync(UpscaleSettings settings, CancellationToken ct)
    {
        var scale = ItemPlanner.WholeScaleOf(settings.OutScale ?? ItemPlanner.UsualScale);
        using var lease = _networks.Rent(settings.Model, scale, settings.DenoiseStrength);
        lease.Network.EngineFor(SampleDepth.Eight);
        if (settings.Deblock is { Kind: DeblockKind.Always, IsOff: false } always)
            _networks.Rent(settings.Model, scale, settings.DenoiseStrength, (DeblockChoice.ModelName, always.Strength)).Dispose();
        if (_room.Calibrates)
            await _room.CalibrateAsync(lease.Network, SampleDepth.Eight, again: false, ct);
        return lease.Network.Card;
    }

    /// <summary>Finds out whether all that faces need is there, so that what is missing ends the command and not every image.</summary>
    /// <returns>The models; none where no faces are restored.</returns>
    public IReadOnlyList<ModelCard> CheckFaces(UpscaleSettings settings) => settings.Faces is { } faces ? [.. Planner.Faces.Check(faces).Models] : [];

    /// <summary>Measures memory and speed of the model and remembers them, so that plans for images like this one rest on them.</summary>
    public async Task MeasureAsync(ImageHeader source, UpscaleSettings settings, CancellationToken ct)
    {
        using var lease = _networks.Rent(settings.Model, ItemPlanner.WholeScaleOf(source, settings), settings.DenoiseStrength);
        await _room.CalibrateAsync(lease.Network, source.Pixels.Depth, again: true, ct);
    }

    public void Dispose()
    {
        _networks.Dispose();
        _gates.Dispose();
    }
}
