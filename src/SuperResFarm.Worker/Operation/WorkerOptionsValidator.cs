using Microsoft.Extensions.Options;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Worker.Operation;

/// <summary>Finds all mistakes in the worker's settings at once; each names its key.</summary>
/// <param name="host">How long the host takes for stopping.</param>
internal sealed class WorkerOptionsValidator(IOptions<HostOptions> host) : IValidateOptions<WorkerOptions>
{
    private const int LongestName = 100;

    public ValidateOptionsResult Validate(string? name, WorkerOptions options)
    {
        string[] mistakes = [.. MistakesIn(options)];
        return mistakes.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private IEnumerable<string> MistakesIn(WorkerOptions options)
    {
        if (options.Name.Length > LongestName || options.Name.Any(char.IsControl))
            yield return $"Worker:Name must have at most {LongestName} characters, all printable.";
        if (options.Images is < 1 or > 64)
            yield return "Worker:Images must lie between 1 and 64.";
        if (options.Lanes is < 0 or > 256)
            yield return "Worker:Lanes must lie between 1 and 256, or be 0 for as many as there are cores.";
        if (options.MemoryMegabytes is not 0 and (< 64 or > 1_000_000))
            yield return "Worker:MemoryMegabytes must lie between 64 and 1000000, or be 0 for the usual.";
        if (MistakeOfScratch(options.Scratch) is { } mistake)
            yield return $"Worker:Scratch {mistake}.";
        if (options.ScratchReserveMegabytes is < 0 or > 1_000_000)
            yield return "Worker:ScratchReserveMegabytes must lie between 0 and 1000000.";
        if (options.Queues.Any(queue => !Enum.IsDefined(queue)))
            yield return "Worker:Queues may name High, Normal and Bulk.";
        if (options.ItemTimeLimit <= TimeSpan.Zero || options.ItemTimeLimit > TimeSpan.FromDays(1))
            yield return "Worker:ItemTimeLimit must lie above zero and be at most one day, as in 01:00:00.";
        if (options.Heartbeat < TimeSpan.FromMilliseconds(50) || options.Heartbeat > TimeSpan.FromMinutes(1))
            yield return "Worker:Heartbeat must lie between 50 milliseconds and one minute, as in 00:00:10.";
        if (options.Grace < TimeSpan.Zero || options.Grace >= host.Value.ShutdownTimeout)
            yield return $"Worker:Grace must be zero or more and shorter than the host's time for stopping (ShutdownTimeoutSeconds, {host.Value.ShutdownTimeout.TotalSeconds:0.###} s), as in 00:00:20.";
        if (options.MaxDeliveries is < 1 or > 100)
            yield return "Worker:MaxDeliveries must lie between 1 and 100.";
        if (options.DeviceHourPrice is not (>= 0 and <= 1_000_000))
            yield return "Worker:DeviceHourPrice must lie between 0 and 1000000.";
        foreach (var model in options.Warm)
            if (ParameterRules.MistakesIn(new UpscaleParameters { Model = model }).Any())
                yield return $"Worker:Warm: '{model}' is no name of a model; name models as jobs do, without folders.";
    }

    private static string? MistakeOfScratch(string? folder) =>
        folder is null ? null
        : !Path.IsPathFullyQualified(folder) ? "must be an absolute path"
        : File.Exists(folder) ? "names a file, not a folder"
        : null;
}
