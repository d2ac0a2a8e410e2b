using Microsoft.Extensions.Diagnostics.HealthChecks;
using SuperResFarm.Jobs.Persistence;

namespace SuperResFarm.Api.Health;

/// <summary>Whether the database answers and has its tables.</summary>
internal sealed class DatabaseCheck(JobsDatabase database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var probe = await database.ProbeAsync(cancellationToken);
        return probe.IsReady ? HealthCheckResult.Healthy() : new(context.Registration.FailureStatus, probe.Missing);
    }
}
