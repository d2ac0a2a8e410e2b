using Microsoft.Extensions.Options;
using SuperResFarm.Api.Access;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Settings;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Uploads;

/// <summary>Removes what was uploaded long ago. Replicas that do it at the same time do no harm.</summary>
internal sealed class UploadSweep(TenantPlaces places, IObjectStore store, IOptions<ApiOptions> options, TimeProvider time, ILogger<UploadSweep> logger) : BackgroundService
{
    private static readonly TimeSpan _pause = TimeSpan.FromMinutes(30);

    /// <summary>Removes what is too old now.</summary>
    /// <returns>How many files.</returns>
    /// <exception cref="FarmException">The store is unavailable or refuses.</exception>
    public async Task<int> SweepAsync(ObjectPrefix uploads, CancellationToken ct)
    {
        var (removed, before) = (0, time.GetUtcNow() - options.Value.UploadLife);
        await foreach (var entry in store.ListAsync(uploads, null, ct))
            if (entry.LastModified < before && entry.IsAddressable)
            {
                await store.DeleteAsync(entry.Uri, ct);
                removed++;
            }
        return removed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (places.Uploads is not { } uploads)
            return;
        while (true)
        {
            try
            {
                if (await SweepAsync(uploads, stoppingToken) is > 0 and var files)
                    Log.UploadsRemoved(logger, files, options.Value.UploadLife);
            }
            catch (FarmException fault) when (fault.Code != FailureCode.SourceMissing)   // without a bucket nothing was uploaded
            {
                Log.UploadsNotSwept(logger, _pause, fault.Message);
            }
            catch (FarmException)
            {
                // Nothing was uploaded yet: a folder store makes its bucket with the first file.
            }
            await Task.Delay(_pause, time, stoppingToken);
        }
    }
}
