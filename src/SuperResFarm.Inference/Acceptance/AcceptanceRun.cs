using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Choosing;
using SuperResFarm.Inference.Devices;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Inference.Acceptance;

/// <summary>
/// Everything that must hold of a machine before it is given images, tried on the machine itself with the parts that images use. It leaves nothing behind:
/// no file, no measurement, no memory of a shortage that it made.
/// </summary>
public sealed class AcceptanceRun
{
    private readonly Network _network;
    private readonly EngineOptions _options;
    private readonly AcceptanceSite _site;
    private readonly List<(string Device, TilePlan Plan)> _plans = [];
    private StepLog _log = new((_, _) => { });

    /// <param name="network">A network for images.</param>
    /// <param name="options">How the engine is set.</param>
    /// <param name="processorGround">Makes the processor's memory end.</param>
    public AcceptanceRun(Network network, EngineOptions options, IDrillGround processorGround)
        : this(network, options, new AcceptanceSite { Ground = provider => provider is CpuProvider ? processorGround : null })
    {
    }

    internal AcceptanceRun(Network network, EngineOptions options, AcceptanceSite site) => (_network, _options, _site) = (network, options, site);

    /// <summary>What was found so far, in order.</summary>
    public IReadOnlyList<Finding> Findings => _log.Findings;

    /// <summary>What was opened; null when it could not be.</summary>
    public ProviderChoice? Choice { get; private set; }

    /// <summary>The plan of a photo on each device that has one.</summary>
    public IReadOnlyList<(string Device, TilePlan Plan)> Plans => _plans;

    /// <summary>Whether every step has its finding.</summary>
    public bool Complete { get; private set; }

    /// <summary>Whether every step was done and none failed.</summary>
    public bool Accepted => Complete && Findings.All(finding => finding.Verdict != Verdict.Fail);

    /// <summary>Steps in all; with more devices than one more, once they are known.</summary>
    public int Count => 2 + Math.Max(1, Choice?.Providers.Count ?? 0) * Steps.OfDevice.Count;

    /// <returns>What findings call a device.</returns>
    public static string NameOf(IProvider provider, int number) => provider.Device.Kind == DeviceKind.Cpu ? "cpu" : $"gpu {provider.Device.Gpu?.Ordinal ?? number}";

    /// <summary>Does all steps, or those until someone stops it.</summary>
    /// <param name="tell">Told the number of steps done and which comes next.</param>
    /// <param name="ct">Stops within a run of a tile; what was found stays.</param>
    /// <exception cref="FarmException">The settings contradict themselves (<see cref="FailureCode.SettingsInvalid"/>).</exception>
    public async Task RunAsync(Action<int, string> tell, CancellationToken ct)
    {
        _log = new StepLog(tell);
        try
        {
            await RunAsync(ct);
            Complete = true;
        }
        catch (OperationCanceledException)
        {
            // The findings tell what there is. A drill's process may hear the signal first.
        }
    }

    private async Task RunAsync(CancellationToken ct)
    {
        var absent = await Task.Run(Open, ct);
        await _log.RunAsync(Steps.Driver, null, null, () =>
        {
            var inventory = _site.Gpus.List();
            return Task.FromResult(DriverCheck.Judge(WantsGpu(), Choice, inventory, CudaOrder.Of(inventory.Gpus, _site.Environment)));
        });
        await _log.RunAsync(Steps.Provider, null, null, () => Task.FromResult(
            absent is null ? ProviderCheck.Judge(Choice!, OnnxVersions.OfThisProcess) : throw absent));
        foreach (var (number, provider) in (Choice?.Providers ?? []).Index())
            await RunOnAsync(provider, NameOf(provider, number), ct);
        if (Choice is null)
            foreach (var step in Steps.OfDevice)
                await _log.RunAsync(step, null, Steps.Provider, () => throw absent!);
    }

    private async Task RunOnAsync(IProvider provider, string name, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var steps = new DeviceSteps(_network, Choice! with { Providers = [provider] }, _options, _site, name, _log);
        await steps.RunAsync(ct);
        if (steps.Plan is { } plan)
            _plans.Add((name, plan));
    }

    private FarmException? Open()
    {
        try
        {
            Choice = _site.Open(_options);
            return null;
        }
        catch (FarmException absent) when (absent.Code is FailureCode.DeviceUnavailable or FailureCode.EngineFailed or FailureCode.DeviceFailed)
        {
            return absent;
        }
    }

    private bool WantsGpu() => ProviderName.Read(_options.Provider)?.Kind is not (null or ProviderKind.Cpu or ProviderKind.Auto) || _options.Gpu.Count > 0;
}
