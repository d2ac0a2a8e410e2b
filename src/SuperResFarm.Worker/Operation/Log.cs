using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Worker.Operation;

/// <summary>What this project says to operators; ids 8000 to 8999.</summary>
internal static partial class Log
{
    private static readonly Func<ILogger, Guid, int, int, IDisposable?> _itemScope =
        LoggerMessage.DefineScope<Guid, int, int>("job {Job} item {Item} attempt {Attempt}");

    public static IDisposable? ItemScope(ILogger logger, Guid job, int item, int attempt) => _itemScope(logger, job, item, attempt);

    [LoggerMessage(8001, LogLevel.Information, "The model {Model} ({Sha256}) is loaded")]
    public static partial void ModelLoaded(ILogger logger, string model, string sha256);

    [LoggerMessage(8002, LogLevel.Information, "Taking items, {Images} at a time")]
    public static partial void Taking(ILogger logger, int images);

    [LoggerMessage(8003, LogLevel.Warning, "The disk for files under way is full; nothing is taken until there is room")]
    public static partial void NoRoom(ILogger logger);

    [LoggerMessage(8004, LogLevel.Error, "The worker cannot take items yet; trying again")]
    public static partial void TryingAgain(ILogger logger, Exception fault);

    [LoggerMessage(8006, LogLevel.Information, "Stopping: items that run have {Grace} to end, then they are given back")]
    public static partial void Stopping(ILogger logger, TimeSpan grace);

    [LoggerMessage(8010, LogLevel.Information, "{Source} enlarged from {From} to {To} pixels in {Elapsed} ({Times})")]
    public static partial void Upscaled(ILogger logger, ObjectUri source, PixelSize from, PixelSize to, TimeSpan elapsed, StageTimes times);

    [LoggerMessage(8011, LogLevel.Information, "{Target} is there already, made from the very same things; adopted")]
    public static partial void Adopted(ILogger logger, ObjectUri target);

    [LoggerMessage(8012, LogLevel.Information, "The item's job was cancelled; dropped")]
    public static partial void Dropped(ILogger logger);

    [LoggerMessage(8013, LogLevel.Information, "The item is given back: {Why}")]
    public static partial void GivenBack(ILogger logger, string why);

    [LoggerMessage(8014, LogLevel.Warning, "The item failed ({Code}, {Next}): {Reason}")]
    public static partial void ItemFailed(ILogger logger, FailureCode code, Disposition next, string reason, Exception? cause);

    [LoggerMessage(8015, LogLevel.Error, "The item failed for a reason nobody classified")]
    public static partial void ItemBroke(ILogger logger, Exception fault);

    [LoggerMessage(8016, LogLevel.Error, "The item was handed out {Before} times before without an answer; it is not run again")]
    public static partial void Poisonous(ILogger logger, int before);

    [LoggerMessage(8017, LogLevel.Error, "A worker that died was at this very attempt; it counts as failed")]
    public static partial void Accused(ILogger logger);

    [LoggerMessage(8020, LogLevel.Warning, "The broker did not take {Report}; trying again")]
    public static partial void ReportUnsent(ILogger logger, Exception fault, string report);

    [LoggerMessage(8021, LogLevel.Information, "A sign of life of job {Job} item {Item} could not be sent; the next one follows")]
    public static partial void BeatUnsent(ILogger logger, Exception fault, Guid job, int item);

    [LoggerMessage(8040, LogLevel.Information, "Networks run on {Device} ({Provider}): {Reason}")]
    public static partial void EngineOpened(ILogger logger, string device, string provider, string reason);

    [LoggerMessage(8041, LogLevel.Warning, "{Warning}")]
    public static partial void EngineWarning(ILogger logger, string warning);

    [LoggerMessage(8042, LogLevel.Warning, "Model {Model} could not be measured, so its plans are estimates: {Message}")]
    public static partial void Unmeasured(ILogger logger, string model, string message);

    [LoggerMessage(8043, LogLevel.Critical, "{Message} The process gives its items back and ends with code {Code}")]
    public static partial void DeviceLost(ILogger logger, string message, int code);

    [LoggerMessage(8030, LogLevel.Information, "Removed {Folder}, which a worker that died had left")]
    public static partial void Swept(ILogger logger, string folder);

    [LoggerMessage(8032, LogLevel.Information, "Ended {Ended} uploads to {Target}, which a worker that died had left half done")]
    public static partial void UploadsEnded(ILogger logger, int ended, string target);

    [LoggerMessage(8031, LogLevel.Warning, "{Path} could not be removed")]
    public static partial void Unremoved(ILogger logger, Exception fault, string path);
}
