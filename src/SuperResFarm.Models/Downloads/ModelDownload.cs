using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;

namespace SuperResFarm.Models.Downloads;

/// <summary>Fetches model files: whole and verified, or not at all.</summary>
/// <param name="http">The client, as from <see cref="ModelHttp.Create"/>; it must not follow redirects or limit the time by itself.</param>
/// <param name="options">How patient to be; the defaults when null.</param>
/// <param name="time">The clock; that of the system when null.</param>
public sealed class ModelDownload(HttpClient http, DownloadOptions? options = null, TimeProvider? time = null)
{
    // An attempt that gains less counts as futile.
    private const long Gain = 1 << 20;

    private readonly DownloadOptions _options = options ?? new();
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Fetches a file into a folder. Bytes gather in <c>NAME.part</c> and stay there when the download ends early, also by
    /// <paramref name="ct"/>: the next call continues. The file gets its name only when its length and checksum are right; one that is
    /// there already and right is not fetched again.</summary>
    /// <param name="request">What to fetch.</param>
    /// <param name="folder">Where to; made if absent.</param>
    /// <param name="progress">Told of every few kilobytes and every pause; may be null.</param>
    /// <param name="ct">Ends the download.</param>
    /// <returns>The file.</returns>
    /// <exception cref="FarmException">
    /// <see cref="FailureCode.ModelUnavailable"/>: no network, a proxy, the server, or another process at the same file (with
    /// <see cref="Disposition.Retry"/> when trying later may help);
    /// <see cref="FailureCode.ModelInvalid"/>: wrong length or checksum, the bytes are deleted;
    /// <see cref="FailureCode.StorageFull"/>; <see cref="FailureCode.OutputUnwritable"/>: the folder, or another file in the way;
    /// <see cref="FailureCode.SettingsInvalid"/>: the request contradicts itself, or names no checksum without allowing that.</exception>
    public async Task<DownloadedFile> FetchAsync(
        DownloadRequest request, string folder, IProgress<DownloadProgress>? progress, CancellationToken ct)
    {
        request.Check();
        var failures = new DownloadFailures(request, _options.Proxy);
        var target = Path.Combine(Path.GetFullPath(folder), request.FileName);
        if (await FindAsync(request, target, failures, ct) is { } there)
            return there;
        using var part = PartFile.Open(target);
        // Another process may have finished it just now.
        if (await FindAsync(request, target, failures, ct) is { } justCame)
            return justCame;
        await part.TakeUpAsync(request, ct);
        var transfer = new Transfer(new(http, failures), request, part, folder, _options, failures, _time);
        await CompleteAsync(transfer, part, failures, progress, ct);
        if (!IsRight(request, part) && part.IsOfEarlierRun)
        {
            // What an earlier run left may have been damaged since.
            await part.RestartAsync();
            await CompleteAsync(transfer, part, failures, progress, ct);
        }
        var sha256 = part.Sha256;
        if (!IsRight(request, part))
        {
            await part.RestartAsync();
            throw failures.WrongChecksum(sha256);
        }
        await part.PublishAsync();
        return new(target, part.Length, sha256, Verified: request.Sha256 is not null, AlreadyThere: false);
    }

    private static bool IsRight(DownloadRequest request, PartFile part) => request.Sha256 is null || request.Sha256 == part.Sha256;

    private static async Task<DownloadedFile?> FindAsync(
        DownloadRequest request, string target, DownloadFailures failures, CancellationToken ct)
    {
        if (!File.Exists(target))
            return null;
        var sha256 = await HashAsync(target, ct);
        if (sha256 == request.Sha256 || (request.Sha256 is null && !request.Replace))
            return new(target, new FileInfo(target).Length, sha256, Verified: request.Sha256 is not null, AlreadyThere: true);
        return request.Replace ? null : throw failures.InTheWay(sha256);
    }

    private static async Task<string> HashAsync(string target, CancellationToken ct)
    {
        try
        {
            return await FileHash.Sha256Async(target, ct);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw DownloadFailures.OfFolder(target, fault);
        }
    }

    private async Task CompleteAsync(
        Transfer transfer, PartFile part, DownloadFailures failures, IProgress<DownloadProgress>? progress, CancellationToken ct)
    {
        progress?.Report(new(part.Length, transfer.Total));
        var furthest = part.Length;
        for (var futile = 0; await transfer.AttemptAsync(progress, ct) is { } interruption;)
        {
            futile = part.Length >= furthest + Gain ? 1 : futile + 1;
            furthest = Math.Max(furthest, part.Length);
            if (futile > _options.Retries)
                throw failures.GaveUp(interruption, futile, part.Length, transfer.Total);
            var wait = interruption.RetryAfter ?? Delay(futile);
            progress?.Report(new(part.Length, transfer.Total, wait, interruption.Reason));
            await Task.Delay(wait, _time, ct);
        }
    }

    private TimeSpan Delay(int futile)
    {
        var doubled = _options.FirstDelay * Math.Pow(2, Math.Min(futile - 1, 16));
        return doubled < _options.LongestDelay ? doubled : _options.LongestDelay;
    }
}
