using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using SuperResFarm.Api.Settings;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Storage.Objects;

namespace SuperResFarm.Api.Health;

/// <summary>Whether the object store answers, asked for an object that need not be there, at most every ten seconds.</summary>
internal sealed class StoreCheck(IObjectStore store, IOptions<ApiOptions> options, TimeProvider time) : IHealthCheck, IDisposable
{
    private const string Key = "superres-health";
    private static readonly TimeSpan _holds = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _turn = new(1);
    private (long At, string? Fault)? _last;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_last is not { } last || time.GetElapsedTime(last.At) > _holds)
                _last = last = (time.GetTimestamp(), await AskAsync(cancellationToken));
            return last.Fault is null ? HealthCheckResult.Healthy() : new(context.Registration.FailureStatus, last.Fault);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    // Whatever it answers is an answer: that there is no such bucket, or that this object may not be looked at.
    private async Task<string?> AskAsync(CancellationToken ct)
    {
        var bucket = options.Value.ReadPrefixes.Select(prefix => ObjectPrefix.Parse(prefix).Bucket).FirstOrDefault() ?? Key;
        try
        {
            await store.FindAsync(ObjectUri.Of(bucket, Key), ct);
            return null;
        }
        catch (FarmException fault)
        {
            return fault.Code is FailureCode.StorageUnavailable or FailureCode.StorageFull ? fault.Message : null;
        }
    }
}
