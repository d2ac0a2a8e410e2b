using System.CommandLine;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Devices;
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
    private readonly WarmNetworks _networks;
    private readonly StageGates _gates;

    public Engines(ModelLibrary library, RunOptions options, ParseResult parsed)
    {
        var (load, lanes, save) = options.Jobs(parsed);
        _networks = new WarmNetworks(library, new LanePool(new CpuProvider(), lanes));
        _gates = new StageGates(load, save);
        Planner = new ItemPlanner(_networks, new HaloBook(ModelFolders.HaloBook), new TilePlanner(options.MemoryBudget(parsed, CpuDevice.FreeBytes())));
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

    public void Dispose()
    {
        _networks.Dispose();
        _gates.Dispose();
    }
}
