using Microsoft.Extensions.Options;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Worker.Operation;

namespace SuperResFarm.Worker.Scratch;

/// <summary>
/// A folder of this process alone for sources and results under way. A file beside it is locked as long as the process lives, so that the
/// next one knows what a dead process left, and removes it.
/// </summary>
internal sealed class ScratchFolder : IDisposable
{
    private const string Prefix = "superres-worker-";
    private const string LockExtension = ".lock";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly TimeSpan _betweenLooks = TimeSpan.FromSeconds(1);

    private readonly string _folder;
    private readonly FileStream _lock;
    private readonly long _reserve;
    private readonly TimeProvider _time;
    private readonly ILogger<ScratchFolder> _logger;
    private int _places;

    /// <summary>Removes what dead processes left, after a look at what they were at, and makes the folder.</summary>
    /// <exception cref="FarmException">It cannot be made.</exception>
    public ScratchFolder(IOptions<WorkerOptions> options, Suspects suspects, TimeProvider time, ILogger<ScratchFolder> logger)
    {
        (_reserve, _time, _logger) = (options.Value.ScratchReserveMegabytes * 1_000_000L, time, logger);
        var root = options.Value.Scratch ?? Path.GetTempPath();
        try
        {
            Directory.CreateDirectory(root);
            Sweep(root, suspects);
            _folder = Path.Combine(root, $"{Prefix}{Guid.NewGuid():n}");
            _lock = new FileStream(_folder + LockExtension, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            MakePrivate(_folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw FarmException.Rejected(FailureCode.SettingsInvalid, $"Worker:Scratch '{root}' cannot be used: {fault.Message} Name a folder this user may write to.", fault);
        }
    }

    /// <summary>Whether more than the reserve is free. A disk that does not tell counts as free.</summary>
    public bool HasRoom => Free() is not { } free || free >= _reserve;

    /// <summary>A place for one item.</summary>
    /// <param name="bytes">What it will hold at once; more may follow.</param>
    /// <exception cref="FarmException">There is no room for that.</exception>
    public ScratchPlace Rent(long bytes)
    {
        if (Free() is { } free && free - _reserve < bytes)
            throw Full(null);
        try
        {
            // Made again with all above it, should somebody have tidied it away.
            var path = Path.Combine(_folder, $"{Interlocked.Increment(ref _places)}");
            return new ScratchPlace(MakePrivate(path), _logger);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Fault(fault);
        }
    }

    /// <returns>What a fault in the folder means for an item: another worker may have more room.</returns>
    public static FarmException Fault(Exception fault) => fault is FarmException { Code: FailureCode.StorageFull } || fault.SaysFull()
        ? Full(fault)
        : new FarmException(FailureCode.StorageUnavailable, Disposition.Retry, "The worker's folder for files under way cannot be used; its log has the cause.", fault);

    /// <summary>Waits until there is room, or no more, looking once a second.</summary>
    public async Task WaitAsync(bool forRoom, CancellationToken ct)
    {
        while (HasRoom != forRoom)
            await Task.Delay(_betweenLooks, _time, ct);
    }

    /// <summary>Removes it with all that is in it.</summary>
    public void Dispose()
    {
        ScratchPlace.Remove(_folder, _logger);
        _lock.Dispose();
        ScratchPlace.Remove(_folder + LockExtension, _logger);
    }

    private static string MakePrivate(string folder) =>
        (OperatingSystem.IsWindows() ? Directory.CreateDirectory(folder) : Directory.CreateDirectory(folder, Private)).FullName;

    private long? Free()
    {
        try
        {
            return new DriveInfo(_folder).AvailableFreeSpace;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private void Sweep(string root, Suspects suspects)
    {
        foreach (var file in Directory.EnumerateFiles(root, $"{Prefix}*{LockExtension}"))
            try
            {
                using var dead = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                suspects.Read(file[..^LockExtension.Length]);
                ScratchPlace.Remove(file[..^LockExtension.Length], _logger);
                File.Delete(file);
                Log.Swept(_logger, file[..^LockExtension.Length]);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Its process lives, or it is another user's.
            }
    }

    private static FarmException Full(Exception? cause) =>
        new(FailureCode.StorageFull, Disposition.Retry, "The worker's disk for files under way is full; another worker may have room.", cause);
}
