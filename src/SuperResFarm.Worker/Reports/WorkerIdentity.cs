using Microsoft.Extensions.Options;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Worker.Operation;

namespace SuperResFarm.Worker.Reports;

/// <summary>Who speaks in reports.</summary>
internal sealed class WorkerIdentity(IOptions<WorkerOptions> options, EngineRoom room)
{
    /// <summary>Name of the worker.</summary>
    public string Name { get; } = options.Value.Name is { Length: > 0 } given ? given : $"{Environment.MachineName}-{Environment.ProcessId}";

    /// <summary>Name of its device.</summary>
    public string Device { get; } = room.DeviceName;

    public ItemStarted Started(UpscaleItem item) => new(item.JobId, item.Item, item.Attempt, Name, Device);

    public ItemProgressed Progressed(UpscaleItem item, double done) => new(item.JobId, item.Item, item.Attempt, Name, Device, done);

    public ItemUpscaled Upscaled(UpscaleItem item, ItemResult result) => new(item.JobId, item.Item, item.Attempt, Name, Device, result);

    public ItemFailed Failed(UpscaleItem item, FailureCode code, Disposition next, string message) =>
        new(item.JobId, item.Item, item.Attempt, Name, Device, code, next, message);
}
