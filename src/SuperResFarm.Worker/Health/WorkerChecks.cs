using Microsoft.Extensions.Diagnostics.HealthChecks;
using SuperResFarm.Hosting.Health;
using SuperResFarm.Worker.Scratch;

namespace SuperResFarm.Worker.Health;

/// <summary>The worker's answers to an orchestrator.</summary>
internal static class WorkerChecks
{
    public static void AddWorkerChecks(this IServiceCollection services)
    {
        Add("worker-models", provider => provider.GetRequiredService<WorkerState>().Missing, HealthEndpoints.Startup, HealthEndpoints.Ready);
        Add("worker-queues", provider => provider.GetRequiredService<WorkerState>().IsTaking ? null : "takes no items now", HealthEndpoints.Ready);
        Add("worker-scratch", provider => provider.GetRequiredService<ScratchFolder>().HasRoom ? null : "the disk for files under way is full", HealthEndpoints.Ready);

        void Add(string name, Func<IServiceProvider, string?> fault, params string[] tags) =>
            services.AddHealthChecks().Add(new HealthCheckRegistration(name, provider => new Check(() => fault(provider)), HealthStatus.Unhealthy, tags));
    }

    private sealed class Check(Func<string?> fault) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(fault() is { } found ? HealthCheckResult.Unhealthy(found) : HealthCheckResult.Healthy());
    }
}
