using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using SuperResFarm.Api.Problems;
using SuperResFarm.Api.Settings;

namespace SuperResFarm.Api.Access;

/// <summary>Counts the requests of each tenant in a bucket of tokens, and tells on every answer how it stands.</summary>
internal sealed class RateGate : IDisposable
{
    private readonly RateOptions _options;
    private readonly PartitionedRateLimiter<string>? _limiter;

    public RateGate(IOptions<ApiOptions> options)
    {
        _options = options.Value.Rate;
        if (_options.PerSecond > 0)
            _limiter = PartitionedRateLimiter.Create<string, string>(tenant => RateLimitPartition.GetTokenBucketLimiter(tenant, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = _options.EffectiveBurst,
                TokensPerPeriod = _options.PerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            }));
    }

    /// <summary>Takes a request, or does not.</summary>
    /// <exception cref="ProblemException">429: the tenant asks too often.</exception>
    public void Enter(HttpContext context, string tenant)
    {
        if (_limiter is null)
            return;
        using var lease = _limiter.AttemptAcquire(tenant);
        var left = _limiter.GetStatistics(tenant)?.CurrentAvailablePermits ?? 0;
        context.Response.OnStarting(() => Tell(context.Response, left));
        if (!lease.IsAcquired)
            throw new ProblemException(StatusCodes.Status429TooManyRequests, "rate-exceeded",
                $"More than {_options.PerSecond} requests a second came of this tenant; wait as long as Retry-After says.")
            {
                RetryAfter = lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1),
            };
    }

    public void Dispose() => _limiter?.Dispose();

    private Task Tell(HttpResponse response, long left)
    {
        response.Headers["RateLimit-Limit"] = Text(_options.EffectiveBurst);
        response.Headers["RateLimit-Remaining"] = Text(left);
        response.Headers["RateLimit-Reset"] = Text((long)Math.Ceiling((_options.EffectiveBurst - left) / (double)_options.PerSecond));
        return Task.CompletedTask;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
