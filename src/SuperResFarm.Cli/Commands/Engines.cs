using System.CommandLine;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Importing;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Cli.Commands;

/// <summary>Puts the parts of the item pipeline together for one command.</summary>
internal sealed class Engines : IDisposable
{
    private readonly IProvider _provider;
    private readonly long _budget;
    private readonly CalibrationBook _book = new(ModelFolders.CalibrationBook, TimeProvider.System);
    private readonly WarmNetworks _networks;
    private readonly StageGates _gates;

    public Engines(ModelLibrary library, RunOptions options, ParseResult parsed)
    {
        var choice = options.Device.Open(parsed);
        foreach (var warning in choice.Warnings)
            Console.Error.WriteLine(warning);
        _provider = choice.Providers[0];
        _budget = options.MemoryBudget(parsed, _provider.Device, CpuDevice.FreeBytes());
        var (load, lanes, save) = options.Jobs(parsed, _provider.Device.Places);
        _networks = new WarmNetworks(library, new LanePool([.. choice.Providers.Select(provider => (provider, lanes))]), new NetworkRules
        {
            Halve = network => HalfTrial.Choose(network).Kept,
            CeilingOf = (network, depth) => new BookCeiling(_book, CalibrationKey.Of(_provider, network.Card.Sha256, depth)),
        });
        _gates = new StageGates(load, save);
        Planner = new ItemPlanner(_networks, new HaloBook(ModelFolders.HaloBook), new TilePlanner(_budget, _book, _provider));
        Pipeline = new ItemPipeline(Planner, _gates);
    }

    public ItemPlanner Planner { get; }

    public ItemPipeline Pipeline { get; }

    /// <summary>Images worth starting at the same time.</summary>
    public int Images => _gates.Images;

    /// <summary>Loads the model, so that a wrong one ends the command and not every image.</summary>
    public ModelCard Warm(UpscaleSettings settings)
    {
        using var lease = _networks.Rent(settings.Model, ItemPlanner.WholeScaleOf(settings.OutScale ?? ItemPlanner.UsualScale), settings.DenoiseStrength);
        lease.Network.EngineFor(SampleDepth.Eight);
        return lease.Network.Card;
    }

    /// <summary>Measures memory and speed of the model and remembers them, so that plans for images like this one rest on them.</summary>
    public async Task MeasureAsync(ImageHeader source, UpscaleSettings settings, CancellationToken ct)
    {
        using var lease = _networks.Rent(settings.Model, ItemPlanner.WholeScaleOf(source, settings), settings.DenoiseStrength);
        var network = lease.Network.Network;
        var measured = await new Calibrator(_provider, TimeProvider.System)
            .MeasureAsync(network, source.Pixels.Depth, new CalibrationLimits { Bytes = _budget }, ct);
        _book.Record(CalibrationKey.Of(_provider, network.Card.Sha256, source.Pixels.Depth), measured);
    }

    public void Dispose()
    {
        _networks.Dispose();
        _gates.Dispose();
    }
}
