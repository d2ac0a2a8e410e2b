using Microsoft.Extensions.Options;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Choosing;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Worker.Operation;

namespace SuperResFarm.Worker.Engines;

/// <summary>Opens the devices that the settings name.</summary>
internal static class WorkerRoom
{
    /// <exception cref="FarmException">They are not to be had; the message has the remedy.</exception>
    public static EngineRoom Open(EngineOptions engine, WorkerOptions worker, TimeProvider time, ILogger logger)
    {
        var choice = ProviderChoice.Open(engine);
        foreach (var warning in choice.Warnings)
            Log.EngineWarning(logger, warning);
        var room = new EngineRoom(choice, engine, new EngineSpace(worker.Lanes, worker.MemoryMegabytes * 1_000_000L), time);
        Log.EngineOpened(logger, room.DeviceName, choice.Providers[0].Fingerprint, choice.Reason);
        return room;
    }

    /// <summary>The same from the parts of a worker.</summary>
    public static EngineRoom Open(IServiceProvider parts) => Open(
        parts.GetRequiredService<IOptions<EngineOptions>>().Value, parts.GetRequiredService<IOptions<WorkerOptions>>().Value,
        parts.GetRequiredService<TimeProvider>(), parts.GetRequiredService<ILogger<EngineRoom>>());
}
