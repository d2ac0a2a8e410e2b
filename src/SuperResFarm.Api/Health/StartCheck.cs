using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SuperResFarm.Api.Health;

/// <summary>Whether the database was brought up to date, so that work has begun.</summary>
internal sealed class StartCheck(StartGate gate) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) => Task.FromResult(
        gate.IsOpen ? HealthCheckResult.Healthy() : new(context.Registration.FailureStatus, "The database is not up to date yet; the log tells what is in the way."));
}
