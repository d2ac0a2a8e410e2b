using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Choosing;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Inference.Acceptance;

/// <summary>The steps on one device, with the parts that images use; what they learn ends with them.</summary>
/// <param name="network">What runs.</param>
/// <param name="choice">Of this device alone.</param>
/// <param name="options">How the engine is set.</param>
/// <param name="site">What is asked beside the engine.</param>
/// <param name="name">What findings call the device.</param>
/// <param name="log">Takes the findings.</param>
internal sealed class DeviceSteps(Network network, ProviderChoice choice, EngineOptions options, AcceptanceSite site, string name, StepLog log)
{
    private readonly IProvider _provider = choice.Providers[0];
    private readonly CalibrationBook _book = new(null, site.Time);
    private Network? _worked;
    private Measurements? _measured;
    private long _weightBytes;

    /// <summary>The plan of a photo; null until there is one.</summary>
    public TilePlan? Plan { get; private set; }

    /// <summary>Does all of them.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await StepAsync(Steps.Memory, null, () => Task.FromResult(MemoryCheck.Of(_provider.Device, site.Gpus)));
        await RunLoadedAsync(ct);
        // The network's memory is free again: these load it for themselves.
        await StepAsync(Steps.OutOfMemory, Steps.Plan, () => DrillAsync(ct));
        await StepAsync(Steps.Throughput, Steps.Plan, () => ThroughputCheck.RunAsync(network, _worked!, Plan!, _provider, new DeviceMemory(site.Gpus), ct));
    }

    private async Task RunLoadedAsync(CancellationToken ct)
    {
        EngineRoom? room = null;
        WarmNetwork? loaded = null;
        try
        {
            await StepAsync(Steps.Model, Steps.Provider, async () =>
            {
                room = new EngineRoom(choice, options, new EngineSpace(), site.Time, _book, new DeviceMemory(site.Gpus), new HaloBook(null));
                loaded = room.Open(network);
                return await Task.Run(() => Load(loaded), ct);
            });
            await StepAsync(Steps.Parity, Steps.Model, () => ParityCheck.RunAsync(loaded!.EngineFor(SampleDepth.Eight), network, loaded.Precision, ct));
            await StepAsync(Steps.Determinism, Steps.Model, () => DeterminismCheck.RunAsync(loaded!.EngineFor(SampleDepth.Eight), network.Card, loaded.Precision, ct));
            await StepAsync(Steps.Calibration, Steps.Model, () => CalibrateAsync(room!, loaded!, ct));
            await StepAsync(Steps.Plan, Steps.Model, async () => PlanCheck.Judge(Plan = await room!.PlanAsync(loaded!, PlanCheck.Photo, ct)));
        }
        finally
        {
            loaded?.Dispose();
        }
    }

    private Task StepAsync(string step, string? needs, Func<Task<Finding>> run) => log.RunAsync(step, name, needs, run);

    private Finding Load(WarmNetwork loaded)
    {
        var engine = loaded.EngineFor(SampleDepth.Eight);
        (_worked, _weightBytes) = (loaded.Worked, _provider.Device.Kind == DeviceKind.Cpu ? loaded.Bytes : 0);   // a GPU's footprint has them in it
        return Finding.Passed(
            FormattableString.Invariant($"{network.Card.Name} ({network.Card.Architecture} x{engine.Scale}) on {engine.Lanes} lanes in {loaded.Precision.ToString().ToLowerInvariant()} precision, ")
            + FormattableString.Invariant($"{loaded.Bytes / 1e6:0.0} MB of weights"),
            ("lanes", engine.Lanes), ("weightBytes", loaded.Bytes), ("scale", engine.Scale));
    }

    private async Task<Finding> CalibrateAsync(EngineRoom room, WarmNetwork loaded, CancellationToken ct)
    {
        await room.CalibrateAsync(loaded, SampleDepth.Eight, again: true, ct);
        _measured = _book.Find(CalibrationKey.Of(_provider, network.Card.Sha256, SampleDepth.Eight));
        return CalibrationCheck.Judge(_measured!, await CalibrationCheck.UnseenAsync(loaded.Worked, _measured!, _provider, ct));
    }

    private async Task<Finding> DrillAsync(CancellationToken ct)
    {
        if (network.Card.FixedSize is { } only)
            return Finding.Skipped($"the network takes tiles of {only.Width}x{only.Height} only, which have no parts");
        if ((site.Ground(_provider) ?? LimitedGround.On(_provider, network, _worked!)) is not { } ground)
            return Finding.Skipped("this provider's memory cannot be limited");
        if (_measured?.Footprint is not { } footprint)
            return Finding.Skipped($"it stands on '{Steps.Calibration}', which found no line");
        return await DrillCheck.RunAsync(ground, DrillOrder.For(network.Card, footprint, Plan!.Halo), footprint, _weightBytes, _worked!.Card.Precision, ct);
    }
}
