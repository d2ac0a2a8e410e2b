using System.Collections.Concurrent;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Faces;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Catalog;
using SuperResFarm.Worker.Operation;

namespace SuperResFarm.Worker.Engines;

/// <summary>A pipeline and its loaded networks, which go when nobody uses them and nobody may begin. Its owner holds a lock around every call but
/// <see cref="OpenAsync"/> and <see cref="FacesBy"/>.</summary>
internal sealed class EngineSet(EngineRoom room, WarmNetworks networks, StageGates gates, ILogger logger)
{
    private readonly ConcurrentDictionary<FaceSettings, FaceFacts> _faces = new();
    private int _rented;
    private bool _retired;

    public ItemPipeline Pipeline { get; } = new(room.PlannerFor(networks), gates);

    /// <summary>The models that are loaded, what they are, and when that was last compared with the files.</summary>
    public Dictionary<NamedModels, (ModelParts Parts, long CheckedAt)> Known { get; } = [];

    /// <summary>Loads a model with its usual sessions, measures it where plans need that, and lets it run once.</summary>
    public async Task OpenAsync(UpscaleParameters wanted, CancellationToken ct)
    {
        var scale = ItemPlanner.WholeScaleOf(wanted.OutScale ?? ItemPlanner.UsualScale);
        using var lease = networks.Rent(wanted.Model, scale, wanted.DenoiseStrength);
        lease.Network.EngineFor(SampleDepth.Eight);
        if (room.Calibrates)
            await CalibrateAsync(lease.Network, ct);
        await room.WarmAsync(lease.Network, ct);
        if (FaceSettings.Of(wanted.Faces) is { } faces)
            FacesBy(faces);
    }

    /// <returns>What is told of faces before any is found: the models and what was accepted of them. They are opened once: a result that is there already needs no network.</returns>
    /// <exception cref="FarmException">Terms are not accepted, or a model cannot be used.</exception>
    public FaceFacts FacesBy(FaceSettings settings) =>
        _faces.GetOrAdd(FactsKeyOf(settings), key => Pipeline.Faces.Check(key).Facts(area => area)) with { Weight = settings.Weight };

    public EngineLease Rent(string modelSha256, Lock owner)
    {
        _rented++;
        return new EngineLease(this, modelSha256, owner);
    }

    public void Return()
    {
        _rented--;
        Retire(_retired);
    }

    public void Retire() => Retire(true);

    // All that the models do not depend on is as usual in it, so that there are few.
    private static FaceSettings FactsKeyOf(FaceSettings settings) => new()
    {
        Model = settings.Model,
        Detector = settings.Detector,
        Parser = settings.Parser,
        Aligned = settings.Aligned,
        AcceptLicence = settings.AcceptLicence,
    };

    // An estimate is worse than a measurement, and better than no images.
    private async Task CalibrateAsync(WarmNetwork network, CancellationToken ct)
    {
        try
        {
            await room.CalibrateAsync(network, SampleDepth.Eight, again: false, ct);
        }
        catch (FarmException fault) when (fault.Code != FailureCode.DeviceFailed)
        {
            Log.Unmeasured(logger, network.Card.Name, fault.Message);
        }
    }

    private void Retire(bool retired)
    {
        _retired = retired;
        if (_retired && _rented == 0)
            networks.Dispose();
    }
}

/// <summary>The right to use a pipeline; harmless to give back twice.</summary>
internal sealed class EngineLease(EngineSet set, string modelSha256, Lock owner) : IDisposable
{
    private int _returned;

    public EngineSet Set => set;

    public ItemPipeline Pipeline => set.Pipeline;

    /// <inheritdoc cref="EngineSet.FacesBy"/>
    public FaceFacts FacesBy(FaceSettings settings) => set.FacesBy(settings);

    /// <summary>What the model is that was asked for.</summary>
    public string ModelSha256 => modelSha256;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _returned, 1) == 1)
            return;
        lock (owner)
            set.Return();
    }
}
